// How far the generator gets: which clauses are put to the test and which situations visited. With
// EXPLORE_RUNS=50000 and --gtest_filter='Survey*' it takes a while, prints the table, and wants all
// of them.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <map>
#include <string>

#include "scenarios/explore/generator.h"
#include "scenarios/runner/run.h"
#include "sim/choice/seeded_choices.h"

namespace scenarios {
namespace {

struct Visits {
  std::map<std::string, std::uint64_t> runs;  // by clause or situation: in how many it came about
  std::uint64_t failed = 0;
};

Visits survey(Profile profile, std::uint64_t runs) {
  Visits visits;
  for (std::uint64_t seed = 1; seed <= runs; ++seed) {
    sim::SeededChoices choices(seed);
    const Scenario scenario = generate(profile, choices);
    RunOptions options;
    options.seed = seed;
    const RunResult result = run_scenario(scenario, options);
    for (const auto& [clause, count] : result.occasions) visits.runs[clause] += count > 0 ? 1 : 0;
    for (const auto& [name, count] : result.situations) visits.runs[name] += count > 0 ? 1 : 0;
    visits.failed += result.verdict == Verdict::failed ? 1 : 0;
  }
  return visits;
}

void report(const Visits& visits, std::uint64_t runs) {
  std::cout << runs << " runs, " << visits.failed << " failed\n";
  for (const auto& [name, count] : visits.runs)
    std::cout << "  " << std::left << std::setw(32) << name << std::right << std::setw(8) << count
              << '\n';
}

class SurveyOf : public testing::TestWithParam<Profile> {};
INSTANTIATE_TEST_SUITE_P(Explore, SurveyOf,
                         testing::Values(Profile::controller, Profile::instance));

TEST_P(SurveyOf, VisitsWhatThereIs) {
  constexpr std::uint64_t kFew = 60;
  constexpr std::uint64_t kAll = 50'000;
  const char* wanted = std::getenv("EXPLORE_RUNS");
  const std::uint64_t runs = wanted == nullptr ? kFew : std::strtoull(wanted, nullptr, 10);
  const Visits visits = survey(GetParam(), runs);
  if (wanted != nullptr) report(visits, runs);
  std::string missing;
  std::size_t visited = 0;
  for (const auto& [name, count] : visits.runs) {
    if (count > 0) ++visited;
    if (count == 0) missing += ' ' + name;
  }
  if (runs >= kAll) {
    EXPECT_EQ(missing, "");
  }
  EXPECT_GE(visited * 3, visits.runs.size() * 2) << "never visited:" << missing;
}

}  // namespace
}  // namespace scenarios
