#include "controller/http/proxy.h"

#include <algorithm>
#include <array>

namespace controller {
namespace {

// Not passed on: they belong to the connection (RFC 9110, 7.6.1), or are said anew.
constexpr std::array<std::string_view, 11> kDropped = {kProxyTokenHeader,   "host",
                                                       "connection",        "proxy-connection",
                                                       "keep-alive",        "te",
                                                       "trailer",           "transfer-encoding",
                                                       "upgrade",           "proxy-authorization",
                                                       "proxy-authenticate"};

// Whether `name` is one of the words in a list such as `close, x-internal`.
bool lists(std::string_view words, std::string_view name) {
  while (!words.empty()) {
    const std::size_t end = words.find(',');
    std::string_view word = words.substr(0, end);
    while (word.starts_with(' ') || word.starts_with('\t')) word.remove_prefix(1);
    while (word.ends_with(' ') || word.ends_with('\t')) word.remove_suffix(1);
    if (equal_ignoring_case(word, name)) return true;
    words = end == std::string_view::npos ? std::string_view() : words.substr(end + 1);
  }
  return false;
}

bool dropped(std::span<const HttpHeader> headers, std::string_view name) {
  // Without its length a body would be taken for the next request, whatever Connection says.
  if (equal_ignoring_case(name, "content-length")) return false;
  if (std::ranges::any_of(kDropped, [name](auto drop) { return equal_ignoring_case(drop, name); }))
    return true;
  return std::ranges::any_of(headers, [name](const HttpHeader& header) {
    return equal_ignoring_case(header.name, "connection") && lists(header.value, name);
  });
}

void add_undropped(std::span<const HttpHeader> headers, std::vector<HttpHeader>& to) {
  for (const HttpHeader& header : headers) {
    if (!dropped(headers, header.name)) to.push_back(header);
  }
}

}  // namespace

HttpAnswer ProxyGate::decide(std::string_view path, std::span<const HttpHeader> headers,
                             GatewayState state) const {
  static const HttpBody kRouteUnavailable =
      body_of(R"({"error":"Unauthorized","code":"controller_route_unavailable"})");
  static const HttpBody kUnauthorized = body_of(R"({"error":"Unauthorized"})");
  static const HttpBody kNotReady = body_of(R"({"error":"Gateway not ready"})");
  if (required_) {
    const auto token = only_header(headers, kProxyTokenHeader);
    if (!token || !secret_.matches(*token))
      return HttpResponse{401, path.starts_with("/_kilo/") ? kRouteUnavailable : kUnauthorized};
  }
  if (state != GatewayState::running) return HttpResponse{503, kNotReady};
  return ForwardToGateway{};
}

std::vector<HttpHeader> forwarded_headers(std::span<const HttpHeader> headers) {
  std::vector<HttpHeader> forwarded = {{"host", kGatewayHost}};
  add_undropped(headers, forwarded);
  return forwarded;
}

std::vector<HttpHeader> returned_headers(std::span<const HttpHeader> headers) {
  std::vector<HttpHeader> returned;
  add_undropped(headers, returned);
  return returned;
}

HttpResponse bad_gateway() {
  static const HttpBody kBody = body_of(R"({"error":"Bad Gateway"})");
  return HttpResponse{502, kBody};
}

}  // namespace controller
