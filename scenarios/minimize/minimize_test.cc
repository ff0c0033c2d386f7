#include "scenarios/minimize/minimize.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <string>

#include "scenarios/format/loader.h"
#include "scenarios/format/writer.h"
#include "scenarios/runner/run.h"

namespace scenarios {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

// Busy enough that there is something to drop.
constexpr const char* kBusy = R"({
  "version": 1, "name": "busy", "duration": "30m", "clauses": ["C2"], "tags": ["odd"],
  "controller": {"period": "47.25s", "keywords": ["pairing", "paired"]},
  "gateway": {"mode": "quiet", "boot": {"min": "2s", "max": "4s"}},
  "config": {"channels": ["telegram", "discord", "slack"]},
  "pending": [{"channel": "slack", "from": "carol", "age": "3m"}, {"channel": "discord"}],
  "faults": [
    {"name": "slow", "match": {"operation": "list_channel"}, "when": {"percent": 30},
     "action": {"do": "delay", "by": "2.512s"}},
    {"name": "dead", "match": {"operation": "any"}, "when": {"every": 3}, "action": {"do": "hang"}},
    {"name": "odd", "match": {"operation": "list_devices"}, "action": {"do": "garbage", "bytes": 77}}
  ],
  "steps": [
    {"at": "10s", "do": "message", "channel": "telegram", "from": "alice", "text": "let me in"},
    {"at": "61.5s", "do": "log", "line": "something about pairing, perhaps"},
    {"at": "2m", "every": "10s", "count": 50, "do": "refresh", "list": "channels"},
    {"at": "3m", "do": "device", "device": "laptop"},
    {"at": "4m", "do": "message", "channel": "discord", "from": "bob"},
    {"at": "5m", "name": "in", "do": "approve", "channel": "telegram", "from": "alice"},
    {"at": "6m", "do": "gateway_exit", "code": 3},
    {"at": "29m", "do": "label", "text": "nearly over"}
  ],
  "expect": [{"reply": "in", "status": 200}, {"gateway_state": "running", "at": "29m"}],
  "must_happen": ["gateway_crashed"],
  "calm_after": "28m"
})";

Scenario busy() {
  const auto parsed = parse_scenario(kBusy, "busy.json");
  if (!parsed) throw std::logic_error(parsed.error().message);
  return *parsed;
}

RunResult breach(const char* clause, Duration at, std::string text) {
  RunResult result;
  result.verdict = Verdict::failed;
  result.steps = 1000;
  result.violations.push_back({clause, Property::safety, Instant(at), 9, std::move(text)});
  return result;
}

template <class Action>
const Step* step_of(const Scenario& scenario) {
  const auto found = std::ranges::find_if(
      scenario.steps, [](const Step& step) { return std::holds_alternative<Action>(step.action); });
  return found == scenario.steps.end() ? nullptr : &*found;
}

// A controller that breaks C9 when the gateway exits after a message, unless garbage came before.
RunResult planted(const Scenario& scenario, const RunOptions& /*options*/) {
  const auto* message = step_of<step::Message>(scenario);
  const auto* exit = step_of<step::GatewayExit>(scenario);
  const bool slow = std::ranges::any_of(scenario.faults, [](const sim::FaultRule& rule) {
    return std::holds_alternative<sim::fault::Delay>(rule.action);
  });
  if (message == nullptr || exit == nullptr || !slow || exit->at <= message->at) return {};
  return breach("C9", exit->at.time_since_epoch() + 5s,
                "lost at " + std::to_string(exit->at.time_since_epoch().count()));
}

Minimized minimized(const RunFunction& run, const MinimizeOptions& options = {}) {
  const auto scenario = busy();
  const auto wanted = fingerprint_of(run(scenario, {}));
  return minimize(scenario, 1, wanted.value_or(Fingerprint{}), run, options);
}

