// Text from outside, made fit for a client or the log. Pure; safe from any thread.
#pragma once

#include <string>
#include <string_view>

#include "controller/base/token_text.h"
#include "controller/instance/pairing_values.h"

namespace controller::instance {

using controller::holds_token;

// Whether any part of `list` holds `token`, in any case.
bool holds_token(const RequestList& list, std::string_view token);

// The first line of `text` as pairing/approval_message.h makes it, without the token: no path and
// no stack, at most 200 characters, `unknown error` when nothing is left.
std::string client_text(std::string_view text, std::string_view token);

// At most `max` bytes of `text`; no character of UTF-8 is cut.
std::string_view cut_bytes(std::string_view text, std::size_t max);

}  // namespace controller::instance
