#include "controller/http/api.h"

#include <algorithm>
#include <array>
#include <utility>

#include "controller/base/json_text.h"
#include "controller/http/approve_body.h"
#include "controller/http/metrics.h"
#include "controller/http/target.h"

namespace controller {

enum class HttpApi::Route : std::uint8_t {
  health,
  channels,
  devices,
  approve_channel,
  approve_device,
  gateway_status,
  gateway_start,
  gateway_stop,
  gateway_restart,
  version,
  metrics,
  unknown,  // last
};

namespace {

HttpResponse approval_response(int status, bool success, std::string_view message) {
  std::string body = success ? R"({"success":true,"message":)" : R"({"success":false,"message":)";
  append_json_string(body, message);
  body += '}';
  return HttpResponse{status, body_of(std::move(body))};
}

HttpResponse approval_response(const ApproveReply& reply) {
  using Status = ApproveReply::Status;
  const bool approved = reply.status == Status::approved;
  const int refusal = reply.status == Status::invalid ? 400 : 500;
  return approval_response(approved ? 200 : refusal, approved, reply.message);
}

HttpResponse error_response(int status, std::string_view error) {
  std::string body = R"({"error":)";
  append_json_string(body, error);
  body += '}';
  return HttpResponse{status, body_of(std::move(body))};
}

HttpResponse ok_response() {
  static const HttpBody kBody = body_of(R"({"ok":true})");
  return HttpResponse{200, kBody};
}

}  // namespace

HttpApi::HttpApi(Scheduler& scheduler, const WallClock& clock, PairingController& controller,
                 const HttpApiConfig& config)
    : scheduler_(scheduler),
      controller_(controller),
      token_(config.token),
      proxy_(token_, config.require_proxy_token),
      refresh_timeout_(config.refresh_timeout),
      build_(config.build),
      pages_(controller.cache(), clock) {}

namespace {

struct Known {
  std::string_view method;
  std::string_view path;
};
// In the order of Route.
constexpr std::array<Known, 11> kKnown = {{
    {"GET", "/_kilo/health"},
    {"GET", "/_kilo/pairing/channels"},
    {"GET", "/_kilo/pairing/devices"},
    {"POST", "/_kilo/pairing/channels/approve"},
    {"POST", "/_kilo/pairing/devices/approve"},
    {"GET", "/_kilo/gateway/status"},
    {"POST", "/_kilo/gateway/start"},
    {"POST", "/_kilo/gateway/stop"},
    {"POST", "/_kilo/gateway/restart"},
    {"GET", "/_kilo/version"},
    {"GET", "/_kilo/metrics"},
}};

}  // namespace

HttpApi::Route HttpApi::route_of(std::string_view method, std::string_view path) {
  if (path == "/health") path = kKnown.front().path;
  const auto* const found = std::ranges::find_if(
      kKnown, [&](const Known& known) { return known.path == path && known.method == method; });
  return static_cast<Route>(found - kKnown.begin());
}

std::string_view HttpApi::name_of(Route route) {
  return route == Route::unknown ? "other" : kKnown.at(static_cast<std::size_t>(route)).path;
}

// Below these two the bearer comes before everything else, whether there is such a route or not.
bool HttpApi::needs_bearer(Route route, std::string_view path) {
  return route == Route::version || route == Route::metrics ||
         path.starts_with("/_kilo/pairing/") || path.starts_with("/_kilo/gateway/");
}

bool HttpApi::authorized(const HttpRequest& request) const {
  const auto token = bearer_token(request.headers);
  return token && token_.matches(*token);
}

Task<HttpAnswer> HttpApi::handle(HttpRequest request, CancelToken token) {
  const Route route = route_of(request.method, parse_target(request.target).path);
  auto answer = co_await dispatch(route, request, token);
  if (const auto* response = std::get_if<HttpResponse>(&answer))
    counters_.count(name_of(route), response->status);
  co_return answer;
}

Task<HttpAnswer> HttpApi::dispatch(Route route, HttpRequest request, CancelToken token) {
  static const HttpBody kHealthy = body_of(R"({"status":"ok"})");
  const Target target = parse_target(request.target);
  if (needs_bearer(route, target.path) && !authorized(request))
    co_return error_response(401, "Unauthorized");
  switch (route) {
    case Route::health:
      co_return HttpResponse{200, kHealthy};
    case Route::channels:
      co_return co_await list(Kind::channels, target.query, token);
    case Route::devices:
      co_return co_await list(Kind::devices, target.query, token);
    case Route::approve_channel:
      co_return co_await approve_channel(request.body);
    case Route::approve_device:
      co_return co_await approve_device(request.body);
    case Route::gateway_status:
      co_return status();
    case Route::gateway_start:
      co_return co_await start_gateway();
    case Route::gateway_stop:
      co_return co_await stop_gateway();
    case Route::gateway_restart:
      co_return co_await restart_gateway();
    case Route::version:
      co_return co_await version();
    case Route::metrics:
      co_return HttpResponse{200, body_of(metrics_text(controller_, counters_.counts())),
                             kMetricsType};
    case Route::unknown:
      break;
  }
  co_return proxy_.decide(target.path, request.headers, controller_.supervisor().status().state);
}

// Whether the refresh succeeded, failed or took too long: the answer is what the cache shows now.
Task<HttpAnswer> HttpApi::list(Kind kind, std::string_view query, CancelToken token) {
  if (query_value(query, "refresh") == "true") {
    Deadline deadline(scheduler_, refresh_timeout_, token);
    co_await controller_.cache().refresh(kind, deadline.token());
  }
  co_return HttpResponse{200, pages_.get(kind)};
}

Task<HttpAnswer> HttpApi::approve_channel(std::string_view body) {
  auto parsed = parse_channel_approval(body);
  if (!parsed) co_return approval_response(400, false, parsed.error());
  std::string channel = std::move(parsed->channel);
  std::string code = std::move(parsed->code);
  auto reply = co_await controller_.cache().approve_channel(std::move(channel), std::move(code));
  co_return approval_response(reply);
}

Task<HttpAnswer> HttpApi::approve_device(std::string_view body) {
  auto parsed = parse_device_approval(body);
  if (!parsed) co_return approval_response(400, false, parsed.error());
  std::string request_id = std::move(parsed->request_id);
  auto reply = co_await controller_.cache().approve_device(std::move(request_id));
  co_return approval_response(reply);
}

Task<HttpAnswer> HttpApi::start_gateway() {
  auto reply = co_await controller_.supervisor().start();
  co_return reply == StartReply::ok ? ok_response() : error_response(409, error_text(reply));
}

Task<HttpAnswer> HttpApi::stop_gateway() {
  co_await controller_.supervisor().stop();
  co_return ok_response();
}

Task<HttpAnswer> HttpApi::restart_gateway() {
  auto reply = co_await controller_.supervisor().restart();
  co_return reply == RestartReply::ok ? ok_response() : error_response(409, error_text(reply));
}

Task<HttpAnswer> HttpApi::version() {
  auto gateway = co_await controller_.version().get();
  co_return HttpResponse{200,
                         body_of(version_json(build_, gateway, controller_.supervisor().status()))};
}

HttpResponse HttpApi::status() const {
  std::string body;
  append_status(body, controller_.supervisor().status());
  return HttpResponse{200, body_of(std::move(body))};
}

}  // namespace controller
