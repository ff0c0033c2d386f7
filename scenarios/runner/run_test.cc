#include "scenarios/runner/run.h"

#include <gtest/gtest.h>

#include "scenarios/explore/generator.h"
#include "sim/choice/seeded_choices.h"

namespace scenarios {
namespace {

class RunOf : public testing::TestWithParam<Profile> {};
INSTANTIATE_TEST_SUITE_P(Run, RunOf, testing::Values(Profile::controller, Profile::instance));

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

}  // namespace
}  // namespace scenarios
