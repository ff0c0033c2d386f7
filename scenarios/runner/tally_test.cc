#include "scenarios/runner/tally.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

#include "reports/summary_md.h"
#include "scenarios/runner/testing/planned.h"

namespace scenarios {
namespace {

Tally filled(const Planned& plan, const std::vector<std::size_t>& order) {
  Tally tally(plan);
  for (const auto index : order)
    tally.add(index, run_one(run_failing_at_threes, plan, plan.seeds[index], false));
  return tally;
}

std::vector<std::size_t> counting(std::size_t size) {
  std::vector<std::size_t> order(size);
  std::iota(order.begin(), order.end(), 0);
  return order;
}

TEST(Tally, SumsUp) {
  const auto plan = planned("x", Seeds(1, 6));
  const auto tally = filled(plan, counting(6));
  EXPECT_TRUE(tally.complete());
  EXPECT_EQ(tally.verdict(), Verdict::failed);
  EXPECT_DOUBLE_EQ(tally.wall_seconds(), 4.0) << "the two that failed ran twice";
  const auto report = tally.report();
  EXPECT_EQ(report.name, "x");
  EXPECT_EQ(report.file, "library/x.json");
  EXPECT_EQ(report.verdict, reports::Verdict::failed);
  EXPECT_EQ(report.runs, 6U);
  EXPECT_EQ(report.runs_planned, 6U);
  EXPECT_EQ(report.runs_by_verdict[0], 4U);
  EXPECT_EQ(report.runs_by_verdict[2], 2U);
  EXPECT_EQ(report.virtual_us, 60'000'000);
  EXPECT_EQ(report.events, 30U);
  EXPECT_EQ(report.occasions.at("C10"), 12U);
  EXPECT_EQ(report.situations.at("line_cut"), 6U);
  EXPECT_EQ(report.violations.at("C10"), 2U);
  ASSERT_EQ(report.seeds.size(), 2U);
  EXPECT_EQ(report.seeds[0].seed, 3U);
  EXPECT_EQ(report.seeds[0].replay, "pairbench replay library/x.json --seed 3");
  EXPECT_EQ(tally.perf().runs, 6U);
}

TEST(Tally, TheOrderOfTheRunsDoesNotMatter) {
  const auto plan = planned("x", Seeds(1, 200));
  auto order = counting(200);
  const auto expected = filled(plan, order);
  std::mt19937 random(1);
  for (int round = 0; round < 5; ++round) {
    std::ranges::shuffle(order, random);
    const auto tally = filled(plan, order);
    EXPECT_EQ(tally.seed_lines(), expected.seed_lines());
    EXPECT_EQ(reports::summary_md({{tally.report()}}), reports::summary_md({{expected.report()}}));
  }
}

TEST(Tally, ShowsTheFirstFewOnly) {
  const auto plan = planned("x", Seeds(1, 300));
  auto order = counting(300);
  std::ranges::reverse(order);
  const auto report = filled(plan, order).report();
  ASSERT_EQ(report.seeds.size(), Tally::kSeedsShown);
  EXPECT_EQ(report.seeds.front().seed, 3U);
  EXPECT_EQ(report.seeds.back().seed, 30U);
}

TEST(Tally, CountsTheFindingsThatItDoesNotKeep) {
  const auto plan = planned("x");
  auto outcome = run_one(calm_run, plan, 1, true);
  outcome.result.verdict = Verdict::failed;
  outcome.result.violations.assign(25, {"C10", Property::safety, Instant{}, 1, "again"});
  Tally tally(plan);
  tally.add(0, outcome);
  const auto report = tally.report();
  EXPECT_EQ(report.seeds.at(0).findings.size(), Tally::kFindingsShown);
  EXPECT_EQ(report.seeds.at(0).findings_count, 25U);
}

TEST(Tally, HasALineForEachSeedThatRan) {
  const auto plan = planned("x", Seeds({9, 3, 5}));
  EXPECT_EQ(filled(plan, {2, 1}).seed_lines(),
            "{\"seed\":3,\"verdict\":\"failed\",\"trace_hash\":\"0000000000000003\"}\n"
            "{\"seed\":5,\"verdict\":\"passed\",\"trace_hash\":\"0000000000000005\"}\n");
  EXPECT_FALSE(filled(plan, {2, 1}).complete());
}

}  // namespace
}  // namespace scenarios