TEST(Minimize, KeepsWhatTheFailureNeedsAndNothingElse) {
  const auto found = minimized(planted);
  EXPECT_EQ(found.end, MinimizeEnd::done);
  const auto& scenario = found.scenario;
  ASSERT_EQ(scenario.steps.size(), 2U);
  EXPECT_EQ(scenario.steps[0].at, Instant(0s));
  EXPECT_LE(scenario.steps[1].at, Instant(1s));
  ASSERT_EQ(scenario.faults.size(), 1U);
  EXPECT_EQ(scenario.faults[0].when, sim::When{.nth = 1});
  EXPECT_LE(scenario.duration, 10s);
  EXPECT_TRUE(scenario.expect.empty());
  EXPECT_TRUE(scenario.pending.empty());
  EXPECT_EQ(scenario.controller, ControllerSettings{});
  EXPECT_EQ(scenario.gateway, GatewaySettings{});
  EXPECT_FALSE(scenario.calm_after);
  EXPECT_EQ(found.fingerprint.text(), "C9: lost at #");
}

TEST(Minimize, LeavesAScenarioThatIsValidAndFailsInTheSameWay) {
  const auto found = minimized(planted);
  const auto text = write_scenario(found.scenario);
  const auto again = parse_scenario(text, "busy.json");
  ASSERT_TRUE(again) << again.error().message << text;
  EXPECT_EQ(*again, found.scenario);
  EXPECT_EQ(fingerprint_of(planted(*again, {})), found.fingerprint);
  EXPECT_EQ(again->clauses, std::vector<std::string>{"C9"});
}

TEST(Minimize, TellsWhatTheFileShows) {
  const auto found = minimized(planted);
  EXPECT_EQ(found.before, sizes_of(busy()));
  auto about = found.scenario.about;
  std::ranges::replace(about, '\n', ' ');
  EXPECT_THAT(about, ::testing::MatchesRegex("C9: lost at [0-9]+ Minimised in [0-9,]+ runs: "
                                             "from 8 steps, 3 faults, .*, 30 min, .* bytes "
                                             "to 2 steps, 1 fault, .* bytes\\."));
}

TEST(Minimize, WrapsTheCommentOfTheFile) {
  std::string text = "a word";
  for (int i = 0; i < 100; ++i) text += " and another one";
  const auto run = [&](const Scenario&, const RunOptions&) { return breach("C9", 1s, text); };
  const auto found = minimized(run);
  std::istringstream lines(found.scenario.about);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 96U) << line;
  auto about = found.scenario.about;
  std::ranges::replace(about, '\n', ' ');
  EXPECT_THAT(about, HasSubstr(text));
}

TEST(Minimize, IsTheSameEachTime) {
  const auto first = minimized(planted);
  const auto second = minimized(planted);
  EXPECT_EQ(first.scenario, second.scenario);
  EXPECT_EQ(first.runs, second.runs);
}

TEST(Minimize, TakesNoOtherFailureForTheSame) {
  // Without a fault it breaks another clause, and with fewer than two steps in another way.
  const auto run = [](const Scenario& scenario, const RunOptions&) {
    if (scenario.faults.empty()) return breach("C8", 1s, "lost");
    return breach("C9", 1s, scenario.steps.size() < 2 ? "never asked" : "lost");
  };
  const auto found = minimized(run);
  EXPECT_EQ(found.scenario.faults.size(), 1U);
  EXPECT_EQ(found.scenario.steps.size(), 2U);
}

TEST(Minimize, RunsNoMoreThanItMay) {
  std::uint64_t runs = 0;
  const auto run = [&](const Scenario& scenario, const RunOptions& options) {
    ++runs;
    return planted(scenario, options);
  };
  const auto found = minimized(run, {.runs_max = 20});
  EXPECT_EQ(found.end, MinimizeEnd::runs_max);
  EXPECT_EQ(found.runs, 20U);
  EXPECT_EQ(runs, 21U);  // with the one that told the fingerprint
  EXPECT_EQ(fingerprint_of(planted(found.scenario, {})), found.fingerprint);
  EXPECT_LT(found.after.bytes, found.before.bytes);
}

