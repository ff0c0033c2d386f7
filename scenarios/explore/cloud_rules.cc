#include "scenarios/explore/cloud_rules.h"

#include <algorithm>
#include <array>
#include <span>

namespace scenarios {
namespace {

using namespace std::chrono_literals;
namespace call_fault = sim::cloud_fault;
using sim::CloudOperation;
using sim::FlyRefusal;

constexpr std::array kFlyCalls = {
    CloudOperation::fly_any,           CloudOperation::fly_create_machine,
    CloudOperation::fly_create_volume, CloudOperation::fly_list_machines,
    CloudOperation::fly_get_machine,   CloudOperation::fly_update_machine,
    CloudOperation::fly_wait,          CloudOperation::fly_destroy_machine,
    CloudOperation::fly_stop_machine,  CloudOperation::fly_start_machine,
    CloudOperation::fly_exec,          CloudOperation::fly_list_volumes,
    CloudOperation::fly_get_volume,    CloudOperation::fly_destroy_volume};
constexpr std::array kControllerCalls = {
    CloudOperation::controller_any, CloudOperation::controller_list,
    CloudOperation::controller_approve, CloudOperation::controller_other};
constexpr std::array kKvCalls = {CloudOperation::kv_any, CloudOperation::kv_get,
                                 CloudOperation::kv_put, CloudOperation::kv_erase};
constexpr std::array kFlyLists = {CloudOperation::fly_list_machines,
                                  CloudOperation::fly_list_volumes};

// A rule about one of these calls, with everything but what it does.
sim::CloudFaultRule rule_about(const Sketch& sketch, std::span<const CloudOperation> calls) {
  sim::CloudFaultRule rule;
  rule.match.operation = sketch.draws.one_of(calls);
  rule.when = draw_when(sketch);
  return rule;
}

// What Fly may refuse to do, and as what.
struct Refusable {
  CloudOperation operation;
  std::array<FlyRefusal, 8> refusals;
};
constexpr std::array<Refusable, 11> kRefusable = {{
    {CloudOperation::fly_create_machine,
     {FlyRefusal::capacity, FlyRefusal::name_taken, FlyRefusal::volume_missing,
      FlyRefusal::machine_limit, FlyRefusal::quota, FlyRefusal::volume_host_full,
      FlyRefusal::rate_limited, FlyRefusal::volume_claimed}},
    {CloudOperation::fly_update_machine,
     {FlyRefusal::capacity, FlyRefusal::lease_held, FlyRefusal::concurrent_update,
      FlyRefusal::volume_missing, FlyRefusal::volume_host_full, FlyRefusal::version_mismatch,
      FlyRefusal::rate_limited, FlyRefusal::quota}},
    {CloudOperation::fly_create_volume,
     {FlyRefusal::volume_capacity, FlyRefusal::rate_limited, FlyRefusal::unreachable,
      FlyRefusal::quota, FlyRefusal::volume_capacity, FlyRefusal::app_missing,
      FlyRefusal::unauthorized, FlyRefusal::invalid}},
    {CloudOperation::fly_start_machine,
     {FlyRefusal::start_refused, FlyRefusal::being_replaced, FlyRefusal::still_active,
      FlyRefusal::lease_held, FlyRefusal::rate_limited, FlyRefusal::capacity,
      FlyRefusal::volume_host_full, FlyRefusal::unreachable}},
    {CloudOperation::fly_stop_machine,
     {FlyRefusal::stop_refused, FlyRefusal::lease_held, FlyRefusal::rate_limited,
      FlyRefusal::unreachable, FlyRefusal::stop_refused, FlyRefusal::lease_held,
      FlyRefusal::rate_limited, FlyRefusal::unreachable}},
    {CloudOperation::fly_wait,
     {FlyRefusal::wait_timeout, FlyRefusal::rate_limited, FlyRefusal::unreachable,
      FlyRefusal::wait_timeout, FlyRefusal::rate_limited, FlyRefusal::unreachable,
      FlyRefusal::wait_timeout, FlyRefusal::invalid}},
    {CloudOperation::fly_destroy_machine,
     {FlyRefusal::lease_held, FlyRefusal::destroy_refused, FlyRefusal::rate_limited,
      FlyRefusal::unreachable, FlyRefusal::lease_held, FlyRefusal::destroy_refused,
      FlyRefusal::rate_limited, FlyRefusal::unreachable}},
    {CloudOperation::fly_destroy_volume,
     {FlyRefusal::volume_bound, FlyRefusal::rate_limited, FlyRefusal::unreachable,
      FlyRefusal::volume_bound, FlyRefusal::volume_bound, FlyRefusal::rate_limited,
      FlyRefusal::unreachable, FlyRefusal::volume_bound}},
    {CloudOperation::fly_exec,
     {FlyRefusal::not_running, FlyRefusal::output_too_long, FlyRefusal::exec_timeout,
      FlyRefusal::lease_held, FlyRefusal::machine_missing, FlyRefusal::rate_limited,
      FlyRefusal::unreachable, FlyRefusal::unauthorized}},
    {CloudOperation::fly_get_volume,
     {FlyRefusal::unreachable, FlyRefusal::rate_limited, FlyRefusal::app_missing,
      FlyRefusal::unauthorized, FlyRefusal::volume_not_found, FlyRefusal::route_missing,
      FlyRefusal::rate_limited, FlyRefusal::invalid}},
    {CloudOperation::fly_list_machines,
     {FlyRefusal::unreachable, FlyRefusal::rate_limited, FlyRefusal::app_missing,
      FlyRefusal::unauthorized, FlyRefusal::unreachable, FlyRefusal::route_missing,
      FlyRefusal::rate_limited, FlyRefusal::invalid}},
}};

sim::CloudFaultRule refuses(const Sketch& sketch) {
  constexpr std::uint32_t kWordings = 8;
  Draws& draws = sketch.draws;
  const Refusable& what = draws.one_of(kRefusable);
  sim::CloudFaultRule rule;
  rule.match.operation = what.operation;
  rule.when = draw_when(sketch);
  rule.action = call_fault::Refuse{draws.one_of(what.refusals),
                                   static_cast<std::uint32_t>(draws.below(kWordings))};
  return rule;
}

call_fault::Reply draw_failure(Draws& draws) {
  constexpr std::array<int, 11> kStatuses = {500, 503, 429, 408, 502, 504, 400, 401, 403, 409, 422};
  constexpr std::array<std::chrono::seconds, 4> kWaits = {1s, 0s, 10s, 60s};
  constexpr std::array<const char*, 3> kErrors = {"internal error", "", "something new"};
  constexpr int kTooMany = 429;
  call_fault::Reply reply;
  reply.status = draws.one_of(kStatuses);
  reply.error = draws.one_of(kErrors);
  if (reply.status == kTooMany && draws.chance(70)) reply.retry_after = draws.one_of(kWaits);
  reply.carried_out = reply.status >= 500 && draws.chance(40);
  return reply;
}

sim::CloudFaultRule fly_fails(const Sketch& sketch) {
  sim::CloudFaultRule rule = rule_about(sketch, kFlyCalls);
  rule.action = draw_failure(sketch.draws);
  return rule;
}

// What the controller may say that is no list and no approval.
sim::CloudFaultRule controller_replies(const Sketch& sketch) {
  constexpr std::array<const char*, 8> kBodies = {R"({"requests":[]})",
                                                  R"({"requests":{},"lastUpdated":""})",
                                                  "[]",
                                                  "{",
                                                  R"({"success":false,"message":"no"})",
                                                  R"({"success":"yes"})",
                                                  R"({"requests":[{"code":7}],"lastUpdated":""})",
                                                  ""};
  constexpr std::array<int, 6> kStatuses = {200, 400, 401, 404, 500, 503};
  Draws& draws = sketch.draws;
  sim::CloudFaultRule rule = rule_about(sketch, kControllerCalls);
  call_fault::Reply reply;
  reply.status = draws.one_of(kStatuses);
  if (draws.chance(70)) {
    reply.body = draws.one_of(kBodies);
  } else {
    reply.error = "no";
    if (draws.chance(50)) reply.code = "controller_route_unavailable";
  }
  rule.action = std::move(reply);
  return rule;
}

sim::CloudFaultRule kv_fails(const Sketch& sketch) {
  sim::CloudFaultRule rule = rule_about(sketch, kKvCalls);
  rule.action = draw_failure(sketch.draws);
  return rule;
}

template <const auto& calls>
sim::CloudFaultRule lags(const Sketch& sketch) {
  sim::CloudFaultRule rule = rule_about(sketch, calls);
  rule.action = call_fault::Delay{sketch.times.positive_span()};
  return rule;
}
template <const auto& calls>
sim::CloudFaultRule hangs(const Sketch& sketch) {
  sim::CloudFaultRule rule = rule_about(sketch, calls);
  rule.action = call_fault::Hang{sketch.draws.chance(50)};
  return rule;
}
template <const auto& calls>
sim::CloudFaultRule breaks(const Sketch& sketch) {
  sim::CloudFaultRule rule = rule_about(sketch, calls);
  rule.action = call_fault::Reset{sketch.draws.chance(50)};
  return rule;
}
template <const auto& calls>
sim::CloudFaultRule is_away(const Sketch& sketch) {
  sim::CloudFaultRule rule = rule_about(sketch, calls);
  rule.action = call_fault::Unreachable{};
  return rule;
}
template <const auto& calls>
sim::CloudFaultRule breaks_off(const Sketch& sketch) {
  constexpr std::uint64_t kFar = 200;
  sim::CloudFaultRule rule = rule_about(sketch, calls);
  rule.action = call_fault::Truncate{sketch.draws.below(kFar)};
  return rule;
}
template <const auto& calls>
sim::CloudFaultRule garbles(const Sketch& sketch) {
  sim::CloudFaultRule rule = rule_about(sketch, calls);
  rule.action = call_fault::Malformed{};
  return rule;
}
template <const auto& calls>
sim::CloudFaultRule shows_page(const Sketch& sketch) {
  constexpr std::array<int, 4> kStatuses = {502, 503, 200, 404};
  sim::CloudFaultRule rule = rule_about(sketch, calls);
  // Fly itself never says so of what is there: that a thing is missing would be believed.
  const int status = target_of(rule.match.operation) == sim::CloudTarget::fly
                         ? kStatuses[sketch.draws.below(2)]
                         : sketch.draws.one_of(kStatuses);
  rule.action = call_fault::HtmlPage{status, sketch.draws.chance(50)};
  return rule;
}

// A create of a machine within what M1 waits for; a volume within what M9 waits for.
sim::CloudFaultRule is_late(const Sketch& sketch) {
  constexpr std::array<Duration, 4> kLate = {1s, 30s, 60s, 100s};
  constexpr std::array<Duration, 4> kLateMachine = {1s, 60s, 4min, 9min};
  sim::CloudFaultRule rule = rule_about(sketch, kFlyCalls);
  const bool machine = rule.match.operation == CloudOperation::fly_create_machine;
  rule.action = call_fault::Late{sketch.draws.one_of(machine ? kLateMachine : kLate)};
  return rule;
}

sim::CloudFaultRule is_stale(const Sketch& sketch) {
  sim::CloudFaultRule rule = rule_about(sketch, kFlyLists);
  rule.action = call_fault::StaleList{sketch.times.positive_span()};
  return rule;
}
sim::CloudFaultRule is_empty(const Sketch& sketch) {
  sim::CloudFaultRule rule = rule_about(sketch, kFlyLists);
  rule.action = call_fault::EmptyList{};
  return rule;
}

sim::CloudFaultRule loses(const Sketch& sketch) {
  using What = call_fault::GoneAfter::What;
  constexpr std::array kCalls = {
      CloudOperation::fly_create_machine, CloudOperation::fly_update_machine,
      CloudOperation::fly_get_machine,    CloudOperation::fly_wait,
      CloudOperation::fly_create_volume,  CloudOperation::fly_get_volume};
  constexpr std::array kMachineLosses = {What::machine_dies, What::machine_vanishes,
                                         What::volume_vanishes};
  sim::CloudFaultRule rule = rule_about(sketch, kCalls);
  const bool volume = rule.match.operation == CloudOperation::fly_create_volume ||
                      rule.match.operation == CloudOperation::fly_get_volume;
  rule.action =
      call_fault::GoneAfter{volume ? What::volume_vanishes : sketch.draws.one_of(kMachineLosses)};
  return rule;
}

}  // namespace

const std::vector<CloudRule>& cloud_rules() {
  static const std::vector<CloudRule> kAll = {
      refuses,
      fly_fails,
      lags<kFlyCalls>,
      hangs<kFlyCalls>,
      breaks<kFlyCalls>,
      is_away<kFlyCalls>,
      breaks_off<kFlyCalls>,
      garbles<kFlyCalls>,
      shows_page<kFlyCalls>,
      is_late,
      is_stale,
      is_empty,
      loses,
      refuses,
      controller_replies,
      lags<kControllerCalls>,
      hangs<kControllerCalls>,
      breaks<kControllerCalls>,
      is_away<kControllerCalls>,
      breaks_off<kControllerCalls>,
      garbles<kControllerCalls>,
      shows_page<kControllerCalls>,
      kv_fails,
      lags<kKvCalls>,
      hangs<kKvCalls>,
      breaks<kKvCalls>,
      garbles<kKvCalls>,
  };
  return kAll;
}

}  // namespace scenarios
