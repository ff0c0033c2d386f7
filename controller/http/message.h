// HTTP requests and answers as plain values: what the routes take and give. Who moves the bytes, a
// listener on a socket or a simulated client, is not known here.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "controller/base/ascii.h"

namespace controller {

struct HttpHeader {
  std::string_view name;
  std::string_view value;  // without the white space around it
};

// A complete request. Its views must stay valid until it is answered.
struct HttpRequest {
  std::string_view method;  // as sent; methods are case-sensitive
  std::string_view target;  // origin form: path, then perhaps `?` and the query
  std::span<const HttpHeader> headers;
  std::string_view body;
};

// Shared, because what a refresh changed is written once and then answered any number of times.
using HttpBody = std::shared_ptr<const std::string>;

struct HttpResponse {
  int status = 200;
  HttpBody body;  // never null
  std::string_view content_type = "application/json";
};

// To be passed on to the gateway: with forwarded_headers(), to its port on loopback. When it cannot
// be reached there the answer is bad_gateway().
struct ForwardToGateway {};

using HttpAnswer = std::variant<HttpResponse, ForwardToGateway>;

inline HttpBody body_of(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

// The value of the only header of that name, in any case; nothing when it is missing or repeated.
inline std::optional<std::string_view> only_header(std::span<const HttpHeader> headers,
                                                   std::string_view name) {
  std::optional<std::string_view> found;
  for (const HttpHeader& header : headers) {
    if (!equal_ignoring_case(header.name, name)) continue;
    if (found) return std::nullopt;
    found = header.value;
  }
  return found;
}

}  // namespace controller
