#include "scenarios/explore/schedules.h"

#include <gmock/gmock.h>

#include <set>
#include <string>

namespace scenarios {
namespace {

// A world that draws which of two things goes first three times, and one latency in between.
class ThreeForks {
 public:
  RunFunction function(std::string failing = {}) {
    return [this, failing](const Scenario& scenario, const RunOptions& options) {
      RunChoices choices(scenario, options.seed, options.steering, options.draws);
      std::string way;
      for (int i = 0; i < 3; ++i) {
        way += static_cast<char>('0' + choices.draw(sim::Stream::schedule, "schedule.ready", 2));
        choices.draw(sim::Stream::latency, "l", 1000);
      }
      ways.insert(way);
      RunResult result;
      if (way == failing) result.verdict = Verdict::failed;
      return result;
    };
  }
  std::set<std::string> ways;
};

Planned planned() { return {{}, {}, Seeds(7, 1)}; }

TEST(Schedules, AreAllTriedOnce) {
  ThreeForks world;
  const auto schedules = try_schedules(planned(), {.run = world.function()});
  EXPECT_EQ(schedules.runs, 8U);
  EXPECT_TRUE(schedules.all);
  EXPECT_EQ(world.ways.size(), 8U);
}

TEST(Schedules, CanBeBoundedByTheirDeviations) {
  ThreeForks world;
  const auto schedules = try_schedules(planned(), {.deviations_max = 1, .run = world.function()});
  EXPECT_EQ(schedules.runs, 4U);
  EXPECT_TRUE(schedules.all);
  EXPECT_THAT(world.ways, ::testing::ElementsAre("000", "001", "010", "100"));
}

TEST(Schedules, ARunThatIsInterruptedIsTheLastAndCountsForNothing) {
  ThreeForks world;
  const RunFunction whole = world.function();
  const RunFunction third_interrupted = [&](const Scenario& scenario, const RunOptions& options) {
    RunResult result = whole(scenario, options);
    result.interrupted = world.ways.size() == 3;
    if (result.interrupted) result.verdict = Verdict::inconclusive;
    return result;
  };
  const auto schedules = try_schedules(planned(), {.run = third_interrupted});
  EXPECT_EQ(schedules.runs, 2U);
  EXPECT_EQ(schedules.inconclusive, 0U);
  EXPECT_FALSE(schedules.all);
  EXPECT_EQ(world.ways.size(), 3U);
}

TEST(Schedules, TheOneThatFailsIsSpelledOut) {
  ThreeForks world;
  const auto schedules = try_schedules(planned(), {.run = world.function("101")});
  ASSERT_TRUE(schedules.failed);
  EXPECT_FALSE(schedules.all);
  // Another seed would draw another way, but for the choices.
  const auto again = world.function("101")(schedules.failed->scenario, {.seed = 12345});
  EXPECT_EQ(again.verdict, Verdict::failed);
}

TEST(Schedules, AnOrderThatIsSpelledOutIsTriedAnew) {
  ThreeForks world;
  Planned spelled = planned();
  spelled.scenario.choices = {{"schedule.ready", 1, 1}, {"l", 1, 7}};
  const auto schedules = try_schedules(spelled, {.run = world.function("111")});
  EXPECT_EQ(schedules.runs, 8U);
  ASSERT_TRUE(schedules.failed);
  EXPECT_EQ(schedules.failed->scenario.choices.size(), 4U);
}

TEST(Schedules, EndWhenThereWereEnough) {
  ThreeForks world;
  const auto schedules = try_schedules(planned(), {.runs_max = 5, .run = world.function()});
  EXPECT_EQ(schedules.runs, 5U);
  EXPECT_FALSE(schedules.all);
  EXPECT_FALSE(schedules.failed);
}

}  // namespace
}  // namespace scenarios
