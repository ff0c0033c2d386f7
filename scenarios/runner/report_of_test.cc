#include "scenarios/runner/report_of.h"

#include <gtest/gtest.h>

#include "scenarios/runner/build_id.h"
#include "scenarios/runner/testing/planned.h"

namespace scenarios {
namespace {

TEST(ReportOf, CopiesEverything) {
  RunResult result;
  result.scenario = "x";
  result.file = "library/x.json";
  result.clauses = {"C10"};
  result.seed = 7;
  result.verdict = Verdict::failed;
  result.violations = {{"C10", Property::liveness, Instant(std::chrono::seconds(2)), 9, "late"}};
  result.unmet = {{3, "unmet"}};
  result.never_happened = {"line_cut"};
  result.clauses_not_tested = {"C9"};
  result.endless = "limit";
  result.occasions = {{"C10", 1}};
  result.situations = {{"line_cut", 2}};
  result.metrics = {{"cli_calls", 3}};
  result.virtual_time = std::chrono::seconds(4);
  result.events = 5;
  result.steps = 6;
  result.draws = 7;
  result.trace_hash = 8;

  const auto report = report_of(result);
  EXPECT_EQ(report.scenario, "x");
  EXPECT_EQ(report.file, "library/x.json");
  EXPECT_EQ(report.clauses, result.clauses);
  EXPECT_EQ(report.seed, 7U);
  EXPECT_EQ(report.verdict, reports::Verdict::failed);
  ASSERT_EQ(report.violations.size(), 1U);
  EXPECT_EQ(report.violations[0].clause, "C10");
  EXPECT_EQ(report.violations[0].property, "liveness");
  EXPECT_EQ(report.violations[0].at_us, 2'000'000);
  EXPECT_EQ(report.violations[0].event, 9U);
  EXPECT_EQ(report.violations[0].text, "late");
  ASSERT_EQ(report.unmet.size(), 1U);
  EXPECT_EQ(report.unmet[0].index, 3U);
  EXPECT_EQ(report.unmet[0].text, "unmet");
  EXPECT_EQ(report.never_happened, result.never_happened);
  EXPECT_EQ(report.clauses_not_tested, result.clauses_not_tested);
  EXPECT_EQ(report.endless, "limit");
  EXPECT_EQ(report.occasions, result.occasions);
  EXPECT_EQ(report.situations, result.situations);
  EXPECT_EQ(report.metrics, result.metrics);
  EXPECT_EQ(report.virtual_us, 4'000'000);
  EXPECT_EQ(report.events, 5U);
  EXPECT_EQ(report.steps, 6U);
  EXPECT_EQ(report.draws, 7U);
  EXPECT_EQ(report.trace_hash, 8U);
  EXPECT_EQ(report.build, this_build());
  EXPECT_EQ(report.replay, "pairbench replay library/x.json --seed 7");
}

TEST(ReportOf, NamesVerdictsAlike) {
  for (const auto verdict : {Verdict::passed, Verdict::inconclusive, Verdict::failed,
                             Verdict::nondeterministic, Verdict::crashed})
    EXPECT_EQ(name_of(report_of(verdict)), name_of(verdict));
}

TEST(ReplayCommand, IsFitForAShell) {
  RunResult result;
  const auto command = [&](const std::string& file) {
    result.file = file;
    return replay_command(result);
  };
  EXPECT_EQ(command("a b.json"), "pairbench replay 'a b.json' --seed 0");
  EXPECT_EQ(command("it's;rm.json"), "pairbench replay 'it'\\''s;rm.json' --seed 0");
  EXPECT_EQ(command("-x.json"), "pairbench replay ./-x.json --seed 0");
  EXPECT_EQ(command(""), "pairbench replay '' --seed 0");
}

TEST(ThisBuild, IsKnown) {
  const auto& build = this_build();
  EXPECT_EQ(build.version, kVersion);
  EXPECT_EQ(build.binary.size(), 16U);
  EXPECT_TRUE(is_same_build(build, this_build()));
}

TEST(ThisBuild, AnUnknownOneIsNoneOfOurs) {
  auto other = this_build();
  other.binary = "0000000000000000";
  EXPECT_FALSE(is_same_build(other, this_build()));
  other.binary.clear();
  EXPECT_FALSE(is_same_build(other, other));
}

}  // namespace
}  // namespace scenarios
