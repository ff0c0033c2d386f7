#include "scenarios/explore/generator.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <array>
#include <set>
#include <vector>

#include "scenarios/explore/testing/listed_choices.h"
#include "scenarios/format/loader.h"
#include "scenarios/format/writer.h"
#include "scenarios/runner/run.h"
#include "sim/choice/seeded_choices.h"

namespace scenarios {
namespace {

constexpr std::array kProfiles = {Profile::controller, Profile::instance};

// A list of numbers stands for the draws, so that rapidcheck can shrink a scenario by them.
Scenario drawn_scenario(Profile profile) {
  constexpr std::size_t kMost = 600;
  const auto numbers = *rc::gen::resize(
      kMost, rc::gen::container<std::vector<std::uint32_t>>(rc::gen::arbitrary<std::uint32_t>()));
  ListedChoices choices(std::vector<std::uint64_t>(numbers.begin(), numbers.end()));
  return generate(profile, choices);
}

// As it would have to be mended by hand.
std::string problem_of(const Scenario& scenario) {
  const std::string text = write_scenario(scenario);
  const auto read = parse_scenario(text, scenario.name + ".json");
  if (!read) return to_string(read.error()) + '\n' + text;
  return *read == scenario ? "" : "it is read as another one:\n" + text;
}

std::string complaint_of(const Scenario& scenario, std::uint64_t seed) {
  RunOptions options;
  options.seed = seed;
  const RunResult result = run_scenario(scenario, options);
  std::string text = result.endless;
  for (const Violation& violation : result.violations)
    text += std::string(violation.clause) + ": " + violation.text + '\n';
  return text.empty() ? text : text + write_scenario(scenario);
}

class EachProfile : public testing::TestWithParam<Profile> {};
INSTANTIATE_TEST_SUITE_P(Generator, EachProfile, testing::ValuesIn(kProfiles));

TEST_P(EachProfile, GivesValidScenariosThatSurviveTheFile) {
  EXPECT_TRUE(rc::check("parse(write(generate(…))) is the same", [] {
    const std::string problem = problem_of(drawn_scenario(GetParam()));
    if (!problem.empty()) RC_FAIL(problem);
  }));
}

// What the judges say of them is for the exploration.
TEST_P(EachProfile, GivesScenariosThatEnd) {
  EXPECT_TRUE(rc::check("no run meets a limit", [] {
    const Scenario scenario = drawn_scenario(GetParam());
    RunOptions options;
    options.seed = *rc::gen::inRange<std::uint64_t>(0, 1000);
    const RunResult result = run_scenario(scenario, options);
    if (!result.endless.empty()) RC_FAIL(result.endless + write_scenario(scenario));
  }));
}

TEST_P(EachProfile, GivesTheSameForTheSameDraws) {
  sim::SeededChoices once(7);
  sim::SeededChoices again(7);
  sim::SeededChoices other(8);
  const Scenario scenario = generate(GetParam(), once);
  EXPECT_EQ(generate(GetParam(), again), scenario);
  EXPECT_NE(generate(GetParam(), other), scenario);
}

TEST_P(EachProfile, DrawsTheWorkloadAlone) {
  sim::SeededChoices choices(3);
  generate(GetParam(), choices);
  EXPECT_GT(choices.count(sim::Stream::workload), 10U);
  EXPECT_EQ(choices.count(sim::Stream::faults), 0U);
  EXPECT_EQ(choices.count(sim::Stream::schedule), 0U);
  EXPECT_EQ(choices.count(sim::Stream::latency), 0U);
}

TEST_P(EachProfile, IsSimplestWithoutAnyChance) {
  sim::CalmChoices calm;
  const Scenario scenario = generate(GetParam(), calm);
  EXPECT_TRUE(scenario.faults.empty());
  EXPECT_TRUE(scenario.cloud_faults.empty());
  EXPECT_EQ(scenario.order, Order::fifo);
  EXPECT_TRUE(scenario.calm_after);
  // One message, or one start and those after the trouble that there is not.
  const bool instance = GetParam() == Profile::instance;
  ASSERT_EQ(scenario.steps.size(), instance ? 2U : 1U);
  EXPECT_EQ(name_of(scenario.steps[0].action), instance ? "start" : "message");
  EXPECT_EQ(complaint_of(scenario, 1), "");
}

TEST_P(EachProfile, AsksForNothingThatChanceMayDeny) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    sim::SeededChoices choices(seed);
    const Scenario scenario = generate(GetParam(), choices);
    EXPECT_TRUE(scenario.expect.empty());
    EXPECT_TRUE(scenario.must_happen.empty());
    EXPECT_TRUE(scenario.clauses.empty());
  }
}

// Swarm: some runs have many kinds of fault, some none, and five on average.
TEST_P(EachProfile, LeavesMostFaultsOut) {
  constexpr std::uint64_t kRuns = 300;
  std::set<std::string_view> kinds;
  std::uint64_t without = 0;
  std::size_t most = 0;
  for (std::uint64_t seed = 0; seed < kRuns; ++seed) {
    sim::SeededChoices choices(seed);
    const Scenario scenario = generate(GetParam(), choices);
    for (const auto& rule : scenario.faults) kinds.insert(sim::name_of(rule.action));
    for (const auto& rule : scenario.cloud_faults) kinds.insert(sim::name_of(rule.action));
    const std::size_t rules = scenario.faults.size() + scenario.cloud_faults.size();
    without += rules == 0 ? 1 : 0;
    most = std::max(most, rules);
  }
  EXPECT_GE(without, kRuns / 20);
  EXPECT_GE(most, 7U);
  EXPECT_GE(kinds.size(), 13U);
}

}  // namespace
}  // namespace scenarios
