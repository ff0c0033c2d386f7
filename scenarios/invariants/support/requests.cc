#include "scenarios/invariants/support/requests.h"

#include <algorithm>
#include <array>

#include "scenarios/invariants/support/text.h"
#include "sim/http/sending.h"

namespace scenarios::seen {
namespace {

Request request_of(const sim::HttpSent& sent, Instant at) {
  Request request{sent, at, sent.target, {}};
  const std::size_t mark = sent.target.find('?');
  if (mark != std::string::npos) {
    request.path = sent.target.substr(0, mark);
    request.query = sent.target.substr(mark + 1);
  }
  return request;
}

}  // namespace

std::string text_of(const Request& request) {
  return request.sent.method + ' ' + request.sent.target + " of " + text_of(request.began);
}

Header header_in(const std::string& line) {
  constexpr std::string_view kSeparator = ": ";
  const std::size_t colon = line.find(kSeparator);
  if (colon == std::string::npos) return {lower(line), {}};
  return {lower(line.substr(0, colon)), line.substr(colon + kSeparator.size())};
}

std::optional<std::string> header_of(const sim::HttpSent& sent, std::string_view name) {
  std::optional<std::string> found;
  for (const std::string& line : sent.headers) {
    Header header = header_in(line);
    if (header.name != name) continue;
    if (found) return std::nullopt;
    found = std::move(header.value);
  }
  return found;
}

Route route_of(const Request& request) {
  struct Known {
    std::string_view method;
    std::string_view path;
    Route route;
  };
  static constexpr std::array<Known, 12> kKnown = {{
      {"GET", "/health", Route::health},
      {"GET", "/_kilo/health", Route::health},
      {"GET", "/_kilo/version", Route::version},
      {"GET", "/_kilo/metrics", Route::metrics},
      {"GET", "/_kilo/pairing/channels", Route::list_channels},
      {"GET", "/_kilo/pairing/devices", Route::list_devices},
      {"POST", "/_kilo/pairing/channels/approve", Route::approve_channel},
      {"POST", "/_kilo/pairing/devices/approve", Route::approve_device},
      {"GET", "/_kilo/gateway/status", Route::gateway_status},
      {"POST", "/_kilo/gateway/start", Route::gateway_start},
      {"POST", "/_kilo/gateway/stop", Route::gateway_stop},
      {"POST", "/_kilo/gateway/restart", Route::gateway_restart},
  }};
  const auto* found = std::ranges::find_if(
      kKnown, [&](const Known& known) { return request.is(known.method, known.path); });
  return found == kKnown.end() ? Route::unknown : found->route;
}

bool is_for_controller(const sim::HttpSent& sent) { return sent.target.starts_with("/_kilo/"); }

bool is_too_slow(const sim::HttpSent& sent, Duration patience) {
  const Duration whole(sent.send_us);
  if (is_for_controller(sent)) return whole > patience;
  const auto head = static_cast<std::size_t>(sent.head_bytes);
  const auto body = static_cast<std::size_t>(sent.body_bytes);
  const sim::Pace pace = sim::pace_of(head, head + body, whole);
  return pace.head > patience || pace.pause > patience;
}

void Requests::before(const sim::Event& event) {
  answered_ = nullptr;
  if (const auto* sent = std::get_if<sim::HttpSent>(&event.body))
    open_.emplace(sent->call, request_of(*sent, event.at));
  const auto* reply = std::get_if<sim::HttpReceived>(&event.body);
  const auto found = reply == nullptr ? open_.end() : open_.find(reply->call);
  if (found != open_.end()) answered_ = &found->second;
}

void Requests::after(const sim::Event& event) {
  if (const auto* ended = std::get_if<sim::CallEnded>(&event.body)) open_.erase(ended->call);
}

bool Requests::keeps_limits(const Request& request) const {
  const sim::HttpSent& sent = request.sent;
  return sent.head_bytes <= terms_.head_bytes_max && !is_too_slow(sent, terms_.read_patience) &&
         (!is_for_controller(sent) || sent.body_bytes <= terms_.body_bytes_max);
}

bool Requests::needs_bearer(const Request& request) {
  const Route route = route_of(request);
  return request.below("/_kilo/pairing/") || request.below("/_kilo/gateway/") ||
         route == Route::version || route == Route::metrics;
}

bool Requests::has_bearer(const Request& request) const {
  const auto value = header_of(request.sent, "authorization");
  if (!value || lower(value->substr(0, 7)) != "bearer ") return false;
  const std::size_t token = value->find_first_not_of(' ', 7);
  return token != std::string::npos && value->substr(token) == terms_.token;
}

}  // namespace scenarios::seen
