// Heads of HTTP/1.1 replies as text. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "controller/base/time.h"
#include "controller/http/message.h"

namespace controller::posix {

// To a client that waits with its body until it hears this (RFC 9110, 10.1.1).
inline constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7).
void append_http_date(std::string& out, WallTime time);

void append_status_line(std::string& out, int status);
void append_header(std::string& out, std::string_view name, std::string_view value);

// Of a reply of the controller's own, whose body is to follow.
void append_reply_head(std::string& out, const HttpResponse& response, std::string_view date,
                       bool keep_alive);

}  // namespace controller::posix