TEST(Minimize, StopsWithTheBestSoFar) {
  std::uint64_t runs = 0;
  const auto run = [&](const Scenario& scenario, const RunOptions& options) {
    ++runs;
    auto result = planted(scenario, options);
    result.interrupted = options.stopped && options.stopped();
    return result;
  };
  const auto found = minimized(run, {.stopped = [&] { return runs > 30; }});
  EXPECT_EQ(found.end, MinimizeEnd::stopped);
  EXPECT_EQ(runs, 31U);
  EXPECT_EQ(fingerprint_of(planted(found.scenario, {})), found.fingerprint);
  EXPECT_LT(found.after.bytes, found.before.bytes);
}

TEST(Minimize, LeavesAloneWhatDoesNotFail) {
  const auto found = minimize(busy(), 1, {"clause", "C9", "lost"}, planted, {});
  EXPECT_EQ(found.end, MinimizeEnd::no_match);
  EXPECT_EQ(found.scenario, busy());
  EXPECT_EQ(found.runs, 1U);
}

TEST(Minimize, GivesUpOnARunThatDoesFarMoreThanTheFirst) {
  std::uint64_t most = 0;
  const auto run = [&](const Scenario& scenario, const RunOptions& options) {
    auto result = planted(scenario, options);
    std::uint64_t asked = 0;
    // Without the message it never ends.
    if (step_of<step::Message>(scenario) == nullptr)
      while (!options.stopped()) ++asked;
    most = std::max(most, asked);
    result.interrupted = asked > 0;
    return result;
  };
  EXPECT_EQ(minimized(run).end, MinimizeEnd::done);
  EXPECT_GT(most, 0U);
  EXPECT_LT(most, 1'000'000U);
}

TEST(Minimize, MinimisesCrashes) {
  const auto run = [](const Scenario& scenario, const RunOptions&) -> RunResult {
    if (step_of<step::Label>(scenario) != nullptr) throw std::runtime_error("bad label 7");
    return {};
  };
  const auto found = minimize(busy(), 1, {"crashed", "", "internal error: bad label #"}, run, {});
  EXPECT_EQ(found.scenario.steps.size(), 1U);
  EXPECT_TRUE(found.scenario.faults.empty());
}

TEST(Minimize, MinimisesWhatIsNotDeterministic) {
  std::uint64_t runs = 0;
  const auto run = [&](const Scenario& scenario, const RunOptions&) {
    RunResult result;
    if (step_of<step::Device>(scenario) != nullptr) result.trace_hash = ++runs;
    return result;
  };
  const auto found = minimize(busy(), 1, {"nondeterministic", "", ""}, run, {});
  EXPECT_EQ(found.end, MinimizeEnd::done);
  EXPECT_EQ(found.scenario.steps.size(), 1U);
}

// What is left is one expectation that is not met.
Expectation minimal_expectation(const std::string& clause, const Fingerprint& wanted) {
  auto scenario = busy();
  scenario.faults.clear();
  scenario.expect.push_back({expect::Metric{.metric = "gateway_spawns", .max = 1}, clause});
  scenario.must_happen.clear();
  EXPECT_EQ(fingerprint_of(run_scenario(scenario, {})), wanted);
  const auto found = minimize(scenario, 1, wanted, run_scenario, {});
  EXPECT_EQ(found.scenario.steps.size(), 1U);
  EXPECT_EQ(found.scenario.expect.size(), 1U);
  EXPECT_EQ(fingerprint_of(run_scenario(found.scenario, {})), wanted);
  return found.scenario.expect.empty() ? Expectation{} : found.scenario.expect.front();
}

TEST(Minimize, OfARealRunThatFailsAnExpectation) {
  const std::string site = "expected gateway_spawns to be at most #, but it was #";
  EXPECT_EQ(minimal_expectation("", {"expect", "", site}).clause, "");
}

TEST(Minimize, KeepsTheClauseThatAnExpectationStandsFor) {
  const std::string site = "#: expected gateway_spawns to be at most #, but it was #";
  EXPECT_EQ(minimal_expectation("G4", {"clause", "G4", site}).clause, "G4");
}

}  // namespace
}  // namespace scenarios
