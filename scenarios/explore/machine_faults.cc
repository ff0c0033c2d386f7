#include "scenarios/explore/machine_faults.h"

#include <algorithm>
#include <array>
#include <string>

#include "scenarios/explore/machine_trouble.h"
#include "scenarios/explore/people.h"
#include "scenarios/explore/swarm.h"

namespace scenarios {
namespace {

using namespace std::chrono_literals;
namespace child_fault = sim::fault;

std::optional<Duration> draw_after(const Sketch& sketch) {
  if (!sketch.draws.chance(50)) return std::nullopt;
  return sketch.times.span();
}

sim::Signal draw_signal(Draws& draws) {
  constexpr std::array kSignals = {sim::Signal::segv, sim::Signal::kill, sim::Signal::abort,
                                   sim::Signal::term};
  return draws.one_of(kSignals);
}

sim::FaultAction child_exits(const Sketch& sketch) {
  constexpr std::array<int, 4> kCodes = {1, 0, 127, 255};
  constexpr std::array<const char*, 4> kErrors = {
      "", "Error: pairing failed\n    at /usr/lib/node_modules/openclaw/dist/cli.js:12:3",
      "gateway closed (1006 abnormal closure (no close frame)): no close reason",
      "\xF0\x9F\x92\xA5"};
  child_fault::Exit action;
  action.code = sketch.draws.one_of(kCodes);
  action.err = sketch.draws.one_of(kErrors);
  action.after = draw_after(sketch);
  return action;
}
sim::FaultAction child_crashes(const Sketch& sketch) {
  child_fault::Crash action;
  action.signal = draw_signal(sketch.draws);
  action.carried_out = sketch.draws.chance(50);
  action.after = draw_after(sketch);
  return action;
}
sim::FaultAction child_gateway_crashes(const Sketch& sketch) {
  child_fault::Crash action;
  action.signal = draw_signal(sketch.draws);
  action.after = draw_after(sketch);
  return action;
}
sim::FaultAction child_loses_reply(const Sketch& /*sketch*/) { return child_fault::LostReply{}; }
sim::FaultAction child_lags(const Sketch& sketch) {
  return child_fault::Delay{sketch.times.positive_span()};
}
sim::FaultAction child_hangs(const Sketch& /*sketch*/) { return child_fault::Hang{}; }
sim::FaultAction child_ignores_term(const Sketch& /*sketch*/) { return child_fault::IgnoreTerm{}; }
sim::FaultAction child_lingers(const Sketch& sketch) {
  return child_fault::Unkillable{sketch.times.span()};
}
sim::FaultAction child_is_unborn(const Sketch& /*sketch*/) {
  return child_fault::SpawnError{"Resource temporarily unavailable"};
}
sim::FaultAction child_says_else(const Sketch& sketch) {
  constexpr std::array<const char*, 8> kTexts = {
      "",
      "[]",
      R"({"requests":[],"pending":[],"paired":[]})",
      R"({"requests":{}})",
      R"({"requests":[{"code":"ABCD2345","id":"1"},{"code":"ABCD2345","id":"2"},{"code":"a b"},7]})",
      R"({"pending":[{"requestId":"0f8fad5b-d9cb-469f-a165-70867728950e","ts":1e999},{"requestId":1}]})",
      R"({"requests":[{"code":"\ud800","id":"x"}])",
      "no JSON at all {"};
  return child_fault::Stdout{sketch.draws.one_of(kTexts)};
}
sim::FaultAction child_greets(const Sketch& sketch) {
  constexpr std::array<const char*, 3> kBanners = {"[plugins] loaded", "{\"requests\":[]}",
                                                   "{ a box {"};
  return child_fault::Prefix{sketch.draws.one_of(kBanners)};
}
sim::FaultAction child_parts(const Sketch& sketch) {
  constexpr std::array<const char*, 3> kFarewells = {"a new version is out", "{\"requests\":[]}",
                                                     "{"};
  return child_fault::Suffix{sketch.draws.one_of(kFarewells)};
}
sim::FaultAction child_breaks_off(const Sketch& sketch) {
  constexpr std::uint64_t kFar = 300;
  return child_fault::Truncate{sketch.draws.below(kFar)};
}
std::uint64_t draw_flood_bytes(Draws& draws) {
  constexpr std::uint64_t kPipe = 65536;
  constexpr std::uint64_t kCap = std::uint64_t{1} << 20U;
  constexpr std::array<std::uint64_t, 6> kSizes = {kPipe + 1, kPipe,    kPipe - 1,
                                                   kCap + 1,  kCap / 2, 3 * kPipe};
  return draws.one_of(kSizes);
}
sim::FaultStream draw_fault_stream(Draws& draws) {
  return draws.chance(50) ? sim::FaultStream::err : sim::FaultStream::out;
}
sim::FaultAction child_chatters(const Sketch& sketch) {
  child_fault::Flood action;
  action.bytes = draw_flood_bytes(sketch.draws);
  action.stream = draw_fault_stream(sketch.draws);
  return action;
}
// Each line of it is delivered, and so simulated, by itself: seldom more than a pipe holds (G6).
sim::FaultAction child_gateway_chatters(const Sketch& sketch) {
  constexpr std::uint64_t kPipe = 65536;
  constexpr std::array<std::uint64_t, 5> kSizes = {2000, 100, 8000, kPipe + 1, 500};
  child_fault::Flood action;
  action.bytes = sketch.draws.one_of(kSizes);
  action.stream = draw_fault_stream(sketch.draws);
  action.after = draw_after(sketch);
  return action;
}
sim::FaultAction child_raves(const Sketch& sketch) {
  constexpr std::array<std::uint64_t, 3> kSizes = {100, 1, 1000};
  return child_fault::Garbage{sketch.draws.one_of(kSizes)};
}
sim::FaultAction child_falls_silent(const Sketch& sketch) {
  return child_fault::CloseStdout{draw_after(sketch)};
}
sim::FaultAction child_has_helpers(const Sketch& sketch) {
  child_fault::Fork action;
  action.count = sketch.draws.between(1, 3);
  action.ignore_term = sketch.draws.chance(50);
  action.reaped_after = sketch.times.span();
  action.after = draw_after(sketch);
  return action;
}

// `mildly`: it costs much to simulate, so it strikes at few calls.
struct RuleKind {
  sim::FaultAction (*action)(const Sketch& sketch);
  bool gateway = false;
  bool mildly = false;
};
constexpr std::array<RuleKind, 24> kRules = {{
    {child_exits},
    {child_crashes},
    {child_loses_reply},
    {child_lags},
    {child_hangs},
    {child_ignores_term},
    {child_lingers},
    {child_is_unborn},
    {child_says_else},
    {child_greets},
    {child_parts},
    {child_breaks_off},
    {child_chatters, false, true},
    {child_raves},
    {child_has_helpers},
    {child_exits, true},
    {child_gateway_crashes, true},
    {child_ignores_term, true},
    {child_lingers, true},
    {child_is_unborn, true},
    {child_gateway_chatters, true, true},
    {child_falls_silent, true},
    {child_has_helpers, true},
    {child_lags},
}};

sim::Match draw_match(Draws& draws) {
  using sim::Operation;
  constexpr std::array kOperations = {Operation::any,
                                      Operation::list_channel,
                                      Operation::list_devices,
                                      Operation::list_channel,
                                      Operation::approve_channel,
                                      Operation::approve_device,
                                      Operation::approve_channel,
                                      Operation::any,
                                      Operation::version};
  sim::Match match;
  match.operation = draws.one_of(kOperations);
  const bool about_channel =
      match.operation == Operation::list_channel || match.operation == Operation::approve_channel;
  if (about_channel && draws.chance(50)) match.channel = draws.one_of(kChannelNames);
  return match;
}

void draw_rule(const Sketch& sketch, const RuleKind& kind) {
  sim::FaultRule rule;
  rule.action = kind.action(sketch);
  rule.name = std::string(sim::name_of(rule.action)) + '-' +
              std::to_string(sketch.scenario.faults.size() + 1);
  std::ranges::replace(rule.name, '_', '-');
  rule.match = kind.gateway ? sim::Match{sim::Operation::gateway, {}} : draw_match(sketch.draws);
  rule.when = draw_when(sketch, kind.mildly);
  sketch.scenario.faults.push_back(std::move(rule));
}

}  // namespace

void draw_machine_faults(const Sketch& sketch) {
  constexpr std::size_t kKindsMost = 10;  // five on average
  Draws& draws = sketch.draws;
  const auto& troubles = machine_troubles();
  const Swarm swarm(draws, kRules.size() + troubles.size(), kKindsMost);
  for (const std::size_t kind : swarm.kinds()) {
    if (kind < kRules.size()) {
      draw_rule(sketch, kRules[kind]);
    } else {
      for (std::uint64_t n = draws.between(1, 2); n > 0; --n)
        troubles[kind - kRules.size()](sketch);
    }
  }
  mend_machine(sketch);
}

}  // namespace scenarios
