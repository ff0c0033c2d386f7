// Defects planted in the controller, judged as if it had none: what the minimiser leaves of a long
// scenario that trips over them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>
#include <string>

#include "scenarios/format/loader.h"
#include "scenarios/format/writer.h"
#include "scenarios/invariants/support/narrator.h"
#include "scenarios/minimize/minimize.h"
#include "scenarios/runner/director.h"
#include "scenarios/runner/settings.h"

namespace scenarios {
namespace {

using namespace std::chrono_literals;

// Forty things that happen and five that go wrong.
Scenario crowded() {
  std::string steps;
  const auto add = [&](const std::string& at, const std::string& rest) {
    steps += (steps.empty() ? "" : ",\n") + std::string(R"({"at": ")") + at + R"(", )" + rest + "}";
  };
  for (int i = 0; i < 10; ++i) {
    const auto who = "user-" + std::to_string(i);
    const auto minute = std::to_string(60 * i + 7);
    add(minute + ".25s", R"("do": "message", "channel": "telegram", "from": ")" + who + '"');
    add(minute + ".9s", R"("do": "device", "device": ")" + who + '"');
    add(std::to_string(60 * i + 31) + "s", R"("do": "read", "list": "channels")");
    add(std::to_string(60 * i + 45) + "s",
        R"("do": "approve", "channel": "telegram", "from": ")" + who + '"');
  }
  const std::string text = R"({"version": 1, "name": "crowded", "duration": "15m",
    "controller": {"period": "2m", "max_concurrent_cli": 3},
    "config": {"channels": ["telegram", "slack"]},
    "faults": [
      {"name": "slow", "match": {"operation": "any"}, "when": {"percent": 20}, "action": {"do": "delay", "by": "1.7s"}},
      {"name": "lost", "match": {"operation": "approve_channel"}, "when": {"percent": 30}, "action": {"do": "lost_reply"}},
      {"name": "odd", "match": {"operation": "list_devices"}, "when": {"percent": 10}, "action": {"do": "garbage", "bytes": 99}},
      {"name": "cut", "match": {"operation": "list_channel"}, "when": {"percent": 10}, "action": {"do": "truncate", "bytes": 5}},
      {"name": "down", "match": {"operation": "gateway"}, "when": {"nth": 1}, "action": {"do": "exit", "code": 3, "after": "9m"}}
    ], "steps": [)" + steps +
                           "]}";
  const auto parsed = parse_scenario(text, "crowded.json");
  if (!parsed) throw std::logic_error(parsed.error().message);
  return *parsed;
}

// As run_scenario, but for a controller that is set up differently from what its judges are told.
RunFunction with_defect(std::function<void(ControllerSettings&)> defect) {
  return [defect = std::move(defect)](const Scenario& scenario, const RunOptions& options) {
    auto defective = scenario;
    defect(defective.controller);
    const Terms terms = terms_of(scenario);
    seen::Narrator narrator(terms);
    const auto judges = machine_invariants(terms);
    for (const auto& judge : judges) judge->join(narrator);
    sim::SeededChoices choices(options.seed);
    sim::World world(world_config_of(defective), choices);
    world.add_sink(narrator);
    Director director(defective, world);
    director.begin();
    RunResult result;
    const auto ended = world.time().run_until(
        Instant(scenario.duration), scenario.limits.events,
        options.stopped ? options.stopped : [] { return false; });
    result.interrupted = ended == sim::VirtualScheduler::Outcome::stopped;
    narrator.finish(world.time().now());
    for (const auto& judge : judges)
      result.violations.insert(result.violations.end(), judge->violations().begin(),
                               judge->violations().end());
    result.steps = world.time().steps();
    if (!result.violations.empty()) result.verdict = Verdict::failed;
    return result;
  };
}

struct Defect {
  const char* name;
  std::function<void(ControllerSettings&)> plant;
};

TEST(MinimizeDefect, LeavesFewStepsOfALongScenario) {
  const Defect kDefects[] = {
      {"hears no log line", [](auto& settings) { settings.keywords = {"no such thing"}; }},
      {"waits too long for more log lines", [](auto& settings) { settings.debounce = 9s; }},
      {"refreshes too rarely", [](auto& settings) { settings.period *= 2; }},
      {"lets lists run on", [](auto& settings) { settings.list_timeout = 2s; }},
      {"ends approvals early", [](auto& settings) { settings.approve_timeout = 1s; }},
  };
  const auto scenario = crowded();
  for (const auto& [name, plant] : kDefects) {
    const auto run = with_defect(plant);
    const auto wanted = fingerprint_of(run(scenario, {.seed = 7}));
    ASSERT_TRUE(wanted) << name;
    const auto found = minimize(scenario, 7, *wanted, run, {});
    EXPECT_EQ(found.end, MinimizeEnd::done) << name;
    EXPECT_LE(found.after.steps + found.after.faults, 8U) << name << write_scenario(found.scenario);
    const auto again = parse_scenario(write_scenario(found.scenario), "crowded.json");
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(fingerprint_of(run(*again, {.seed = 7})), wanted) << name;
  }
}

}  // namespace
}  // namespace scenarios
