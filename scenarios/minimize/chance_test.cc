// What the minimiser makes of chance, and what localisation makes of a run, with real runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <string>

#include "scenarios/format/loader.h"
#include "scenarios/format/writer.h"
#include "scenarios/minimize/localize.h"
#include "scenarios/minimize/minimize.h"
#include "scenarios/runner/run.h"

namespace scenarios {
namespace {

using namespace std::chrono_literals;

Scenario parsed(const std::string& text) {
  const auto scenario = parse_scenario(text, "luck.json");
  if (!scenario) throw std::logic_error(scenario.error().message);
  return *scenario;
}

// Fails with some seeds: when the fault strikes.
Scenario unlucky() {
  return parsed(R"({"version": 1, "name": "luck", "duration": "5m",
    "faults": [{"name": "rare", "match": {"operation": "approve_channel"}, "when": {"percent": 10},
                "action": {"do": "exit", "code": 9}}],
    "steps": [{"at": "20s", "do": "message", "channel": "telegram", "from": "alice"},
              {"at": "90s", "do": "device", "device": "laptop"},
              {"at": "150s", "name": "in", "do": "approve", "channel": "telegram", "from": "alice"}],
    "expect": [{"reply": "in", "status": 200}]})");
}

struct Failing {
  Scenario scenario;
  std::uint64_t seed = 0;
  Fingerprint fingerprint;
};

Failing failing(const Scenario& scenario) {
  for (std::uint64_t seed = 1; seed < 1000; ++seed)
    if (const auto found = fingerprint_of(run_scenario(scenario, {.seed = seed})))
      return {scenario, seed, *found};
  throw std::logic_error("no seed fails");
}

TEST(MinimizeChance, NeedsNoSeedInTheEnd) {
  const auto [scenario, seed, fingerprint] = failing(unlucky());
  ASSERT_FALSE(fingerprint_of(run_scenario(scenario, {.seed = seed + 1})));
  const auto found = minimize(scenario, seed, fingerprint, run_scenario, {});
  EXPECT_EQ(found.end, MinimizeEnd::done);
  EXPECT_TRUE(found.before.chance);
  EXPECT_FALSE(found.after.chance);
  EXPECT_FALSE(found.scenario.seed);
  for (const std::uint64_t any : {1U, 2U, 77U})
    EXPECT_EQ(fingerprint_of(run_scenario(found.scenario, {.seed = any})), fingerprint);
}

TEST(MinimizeChance, SaysWhichCallAFaultStrikesInsteadOfAChoice) {
  const auto [scenario, seed, fingerprint] = failing(unlucky());
  const auto found = minimize(scenario, seed, fingerprint, run_scenario, {});
  EXPECT_EQ(found.after.choices, 0U) << write_scenario(found.scenario);
  EXPECT_EQ(found.after.steps, 2U);
  ASSERT_EQ(found.scenario.faults.size(), 1U);
  EXPECT_FALSE(found.scenario.faults[0].when.percent);
  EXPECT_EQ(found.scenario.faults[0].when.nth, 1U);
}

TEST(MinimizeChance, SpellsOutChoicesThatNoSettingSays) {
  // The order of two things at one instant is a choice, and so is how a write is split.
  const auto scenario = parsed(R"({"version": 1, "name": "luck", "duration": "2m",
    "steps": [{"at": "60s", "do": "log", "line": "a rather long line"}],
    "expect": [{"metric": "cli_busy_percent", "max": 20}]})");
  const auto [same, seed, fingerprint] = failing(scenario);
  const auto found = minimize(scenario, seed, fingerprint, run_scenario, {});
  EXPECT_FALSE(found.after.chance) << write_scenario(found.scenario);
  EXPECT_EQ(fingerprint_of(run_scenario(found.scenario, {.seed = 999})), fingerprint);
}

TEST(Localize, FindsTheMomentAtWhichTheFaultStruck) {
  const auto [scenario, seed, fingerprint] = failing(unlucky());
  std::vector<DrawRecord> draws;
  (void)run_scenario(scenario, {.seed = seed, .draws = &draws});
  const auto found = localize(scenario, seed, fingerprint, run_scenario, {});
  EXPECT_EQ(found.end, LocalizeEnd::found);
  const bool struck_then = std::ranges::any_of(draws, [&](const DrawRecord& draw) {
    return draw.site == "rare" && draw.value >= 90 && draw.at == found.doomed;
  });
  EXPECT_TRUE(struck_then) << found.doomed.time_since_epoch().count();
  EXPECT_EQ(found.doomed, Instant(150s));
  EXPECT_EQ(found.before.at, found.doomed);
  EXPECT_LT(found.before.failing, found.before.runs);
  EXPECT_GT(found.after.at, found.doomed);
  EXPECT_EQ(found.after.failing, 20U);
  EXPECT_TRUE(std::ranges::is_sorted(found.tried, {}, &Continuations::at));
}

TEST(Localize, SaysWhenChanceDoesNotMatter) {
  auto scenario = unlucky();
  scenario.faults[0].when = {};
  const auto wanted = fingerprint_of(run_scenario(scenario, {}));
  ASSERT_TRUE(wanted);
  const auto found = localize(scenario, 1, *wanted, run_scenario, {});
  EXPECT_EQ(found.end, LocalizeEnd::from_the_start);
  EXPECT_EQ(found.tried.size(), 1U);
}

TEST(Localize, LeavesAloneWhatDoesNotFail) {
  const auto found = localize(unlucky(), 1, {"clause", "C9", "x"}, run_scenario, {});
  EXPECT_EQ(found.end, LocalizeEnd::no_match);
  EXPECT_TRUE(found.tried.empty());
}

TEST(Localize, Stops) {
  const auto [scenario, seed, fingerprint] = failing(unlucky());
  std::uint64_t runs = 0;
  const auto run = [&](const Scenario& what, const RunOptions& options) {
    ++runs;
    return run_scenario(what, options);
  };
  const auto found =
      localize(scenario, seed, fingerprint, run, {.stopped = [&] { return runs > 30; }});
  EXPECT_EQ(found.end, LocalizeEnd::stopped);
  EXPECT_EQ(runs, 31U);
}

}  // namespace
}  // namespace scenarios
