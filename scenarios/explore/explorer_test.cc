#include "scenarios/explore/explorer.h"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

namespace scenarios {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// The "scenario" of a run is a number, kept as its duration.
Scenario number_of_draws(Profile /*profile*/, sim::ChoiceSource& choices) {
  Scenario scenario;
  scenario.duration = Duration(choices.draw(sim::Stream::workload, "test", 1'000'000));
  return scenario;
}

RunResult result_of(const Scenario& scenario, std::uint64_t seed) {
  RunResult result;
  result.seed = seed;
  result.trace_hash = static_cast<std::uint64_t>(scenario.duration.count()) * 31 + seed;
  result.virtual_time = std::chrono::seconds(1);
  result.events = 10;
  result.occasions = {{"C1", 1}, {"C2", 0}};
  return result;
}

void fail(RunResult& result, const std::string& clause) {
  result.verdict = Verdict::failed;
  result.violations.push_back(Violation{clause, Property::safety, {}, 1, "it broke"});
}

// Fails where the number drawn is divisible by `by`.
RunFunction fails_if_divisible(std::int64_t by, std::string clause = "C9") {
  return [by, clause](const Scenario& scenario, const RunOptions& options) {
    RunResult result = result_of(scenario, options.seed);
    if (scenario.duration.count() % by == 0) fail(result, clause);
    return result;
  };
}

ExploreOptions options_with(RunFunction run) {
  ExploreOptions options;
  options.runs = 500;
  options.generate = number_of_draws;
  options.run = std::move(run);
  return options;
}

std::vector<std::uint64_t> numbers(const Exploration& exploration) {
  std::vector<std::uint64_t> numbers;
  for (const Found& found : exploration.found) numbers.push_back(found.number);
  return numbers;
}

TEST(Explorer, DoesAllRunsAndAddsUpWhatTheyVisited) {
  const auto exploration =
      explore(options_with([](const Scenario& scenario, const RunOptions& options) {
        return result_of(scenario, options.seed);
      }));
  EXPECT_TRUE(exploration.complete);
  EXPECT_EQ(exploration.visits.runs, 500U);
  EXPECT_EQ(exploration.visits.failed, 0U);
  EXPECT_EQ(exploration.visits.virtual_time, std::chrono::seconds(500));
  EXPECT_EQ(exploration.visits.clauses.at("C1"), 500U);
  EXPECT_EQ(exploration.visits.clauses.at("C2"), 0U);
  EXPECT_EQ(visited(exploration.visits.clauses), 1U);
  EXPECT_THAT(exploration.found, IsEmpty());
}

// A run that breaks the program down leaves what was told of it before.
TEST(Explorer, TellsOfARunBeforeItBegins) {
  std::vector<std::string> order;
  auto options = options_with([&](const Scenario& scenario, const RunOptions& run) {
    order.push_back((run.judged ? "run " : "count ") + std::string(scenario.pct ? "pct" : "plain"));
    return result_of(scenario, run.seed);
  });
  options.runs = 1;
  options.first = 1;
  options.generate = [](Profile profile, sim::ChoiceSource& choices) {
    Scenario scenario = number_of_draws(profile, choices);
    scenario.order = Order::pct;
    return scenario;
  };
  options.drawn = [&](const Planned& planned) {
    order.emplace_back(planned.scenario.pct ? "told pct" : "told");
  };
  explore(options);
  EXPECT_THAT(order, ElementsAre("told", "count plain", "told pct", "run pct"));
}

TEST(Explorer, StopsAtTheFirstFailureWhateverTheThreads) {
  auto options = options_with(fails_if_divisible(50));
  const auto alone = explore(options);
  options.jobs = 4;
  const auto together = explore(options);
  ASSERT_THAT(alone.found, SizeIs(1));
  EXPECT_EQ(numbers(alone), numbers(together));
  EXPECT_TRUE(together.complete);
  EXPECT_LT(alone.visits.runs, 500U);
  EXPECT_EQ(alone.visits.runs, alone.found[0].number + 1);
}

TEST(Explorer, ARunCanBeDoneAgainAlone) {
  auto options = options_with(fails_if_divisible(50));
  const auto found = explore(options).found.at(0);
  options.first = found.number;
  options.runs = 1;
  const auto again = explore(options).found.at(0);
  EXPECT_EQ(again.number, found.number);
  EXPECT_EQ(again.planned.scenario, found.planned.scenario);
  EXPECT_EQ(again.planned.seeds[0], found.planned.seeds[0]);
}

TEST(Explorer, CollectsOneFailureOfEachKindAndCountsThem) {
  auto options = options_with([](const Scenario& scenario, const RunOptions& run) {
    RunResult result = result_of(scenario, run.seed);
    if (scenario.duration.count() % 20 == 0) fail(result, "C9");
    if (scenario.duration.count() % 20 == 1) fail(result, "G1");
    return result;
  });
  options.collect = true;
  const auto alone = explore(options);
  options.jobs = 3;
  const auto together = explore(options);
  EXPECT_EQ(alone.visits.runs, 500U);
  ASSERT_THAT(alone.found, SizeIs(2));
  EXPECT_EQ(alone.found[0].runs + alone.found[1].runs, alone.visits.failed);
  EXPECT_EQ(numbers(alone), numbers(together));
  EXPECT_EQ(alone.found[0].runs, together.found[0].runs);
  EXPECT_EQ(alone.digest, together.digest);
}

TEST(Explorer, ShardsDoAllRunsBetweenThem) {
  auto options = options_with(fails_if_divisible(50));
  options.collect = true;
  options.runs = 90;
  const auto whole = explore(options);
  options.runs = 30;
  std::uint64_t digest = 0;
  std::set<std::uint64_t> found;
  for (std::uint64_t index = 0; index < 3; ++index) {
    options.shard = {index, 3};
    const auto part = explore(options);
    digest += part.digest;
    for (const auto number : numbers(part)) found.insert(number);
  }
  EXPECT_EQ(digest, whole.digest);
  EXPECT_TRUE(found.contains(whole.found.at(0).number));
}

TEST(Explorer, TheDigestTellsADifferentTrace) {
  auto options = options_with(fails_if_divisible(1'000'001));
  const auto digest = explore(options).digest;
  options.run = [](const Scenario& scenario, const RunOptions& run) {
    RunResult result = result_of(scenario, run.seed);
    if (scenario.name == "explored-instance-1-77") ++result.trace_hash;
    return result;
  };
  EXPECT_NE(explore(options).digest, digest);
}

TEST(Explorer, FindsARunThatIsNotDeterministic) {
  std::atomic<std::uint64_t> calls = 0;
  auto options = options_with([&calls](const Scenario& scenario, const RunOptions& run) {
    RunResult result = result_of(scenario, run.seed);
    result.trace_hash = ++calls;
    return result;
  });
  const auto exploration = explore(options);
  ASSERT_THAT(exploration.found, SizeIs(1));
  EXPECT_EQ(exploration.found[0].fingerprint.kind, "nondeterministic");
  EXPECT_THAT(exploration.found[0].finding, HasSubstr("the same seed gave two traces, "));
}

TEST(Explorer, KeepsAFailureBeforeItGoesOn) {
  std::vector<std::string> told;
  auto options = options_with([&told](const Scenario& scenario, const RunOptions& run) {
    told.push_back("run");
    RunResult result = result_of(scenario, run.seed);
    if (scenario.name.ends_with("-1-1")) fail(result, "C9");
    return result;
  });
  options.first = 1;
  options.runs = 2;
  options.collect = true;
  options.keep = [&told](const Planned& planned, const RunOutcome& outcome) {
    told.push_back(planned.scenario.name + " " + outcome.result.violations.at(0).clause);
    return std::optional<std::string>("full");
  };
  const auto found = explore(options).found;
  // One that fails is done a second time, for its trace.
  EXPECT_THAT(told, ElementsAre("run", "run", "explored-instance-1-1 C9", "run"));
  EXPECT_EQ(found.at(0).unkept, "full");
  EXPECT_EQ(found[0].planned.again,
            "pairbench explore --seed 1 --first 1 --runs 1 --profile instance");
}

// The first of two that fail alike is slower.
std::set<std::string> kept_of_two(bool collect) {
  std::set<std::string> kept;
  std::atomic<int> keeps = 0;
  auto options = options_with([&keeps](const Scenario& scenario, const RunOptions& run) {
    const int patience = scenario.name.ends_with("-1-0") ? 10'000 : 0;
    for (int i = 0; i < patience && keeps == 0; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    RunResult result = result_of(scenario, run.seed);
    fail(result, "C9");
    return result;
  });
  options.runs = options.jobs = 2;
  options.collect = collect;
  options.keep = [&](const Planned& planned, const RunOutcome& /*outcome*/) {
    kept.insert(planned.scenario.name);
    ++keeps;
    return std::nullopt;
  };
  options.drop = [&](const Planned& planned) { kept.erase(planned.scenario.name); };
  explore(options);
  return kept;
}

TEST(Explorer, OfFailuresOfAKindTheEarliestIsKept) {
  for (const bool collect : {false, true})
    EXPECT_THAT(kept_of_two(collect), ElementsAre("explored-controller-1-0"));
}

TEST(Explorer, WhatARunThrowsIsAFailureAndWhatTheGeneratorThrowsEndsAll) {
  auto options = options_with(
      [](const Scenario&, const RunOptions&) -> RunResult { throw std::runtime_error("broken"); });
  const auto exploration = explore(options);
  ASSERT_THAT(exploration.found, SizeIs(1));
  EXPECT_EQ(exploration.found[0].fingerprint.kind, "crashed");
  options.generate = [](Profile, sim::ChoiceSource&) -> Scenario {
    throw std::logic_error("no scenario");
  };
  EXPECT_THROW(explore(options), std::logic_error);
}

TEST(Explorer, LearnsOverHowManyStepsToSpreadChangesOfPriority) {
  std::mutex mutex;
  std::set<std::uint64_t> steps;
  auto options = options_with([&](const Scenario& scenario, const RunOptions& run) {
    RunResult result = result_of(scenario, run.seed);
    result.steps = 4321;
    EXPECT_EQ(run.judged, scenario.pct.has_value())
        << "nobody looks at the run that is learnt from";
    const std::scoped_lock lock(mutex);
    if (scenario.pct) steps.insert(scenario.pct->steps);
    return result;
  });
  options.generate = [](Profile, sim::ChoiceSource&) {
    Scenario scenario;
    scenario.order = Order::pct;
    return scenario;
  };
  explore(options);
  EXPECT_THAT(steps, ElementsAre(4321));
}

TEST(Explorer, TellsWhenItWasStoppedEarly) {
  std::atomic<int> asked = 0;
  auto options = options_with(fails_if_divisible(1'000'001));
  options.stopped = [&] { return ++asked > 10; };
  const auto exploration = explore(options);
  EXPECT_FALSE(exploration.complete);
  EXPECT_EQ(exploration.visits.runs, 10U);
}

TEST(Explorer, TakesTheProfilesInTurns) {
  std::mutex mutex;
  std::map<Profile, int> counts;
  auto options = options_with(fails_if_divisible(1'000'001));
  options.generate = [&](Profile profile, sim::ChoiceSource& choices) {
    const std::scoped_lock lock(mutex);
    ++counts[profile];
    return number_of_draws(profile, choices);
  };
  explore(options);
  EXPECT_EQ(counts[Profile::controller], 250);
  EXPECT_EQ(counts[Profile::instance], 250);
}

}  // namespace
}  // namespace scenarios
