#include "scenarios/runner/run.h"

#include <gtest/gtest.h>

#include "scenarios/explore/generator.h"
#include "sim/choice/seeded_choices.h"

namespace scenarios {
namespace {

class RunOf : public ::testing::TestWithParam<Profile> {};
INSTANTIATE_TEST_SUITE_P(Run, RunOf, ::testing::Values(Profile::controller, Profile::instance));

TEST_P(RunOf, GoesTheSameWhenNobodyLooks) {
  constexpr std::uint64_t kSeeds = 5;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    sim::SeededChoices choices(seed);
    const Scenario scenario = generate(GetParam(), choices);
    const RunResult seen = run_scenario(scenario, {.seed = seed});
    const RunResult unseen = run_scenario(scenario, {.seed = seed, .judged = false});
    EXPECT_EQ(unseen.steps, seen.steps);
    EXPECT_EQ(unseen.events, seen.events);
    EXPECT_EQ(unseen.draws, seen.draws);
    EXPECT_EQ(unseen.trace_hash, seen.trace_hash);
    EXPECT_FALSE(seen.occasions.empty());
    EXPECT_TRUE(unseen.occasions.empty());
  }
}

TEST(Run, IsStoppedAtItsLimitsWhenNobodyLooks) {
  Scenario scenario;
  scenario.duration = std::chrono::minutes(5);
  scenario.limits.event_bytes = 1'000;
  EXPECT_NE(run_scenario(scenario, {.judged = false}).endless, "");
}

// The second expectation is not met: there is a gateway.
Scenario expecting_no_gateway(std::string clause) {
  Scenario scenario;
  scenario.duration = std::chrono::minutes(5);
  scenario.expect = {{expect::Metric{.metric = "gateway_spawns", .min = 1}},
                     {expect::Metric{.metric = "gateway_spawns", .max = 0}, std::move(clause)}};
  return scenario;
}

TEST(Run, TellsWhatIsNotMetUnderTheClauseThatItStandsFor) {
  const RunResult result = run_scenario(expecting_no_gateway("G4"), {});
  EXPECT_TRUE(result.unmet.empty());
  ASSERT_EQ(result.violations.size(), 1U);
  const Violation& told = result.violations.front();
  EXPECT_EQ(told.clause, "G4");
  EXPECT_EQ(told.text, "expect[1]: expected gateway_spawns to be at most 0, but it was 1");
  EXPECT_EQ(told.at, Instant(std::chrono::minutes(5)));
  EXPECT_EQ(told.event, 0U);
  EXPECT_EQ(result.verdict, Verdict::failed);
}

TEST(Run, TellsWhatIsNotMetAloneWithoutAClause) {
  const RunResult result = run_scenario(expecting_no_gateway(""), {});
  EXPECT_TRUE(result.violations.empty());
  ASSERT_EQ(result.unmet.size(), 1U);
  EXPECT_EQ(result.unmet.front().index, 1U);
  EXPECT_EQ(result.verdict, Verdict::failed);
}

TEST(Run, ThatIsStoppedAtItsLimitsProvesNoClauseBroken) {
  Scenario scenario = expecting_no_gateway("G4");
  scenario.limits.event_bytes = 1'000;
  const RunResult result = run_scenario(scenario, {});
  EXPECT_NE(result.endless, "");
  EXPECT_TRUE(result.violations.empty());
  EXPECT_EQ(result.unmet.size(), 1U);
}

}  // namespace
}  // namespace scenarios
