#include "scenarios/runner/run_all.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "reports/summary_md.h"
#include "scenarios/runner/testing/planned.h"

namespace scenarios {
namespace {

using Names = std::vector<std::string>;

// What came of a call of run_all, in the order of the reports.
struct Seen {
  RunAllOptions options;
  Names finished;
  reports::Summary summary;
  std::string seed_lines;
  std::mutex mutex;
  std::set<std::string> kept;

  Seen() {
    options.run = calm_run;
    options.keep = [this](const Planned& planned,
                          const RunOutcome& outcome) -> std::optional<std::string> {
      const std::scoped_lock lock(mutex);
      kept.insert(planned.scenario.name + "/" + std::to_string(outcome.result.seed) + " " +
                  outcome.trace);
      return std::nullopt;
    };
    options.finished = [this](const Tally& tally) -> std::optional<std::string> {
      finished.push_back(tally.planned().scenario.name);
      summary.scenarios.push_back(tally.report());
      seed_lines += tally.seed_lines();
      return std::nullopt;
    };
  }
};

Names many_names() {
  Names names;
  for (int i = 0; i < 20; ++i) names.push_back("s" + std::to_string(i));
  return names;
}

// Takes longer the earlier it was asked for, so that threads overtake each other.
RunResult slow_at_first(const Scenario& scenario, const RunOptions& options) {
  std::this_thread::sleep_for(
      std::chrono::microseconds(2000 / (options.seed + scenario.name.size())));
  return run_failing_at_threes(scenario, options);
}

TEST(RunAll, ReportsTheSameWhateverTheThreads) {
  const auto plan = plan_of(many_names(), Seeds(1, 10));
  Seen one;
  one.options.run = slow_at_first;
  EXPECT_FALSE(run_all(plan, one.options).stopped);
  EXPECT_EQ(one.finished, many_names());
  for (const std::size_t jobs : {2U, 8U, 64U}) {
    Seen many;
    many.options.jobs = jobs;
    many.options.run = slow_at_first;
    const auto result = run_all(plan, many.options);
    EXPECT_FALSE(result.stopped);
    EXPECT_EQ(result.error, "");
    EXPECT_EQ(many.finished, one.finished);
    EXPECT_EQ(many.seed_lines, one.seed_lines);
    EXPECT_EQ(many.kept, one.kept);
    EXPECT_EQ(reports::summary_md(many.summary), reports::summary_md(one.summary));
  }
}

TEST(RunAll, RunsAsManyAtOnceAsItMay) {
  std::atomic<int> running{0};
  std::atomic<int> most{0};
  Seen seen;
  seen.options.jobs = 3;
  seen.options.run = [&](const Scenario& scenario, const RunOptions& options) {
    const int now = ++running;
    for (int before = most; before < now && !most.compare_exchange_weak(before, now);) {
    }
    // Until all have met, however busy the machine is.
    for (int waits = 0; most < 3 && waits < 10'000; ++waits)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    --running;
    return calm_run(scenario, options);
  };
  run_all(plan_of({"a"}, Seeds(1, 12)), seen.options);
  EXPECT_EQ(most, 3);
}

TEST(RunAll, KeepsTheOnlyRunOfAScenario) {
  Seen seen;
  run_all(plan_of({"a", "b"}), seen.options);
  EXPECT_EQ(seen.kept, (std::set<std::string>{"a/1 seed 1\n", "b/1 seed 1\n"}));
}

TEST(RunAll, OfManyRunsKeepsThoseThatDidNotPass) {
  Seen seen;
  seen.options.run = run_failing_at_threes;
  run_all(plan_of({"a"}, Seeds(1, 7)), seen.options);
  EXPECT_EQ(seen.kept, (std::set<std::string>{"a/3 seed 3\n", "a/6 seed 6\n"}));
}

TEST(RunAll, ReportsEachScenarioAsSoonAsItCan) {
  std::atomic<bool> first_reported{false};
  Seen seen;
  seen.options.run = [&](const Scenario& scenario, const RunOptions& options) {
    // Would wait for ever if reports came at the end only.
    while (scenario.name == "b" && !first_reported) std::this_thread::yield();
    return calm_run(scenario, options);
  };
  seen.options.finished = [&](const Tally&) -> std::optional<std::string> {
    first_reported = true;
    return std::nullopt;
  };
  EXPECT_FALSE(run_all(plan_of({"a", "b"}), seen.options).stopped);
}

TEST(RunAll, StoppedEarlyItReportsWhatThereIs) {
  std::atomic<int> runs{0};
  Seen seen;
  seen.options.stopped = [&] { return runs >= 3; };
  seen.options.run = [&](const Scenario& scenario, const RunOptions& options) {
    ++runs;
    return calm_run(scenario, options);
  };
  EXPECT_TRUE(run_all(plan_of({"a", "b", "c"}, Seeds(1, 2)), seen.options).stopped);
  EXPECT_EQ(seen.finished, (Names{"a", "b", "c"}));
  EXPECT_EQ(seen.summary.scenarios[0].runs, 2U);
  EXPECT_EQ(seen.summary.scenarios[1].runs, 1U);
  EXPECT_EQ(seen.summary.scenarios[1].runs_planned, 2U);
  EXPECT_EQ(seen.summary.scenarios[2].runs, 0U);
}

TEST(RunAll, WhatCannotBeKeptEndsEverything) {
  std::atomic<int> runs{0};
  Seen seen;
  seen.options.run = [&](const Scenario& scenario, const RunOptions& options) {
    ++runs;
    return calm_run(scenario, options);
  };
  seen.options.keep = [](const Planned&, const RunOutcome&) {
    return std::optional<std::string>("disk full");
  };
  EXPECT_EQ(run_all(plan_of(many_names()), seen.options).error, "disk full");
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(seen.finished, Names{});
}

TEST(RunAll, AReportThatFailsEndsEverything) {
  Seen seen;
  seen.options.finished = [](const Tally&) { return std::optional<std::string>("disk full"); };
  EXPECT_EQ(run_all(plan_of(many_names(), Seeds(1, 50)), seen.options).error, "disk full");
}

TEST(RunAll, ARunThatThrowsIsAVerdictAndTheOthersGoOn) {
  Seen seen;
  seen.options.run = [](const Scenario& scenario, const RunOptions& options) {
    if (scenario.name == "b") throw std::runtime_error("boom");
    return calm_run(scenario, options);
  };
  EXPECT_FALSE(run_all(plan_of({"a", "b", "c"}), seen.options).stopped);
  EXPECT_EQ(reports::verdicts_text(seen.summary), "2 passed, 1 crashed");
}

TEST(RunAll, OtherExceptionsReachTheCaller) {
  Seen keeps;
  keeps.options.jobs = 4;
  keeps.options.keep = [](const Planned&, const RunOutcome&) -> std::optional<std::string> {
    throw std::logic_error("a bug");
  };
  EXPECT_THROW(run_all(plan_of(many_names()), keeps.options), std::logic_error);
  Seen finishes;
  finishes.options.finished = [](const Tally&) -> std::optional<std::string> {
    throw std::logic_error("a bug");
  };
  EXPECT_THROW(run_all(plan_of(many_names()), finishes.options), std::logic_error);
}

TEST(RunAll, TellsItsProgressOnTheCallersThread) {
  Seen seen;
  std::size_t calls = 0;
  const auto caller = std::this_thread::get_id();
  std::atomic<bool> told{false};
  seen.options.run = [&](const Scenario& scenario, const RunOptions& options) {
    while (options.seed == 2 && !told) std::this_thread::yield();
    return calm_run(scenario, options);
  };
  seen.options.progress = [&](const Progress& progress) {
    ++calls;
    EXPECT_EQ(std::this_thread::get_id(), caller);
    EXPECT_EQ(progress.runs, 2U);
    EXPECT_LE(progress.runs_done, 2U);
    told = true;
  };
  run_all(plan_of({"a"}, Seeds(1, 2)), seen.options);
  EXPECT_GE(calls, 1U);
}

}  // namespace
}  // namespace scenarios
