// The controller is ended at every point of a run: between any two pieces of work, so at every
// await of every coroutine. All judges must be content with each of these runs.
//
// Of all points, every 7th is tried. CRASH_STRIDE=1 in the environment asks for all of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <functional>
#include <iostream>
#include <string>

#include "scenarios/format/loader.h"
#include "scenarios/runner/run.h"
#include "scenarios/runner/testing/crash_stride.h"
#include "sim/world/world.h"

namespace scenarios {
namespace {

using namespace std::chrono_literals;

// Boot, lists, approvals that join and that wait, a slow sender, one who leaves, the version, a
// list that hangs and is killed, triggers and a restart of the gateway are all under way at some
// point.
constexpr const char* kBusy = R"({
  "version": 1,
  "name": "busy",
  "duration": "75s",
  "controller": { "period": "15s", "list_timeout": "6s" },
  "gateway": { "boot": "4s" },
  "cli": { "duration": { "min": "1s", "max": "3s" } },
  "config": { "channels": ["telegram", "discord"] },
  "pending": [{ "channel": "telegram", "from": "alice", "age": "1m" },
              { "channel": "discord", "from": "bob", "code": "BBBB2345", "age": "1m" }],
  "devices": [{ "device": "phone", "age": "10s" }],
  "faults": [
    { "name": "hangs", "match": { "operation": "list_devices" },
      "when": { "from": "30s", "first": 1 }, "action": { "do": "hang" } },
    { "name": "deaf", "match": { "operation": "list_devices" },
      "when": { "from": "30s", "first": 1 }, "action": { "do": "ignore_term" } }
  ],
  "steps": [
    { "at": "12s", "do": "refresh", "list": "channels" },
    { "at": "12.2s", "do": "approve", "device": "phone" },
    { "at": "12.3s", "do": "approve", "device": "phone", "as": "upper" },
    { "at": "12.4s", "do": "approve", "channel": "telegram", "from": "alice" },
    { "at": "12.5s", "do": "http", "target": "/_kilo/version", "bearer": "right" },
    { "at": "12.5s", "do": "http", "target": "/_kilo/pairing/channels/approve", "method": "POST",
      "bearer": "right", "body": "{\"channel\":\"discord\",\"code\":\"BBBB2345\"}",
      "send_over": "1s" },
    { "at": "12.6s", "do": "http", "target": "/_kilo/pairing/devices?refresh=true",
      "bearer": "right", "give_up_after": "1s" },
    { "at": "12.7s", "do": "message", "channel": "telegram", "from": "carol" },
    { "at": "13s", "do": "read", "list": "channels" },
    { "at": "18s", "do": "http", "target": "/" },
    { "at": "20s", "do": "gateway", "operation": "restart" },
    { "at": "32s", "do": "device", "device": "tablet" },
    { "at": "32.1s", "do": "refresh", "list": "devices" }
  ]
})";

constexpr std::uint64_t kSeed = 3;

Scenario busy() {
  auto scenario = parse_scenario(kBusy, "busy.json");
  EXPECT_TRUE(scenario) << to_string(scenario.error());
  return std::move(scenario.value());
}

std::string complaints(const RunResult& result) {
  std::string text = result.endless;
  for (const Violation& violation : result.violations)
    text += violation.clause + ": " + violation.text + '\n';
  return text;
}

// Does `act` at every point of the run, of which there are at least `points_min`. `first` moves the
// points that a larger stride finds.
void at_every_point(const Scenario& scenario, const std::function<void(sim::World&)>& act,
                    std::uint64_t first, std::uint64_t points_min = 250) {
  const RunResult whole = run_scenario(scenario, {.seed = kSeed});
  EXPECT_EQ(complaints(whole), "");
  const std::uint64_t stride = crash_stride(7);
  std::uint64_t runs = 0;
  for (std::uint64_t point = first % stride; point < whole.steps && !::testing::Test::HasFailure();
       point += stride, ++runs) {
    bool acted = false;
    const auto once = [&](sim::World& world) {
      acted = true;
      act(world);
    };
    RunOptions options{.seed = kSeed};
    options.intrusion = Intrusion{point, once};
    const RunResult result = run_scenario(scenario, options);
    EXPECT_TRUE(acted);
    EXPECT_EQ(complaints(result), "") << "after " << point << " pieces of work";
  }
  ::testing::Test::RecordProperty("points", std::to_string(runs));
  std::cout << runs << " of " << whole.steps << " points\n";
  EXPECT_GT(whole.steps, points_min);
  EXPECT_GE(runs * stride + stride, whole.steps);
}

TEST(EveryPoint, TheCacheMayBeStopped) {
  at_every_point(
      busy(), [](sim::World& world) { world.stop_cache(); }, 0);
}

TEST(EveryPoint, TheControllerMayBeToldToEnd) {
  at_every_point(
      busy(), [](sim::World& world) { world.stop_controller(SIGTERM); }, 1);
}

TEST(EveryPoint, TheControllerMayBeToldTwice) {
  const auto twice = [](sim::World& world) {
    world.stop_controller(SIGINT);
    world.stop_controller(SIGINT);
  };
  at_every_point(busy(), twice, 2);
}

// The two signals apart: one at a moment when much is under way, the other at every point before
// and after it, up to the end of the controller.
TEST(EveryPoint, TheControllerMayBeToldAgainLater) {
  std::uint64_t first = 3;
  for (const auto at : {600ms, 5'100ms, 12'650ms, 20'200ms, 33'000ms}) {
    Scenario scenario = busy();
    Step told;
    told.at = Instant(at);
    told.action = step::StopController{};
    scenario.steps.push_back(told);
    at_every_point(
        scenario, [](sim::World& world) { world.stop_controller(SIGINT); }, first++, 10);
  }
}

// Somebody looks after it, and starts it again within a second.
TEST(EveryPoint, TheControllerMayBeKilled) {
  Scenario scenario = busy();
  Step again;
  again.at = Instant(700ms);
  again.every = 1s;
  again.action = step::StartController{};
  scenario.steps.push_back(again);
  at_every_point(
      scenario, [](sim::World& world) { world.kill_controller(); }, 1);
}

}  // namespace
}  // namespace scenarios
