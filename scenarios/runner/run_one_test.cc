#include "scenarios/runner/run_one.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "scenarios/runner/testing/planned.h"

namespace scenarios {
namespace {

TEST(RunOne, NamesTheRun) {
  const auto outcome = run_one(calm_run, planned("x"), 7, true);
  EXPECT_EQ(outcome.result.scenario, "x");
  EXPECT_EQ(outcome.result.file, "library/x.json");
  EXPECT_EQ(outcome.result.clauses, std::vector<std::string>{"C10"});
  EXPECT_EQ(outcome.result.seed, 7U);
  EXPECT_EQ(outcome.trace, "seed 7\n");
  EXPECT_EQ(outcome.remark, "");
}

TEST(RunOne, ARunThatPassesIsRunOnce) {
  int runs = 0;
  const auto run = [&](const Scenario& scenario, const RunOptions& options) {
    ++runs;
    return calm_run(scenario, options);
  };
  EXPECT_EQ(run_one(run, planned("x"), 1, false).trace, "");
  EXPECT_EQ(runs, 1);
}

TEST(RunOne, ARunThatFailsIsDoneAgainForItsTrace) {
  const auto outcome = run_one(run_failing_at_threes, planned("x"), 3, false);
  EXPECT_EQ(outcome.result.verdict, Verdict::failed);
  EXPECT_EQ(outcome.trace, "seed 3\n");
  EXPECT_EQ(outcome.remark, "");
  EXPECT_DOUBLE_EQ(outcome.result.wall_seconds, 1.0);
}

TEST(RunOne, ASecondTraceThatDiffersIsNondeterministic) {
  std::uint64_t runs = 0;
  const auto run = [&](const Scenario& scenario, const RunOptions& options) {
    auto result = run_failing_at_threes(scenario, options);
    result.trace_hash = ++runs;
    return result;
  };
  const auto outcome = run_one(run, planned("x"), 3, false);
  EXPECT_EQ(outcome.result.verdict, Verdict::nondeterministic);
  EXPECT_EQ(
      outcome.remark,
      "the same seed gave two traces, 0000000000000001 (failed) and 0000000000000002 (failed); "
      "two more runs were the same");
}

TEST(RunOne, TracesThatDifferAreShownWhereTheyPart) {
  std::uint64_t runs = 0;
  bool luck = false;
  const auto run = [&](const Scenario& scenario, const RunOptions& options) {
    auto result = run_failing_at_threes(scenario, options);
    result.trace_hash = ++runs;
    if (options.trace != nullptr) *options.trace = "same\nrun " + std::to_string(runs) + "\n";
    if (options.draws != nullptr)
      options.draws->push_back({.site = "x", .bound = 9, .value = luck ? runs : 0});
    return result;
  };
  const auto outcome = run_one(run, planned("x"), 3, false);
  EXPECT_EQ(runs, 4U);
  EXPECT_EQ(outcome.trace, "same\nrun 2\n");
  EXPECT_THAT(outcome.remark,
              ::testing::EndsWith("; two more runs part at the event in line 2: run 3 <> run 4, "
                                  "and all draws are the same"));
  luck = true;
  EXPECT_THAT(run_one(run, planned("x"), 3, false).remark,
              ::testing::EndsWith(", and at the draw in line 1: x 1 at 0.000 s: 7 of 9 <> "
                                  "x 1 at 0.000 s: 8 of 9"));
}

TEST(RunOne, WhereTheSecondRunAlonePartsIsShownToo) {
  std::uint64_t runs = 0;
  const auto run = [&](const Scenario& scenario, const RunOptions& options) {
    auto result = run_failing_at_threes(scenario, options);
    const std::string line = ++runs == 2 ? "odd" : "even";
    result.trace_hash = line.size();
    if (options.trace != nullptr) *options.trace = "same\n" + line + "\n";
    return result;
  };
  EXPECT_THAT(run_one(run, planned("x"), 3, false).remark,
              ::testing::EndsWith(
                  "; the second and two more runs part at the event in line 2: odd <> even"));
}

TEST(RunOne, ASecondVerdictThatDiffersIsNondeterministicToo) {
  int runs = 0;
  const auto run = [&](const Scenario& scenario, const RunOptions& options) {
    auto result = run_failing_at_threes(scenario, options);
    if (++runs == 2) result.verdict = Verdict::passed;
    return result;
  };
  EXPECT_EQ(run_one(run, planned("x"), 3, false).result.verdict, Verdict::nondeterministic);
}

TEST(RunOne, AnExceptionIsAVerdict) {
  const auto run = [](const Scenario&, const RunOptions& options) -> RunResult {
    if (options.trace != nullptr) *options.trace = "as far as it got";
    throw std::runtime_error("boom");
  };
  const auto outcome = run_one(run, planned("x"), 5, false);
  EXPECT_EQ(outcome.result.verdict, Verdict::crashed);
  EXPECT_EQ(outcome.result.scenario, "x");
  EXPECT_EQ(outcome.result.seed, 5U);
  EXPECT_EQ(outcome.remark, "internal error: boom");
  EXPECT_EQ(outcome.trace, "as far as it got");
}

TEST(RunOne, TheReportHasTheScenarioAndTheRemark) {
  auto outcome = run_one(calm_run, planned("x"), 1, true);
  outcome.remark = "look";
  const auto report = report_of(outcome, planned("x"));
  EXPECT_EQ(report.remark, "look");
  EXPECT_NE(report.definition.find("\"name\": \"x\""), std::string::npos) << report.definition;
}

}  // namespace
}  // namespace scenarios
