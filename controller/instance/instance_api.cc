#include "controller/instance/instance_api.h"

#include <array>
#include <utility>

#include "controller/base/either_cancelled.h"
#include "controller/base/json_text.h"
#include "controller/http/approve_body.h"
#include "controller/http/route_table.h"
#include "controller/http/target.h"
#include "controller/instance/platform_error.h"
#include "controller/instance/query_text.h"

namespace controller::instance {

enum class InstanceApi::Route : std::uint8_t { start, stop, destroy, status, other };

namespace {

constexpr std::string_view kNoInstance = "No instance";

void append_id(std::string& out, std::string_view name, const std::string& id) {
  out.append(",\"").append(name).append("\":");
  if (id.empty()) {
    out += "null";
  } else {
    append_json_string(out, id);
  }
}

HttpResponse state_response(int status, const Instance& instance) {
  const InstanceState& state = instance.state();
  std::string body = R"({"status":)";
  append_json_string(body, instance.erased() ? "destroyed" : name_of(state.status));
  append_id(body, "machineId", state.machine_id);
  append_id(body, "volumeId", state.volume_id);
  append_id(body, "region", state.region);
  body += R"(,"pendingDeletions":)" + std::to_string(state.deletions.size()) + "}";
  return HttpResponse{status, body_of(std::move(body))};
}

}  // namespace

InstanceApi::InstanceApi(Scheduler& scheduler, Instances& instances, std::string_view key)
    : scheduler_(scheduler), instances_(instances), platform_(instances, key), scope_(scheduler) {}

// The answer comes from a task of its own, so that it can be given up.
Task<HttpAnswer> InstanceApi::handle(HttpRequest request, CancelToken token) {
  EitherCancelled given_up(token, ending_.token());
  Asked asked(scheduler_);
  asked.request = request;
  Scope asking(scheduler_);
  asking.spawn(ask(asked));
  (void)co_await asked.done.wait(given_up.token());
  HttpResponse response = asked.answer ? *asked.answer : platform_error(503, "Shutting down");
  counters_.count("platform", response.status);
  co_return response;
}

Task<void> InstanceApi::ask(Asked& asked) {
  auto response = co_await answer(asked.request);
  asked.answer = std::move(response);
  asked.done.set();
}

Task<HttpResponse> InstanceApi::answer(HttpRequest request) {
  const Route route = route_of(request);
  if (route == Route::other) co_return co_await platform_.handle(request);
  if (!platform_.authorized(request)) co_return platform_error(403, "Forbidden");
  if (route == Route::status) co_return status(parse_target(request.target).query);
  co_return co_await operate(route, request.body);
}

InstanceApi::Route InstanceApi::route_of(const HttpRequest& request) {
  static constexpr std::array<KnownRoute<Route>, 4> kKnown = {{
      {"POST", "/api/platform/start", Route::start},
      {"POST", "/api/platform/stop", Route::stop},
      {"POST", "/api/platform/destroy", Route::destroy},
      {"GET", "/api/platform/status", Route::status},
  }};
  const std::string_view path = parse_target(request.target).path;
  return find_route(kKnown, request.method, path, Route::other);
}

HttpResponse InstanceApi::status(std::string_view query) {
  const auto user_id = decode_query_value(query_value(query, "userId"));
  if (!user_id) return platform_error(400, "Invalid userId");
  if (user_id->empty()) return platform_error(400, kMissingUserId);
  const auto instance = instances_.at(*user_id);
  if (!instance) return platform_error(404, kNoInstance);
  return state_response(200, *instance);
}

Task<HttpResponse> InstanceApi::operate(Route route, std::string_view body) {
  auto user_id = parse_user_id(body);
  if (!user_id) co_return platform_error(400, user_id.error());
  const auto flight = std::make_shared<Flight>(scheduler_);
  if (route == Route::stop) {
    flight->instance = instances_.at(*user_id);
    if (!flight->instance) co_return platform_error(404, kNoInstance);
  } else {
    flight->instance = co_await instances_.obtain(std::move(*user_id));
    if (!flight->instance) co_return platform_error(400, "Invalid userId");
  }
  scope_.spawn(carry_out(route, flight));
  (void)co_await flight->done.wait();
  const Outcome& outcome = flight->outcome;
  if (!outcome.ok()) co_return platform_error(outcome.status, outcome.message);
  co_return state_response(outcome.status, *flight->instance);
}

Task<void> InstanceApi::carry_out(Route route, std::shared_ptr<Flight> flight) {
  Instance& instance = *flight->instance;
  if (route == Route::start) flight->outcome = co_await instance.start();
  if (route == Route::stop) flight->outcome = co_await instance.stop();
  if (route == Route::destroy) flight->outcome = co_await instance.destroy();
  flight->done.set();
}

}  // namespace controller::instance
