#include "controller/posix/request_text.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <utility>

namespace controller::posix {
namespace {

struct Url {
  Destination destination;
  std::string authority;  // as in Host
  std::string target;
};

bool is_graphic(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

bool is_token(std::string_view text) {
  static constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kOthers.find(c) != std::string_view::npos;
  });
}

// No control characters; tabs may stand.
bool is_header_value(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte != 0x7f) || c == '\t';
  });
}

bool is_port(std::string_view text) {
  std::uint16_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop == end && number > 0;
}

// `host`, `host:port`, `[::1]` or `[::1]:port`.
bool read_authority(std::string_view authority, Destination& destination) {
  std::string_view rest;
  if (authority.starts_with('[')) {
    const std::size_t close = authority.find(']');
    if (close == std::string_view::npos) return false;
    destination.host = authority.substr(1, close - 1);
    rest = authority.substr(close + 1);
  } else {
    const std::size_t colon = authority.find(':');
    destination.host = authority.substr(0, colon);
    if (colon != std::string_view::npos) rest = authority.substr(colon);
  }
  destination.port = destination.tls ? "443" : "80";
  if (!rest.empty()) destination.port = rest.substr(1);
  return !destination.host.empty() && (rest.empty() || rest.front() == ':') &&
         is_port(destination.port) && destination.host.find('@') == std::string::npos;
}

std::optional<Url> parse_url(std::string_view text) {
  Url url;
  url.destination.tls = text.starts_with("https://");
  const std::string_view scheme = url.destination.tls ? "https://" : "http://";
  if (!text.starts_with(scheme) || !is_graphic(text)) return std::nullopt;
  text.remove_prefix(scheme.size());
  const std::size_t end = std::min(text.find_first_of("/?#"), text.size());
  url.authority = text.substr(0, end);
  std::string_view target = text.substr(end);
  target = target.substr(0, target.find('#'));
  url.target = target.starts_with('/') ? "" : "/";
  url.target += target;
  if (!read_authority(url.authority, url.destination)) return std::nullopt;
  return url;
}

}  // namespace

std::optional<RequestText> request_text(const OutboundRequest& request) {
  auto url = parse_url(request.url);
  if (!url || !is_token(request.method)) return std::nullopt;
  std::string bytes = request.method + " " + url->target + " HTTP/1.1\r\nHost: " + url->authority;
  bytes += "\r\nConnection: close\r\nUser-Agent: pairing-instance\r\n";
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name) || !is_header_value(value)) return std::nullopt;
    bytes.append(name).append(": ").append(value).append("\r\n");
  }
  const bool has_body = request.method != "GET" && request.method != "HEAD";
  if (has_body || !request.body.empty())
    bytes.append("Content-Length: ").append(std::to_string(request.body.size())).append("\r\n");
  bytes.append("\r\n").append(request.body);
  return RequestText{std::move(url->destination), std::move(bytes)};
}

}  // namespace controller::posix
