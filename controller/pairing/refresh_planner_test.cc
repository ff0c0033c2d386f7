#include "controller/pairing/refresh_planner.h"

#include <gtest/gtest.h>

namespace controller {
namespace {

using namespace std::chrono_literals;

constexpr auto kBoth = std::array{true, true};
constexpr auto kChannelsOnly = std::array{true, false};
constexpr auto kDevicesOnly = std::array{false, true};
constexpr auto kNone = std::array{false, false};

Instant at(Duration span) { return Instant(span); }

class RefreshPlannerTest : public ::testing::Test {
 protected:
  // Runs the first refresh of both kinds from 0 to `end`.
  void first_round(Duration end) {
    planner.start(at(0s));
    ASSERT_EQ(due(0s), kBoth);
    planner.ended(Kind::channels, at(end), RefreshOutcome::succeeded);
    planner.ended(Kind::devices, at(end), RefreshOutcome::succeeded);
  }
  std::array<bool, 2> due(Duration now) { return planner.begin_due(at(now)).members; }
  void end(Kind kind, Duration now, RefreshOutcome outcome = RefreshOutcome::succeeded) {
    planner.ended(kind, at(now), outcome);
  }
  Instant next(Duration now) { return planner.next_due(at(now)); }

  RefreshPlanner planner{RefreshTimes{}};
};

TEST_F(RefreshPlannerTest, NothingIsDueBeforeTheStart) {
  planner.trigger(at(0s));
  EXPECT_EQ(due(10s), kNone);
  EXPECT_EQ(next(10s), kNever);
}

// C2
TEST_F(RefreshPlannerTest, ThePeriodCountsFromTheEndOfTheRound) {
  planner.start(at(0s));
  ASSERT_EQ(due(0s), kBoth);
  end(Kind::devices, 4s);
  EXPECT_EQ(next(4s), kNever) << "the round goes on, so no kind's period has begun";
  end(Kind::channels, 10s);
  EXPECT_EQ(next(10s), at(70s));
  EXPECT_EQ(due(70s - 1us), kNone);
  EXPECT_EQ(due(70s), kBoth);
}

// L2
TEST_F(RefreshPlannerTest, TheFirstTriggerOpensAWindowThatDoesNotSlide) {
  first_round(1s);
  planner.trigger(at(20s));
  planner.trigger(at(21900ms));
  EXPECT_EQ(next(21900ms), at(22s));
  EXPECT_EQ(due(22s), kBoth);
}

// L4
TEST_F(RefreshPlannerTest, AReactiveRefreshWaitsForTwiceTheDurationOfTheLastRound) {
  first_round(10s);
  planner.trigger(at(11s));
  EXPECT_EQ(due(13s), kNone);
  EXPECT_EQ(next(13s), at(20s));
  EXPECT_EQ(due(20s), kBoth);
}

// L4
TEST_F(RefreshPlannerTest, AReactiveRefreshWaitsAtLeastTwoSeconds) {
  first_round(100ms);
  planner.trigger(at(0s));
  EXPECT_EQ(due(1900ms), kNone);
  EXPECT_EQ(due(2s), kBoth);
}

// L4
TEST_F(RefreshPlannerTest, TwoSecondsPassAfterAShortRoundToo) {
  first_round(1s);
  planner.trigger(at(20s));
  planner.request(Kind::channels);
  planner.request(Kind::devices);
  ASSERT_EQ(due(21500ms), kBoth);
  end(Kind::channels, 21600ms);
  end(Kind::devices, 21600ms);
  EXPECT_EQ(due(22s), kNone) << "the window has ended, the gap has not";
  EXPECT_EQ(next(22s), at(23500ms));
  EXPECT_EQ(due(23500ms), kBoth);
}

// C12
TEST_F(RefreshPlannerTest, ASuccessBeginsTheBackOffAnew) {
  first_round(1s);
  for (const Duration now : {10s, 20s, 30s}) {  // the third would back off for 120 s
    planner.request(Kind::channels);
    ASSERT_EQ(due(now), kChannelsOnly);
    end(Kind::channels, now, RefreshOutcome::failed);
  }
  planner.request(Kind::channels);
  ASSERT_EQ(due(40s), kChannelsOnly);
  end(Kind::channels, 40s);
  planner.request(Kind::channels);
  ASSERT_EQ(due(41s), kChannelsOnly);
  end(Kind::channels, 41s, RefreshOutcome::failed);
  planner.trigger(at(42s));
  ASSERT_EQ(due(44s), kDevicesOnly);
  end(Kind::devices, 44s);
  EXPECT_EQ(due(71s - 1us), kNone);
  EXPECT_EQ(due(71s), kChannelsOnly);
}

// L3
TEST_F(RefreshPlannerTest, ATriggerDuringARefreshIsServedByOneThatBeginsLater) {
  planner.start(at(0s));
  ASSERT_EQ(due(0s), kBoth);
  planner.trigger(at(3s));
  EXPECT_EQ(due(5s), kNone) << "one refresh of a kind at a time";
  end(Kind::channels, 6s);
  end(Kind::devices, 6s);
  EXPECT_EQ(next(6s), at(12s));
  EXPECT_EQ(due(12s), kBoth);
  end(Kind::channels, 13s);
  end(Kind::devices, 13s);
  EXPECT_EQ(next(13s), at(73s)) << "the trigger is used up";
}

// L2
TEST_F(RefreshPlannerTest, ATriggerWhileAReactiveRefreshWaitsIsAbsorbed) {
  first_round(10s);
  planner.trigger(at(11s));
  ASSERT_EQ(due(13s), kNone);
  planner.trigger(at(19s));
  ASSERT_EQ(due(20s), kBoth);
  end(Kind::channels, 21s);
  end(Kind::devices, 21s);
  EXPECT_EQ(next(21s), at(81s));
}

TEST_F(RefreshPlannerTest, KindsOfOneTriggerBeginTogetherWhenTheLaterGateOpens) {
  first_round(10s);
  planner.request(Kind::devices);
  ASSERT_EQ(due(30s), kDevicesOnly);
  end(Kind::devices, 40s);
  planner.trigger(at(41s));
  EXPECT_EQ(due(43s), kNone) << "the channels alone could begin: their gate opened at 20 s";
  EXPECT_EQ(next(43s), at(50s));
  EXPECT_EQ(due(50s), kBoth);
}

TEST_F(RefreshPlannerTest, AKindWaitsForTheOtherOneNoLongerThanTwiceTheLastRound) {
  first_round(10s);
  planner.request(Kind::devices);
  ASSERT_EQ(due(30s), kDevicesOnly);
  planner.trigger(at(31s));
  EXPECT_EQ(due(33s), kNone) << "the devices may end any moment, and both begin together then";
  EXPECT_EQ(next(33s), at(53s));
  EXPECT_EQ(due(53s), kChannelsOnly);
}

// C4
TEST_F(RefreshPlannerTest, ARequestBeginsAtOnceAndQueuesBehindOneInFlight) {
  first_round(1s);
  planner.request(Kind::channels);
  EXPECT_EQ(next(2s), at(2s));
  ASSERT_EQ(due(2s), kChannelsOnly);
  planner.request(Kind::channels);
  planner.request(Kind::channels);
  EXPECT_EQ(due(3s), kNone);
  end(Kind::channels, 4s);
  EXPECT_EQ(due(4s), kChannelsOnly);
  end(Kind::channels, 5s);
  EXPECT_EQ(due(5s), kNone) << "two requests were one refresh";
}

// C12
TEST_F(RefreshPlannerTest, FailuresBackOffPerKindAndDoubleUpToTheLimit) {
  first_round(1s);
  Duration now = 61s;
  for (const Duration wait : {60s, 60s, 120s, 240s, 300s, 300s}) {
    ASSERT_TRUE(planner.begin_due(at(now)).contains(Kind::channels)) << now.count();
    if (planner.in_flight(Kind::devices)) end(Kind::devices, now);
    end(Kind::channels, now, RefreshOutcome::failed);
    // The back-off of 30 s ends before the period does: it only ever delays.
    now += wait;
    EXPECT_FALSE(planner.begin_due(at(now - 1us)).contains(Kind::channels)) << now.count();
    if (planner.in_flight(Kind::devices)) end(Kind::devices, now - 1us);
  }
  ASSERT_TRUE(planner.begin_due(at(now)).contains(Kind::channels));
  if (planner.in_flight(Kind::devices)) end(Kind::devices, now);
  end(Kind::channels, now, RefreshOutcome::succeeded);
  EXPECT_LE(next(now), at(now + 60s)) << "a success ends the back-off";
}

// C12
TEST_F(RefreshPlannerTest, ATriggerDuringBackOffIsServedWhenItEnds) {
  first_round(1s);
  planner.request(Kind::channels);
  ASSERT_EQ(due(10s), kChannelsOnly);
  end(Kind::channels, 11s, RefreshOutcome::failed);  // back-off until 41 s
  planner.trigger(at(12s));
  EXPECT_EQ(due(14s), kDevicesOnly) << "the devices do not wait for the channels' back-off";
  end(Kind::devices, 15s);
  EXPECT_EQ(next(15s), at(41s));
  EXPECT_EQ(due(41s), kChannelsOnly);
}

// C12
TEST_F(RefreshPlannerTest, ARequestIgnoresTheBackOff) {
  first_round(1s);
  planner.request(Kind::channels);
  ASSERT_EQ(due(10s), kChannelsOnly);
  end(Kind::channels, 11s, RefreshOutcome::failed);
  planner.request(Kind::channels);
  EXPECT_EQ(due(12s), kChannelsOnly);
}

// C1
TEST_F(RefreshPlannerTest, DevicesAreRetriedEveryFiveSecondsWhileTheGatewayBoots) {
  planner.start(at(0s));
  ASSERT_EQ(due(0s), kBoth);
  end(Kind::devices, 5s, RefreshOutcome::failed);
  EXPECT_EQ(next(5s), at(10s)) << "whether the channels are done or not";
  ASSERT_EQ(due(10s), kDevicesOnly);
  end(Kind::channels, 11s);
  end(Kind::devices, 12s, RefreshOutcome::failed);
  EXPECT_EQ(due(17s), kDevicesOnly);
  end(Kind::devices, 20s);
  EXPECT_EQ(next(20s), at(71s)) << "the channels' period, as usual";
}

// C1
TEST_F(RefreshPlannerTest, OnlyTheDevicesMayFailAtBoot) {
  planner.start(at(0s));
  ASSERT_EQ(due(0s), kBoth);
  end(Kind::channels, 5s, RefreshOutcome::failed);
  end(Kind::devices, 5s);
  EXPECT_EQ(next(5s), at(65s));
}

// C1
TEST_F(RefreshPlannerTest, AGatewayThatNeverComesUpStopsTheBootRetries) {
  planner.start(at(0s));
  ASSERT_EQ(due(0s), kBoth);
  end(Kind::channels, 1s);
  end(Kind::devices, 5min - 1us, RefreshOutcome::failed);
  ASSERT_EQ(due(5min + 5s), kDevicesOnly);
  end(Kind::devices, 5min + 6s, RefreshOutcome::failed);
  EXPECT_EQ(due(5min + 11s), kNone) << "from now on failures back off";
  ASSERT_EQ(due(6min), kChannelsOnly);
  end(Kind::channels, 6min);
  EXPECT_EQ(due(6min + 6s), kDevicesOnly);
}

// C1
TEST_F(RefreshPlannerTest, AFailureAfterTheFirstSuccessIsNoBootFailure) {
  first_round(1s);
  ASSERT_EQ(due(61s), kBoth);
  end(Kind::channels, 62s);
  end(Kind::devices, 62s, RefreshOutcome::failed);
  EXPECT_EQ(next(62s), at(122s));
}

// C8
TEST_F(RefreshPlannerTest, ASkippedRefreshCostsNoBackOff) {
  first_round(1s);
  planner.request(Kind::channels);
  ASSERT_EQ(due(10s), kChannelsOnly);
  end(Kind::channels, 10s, RefreshOutcome::skipped);
  planner.trigger(at(12s));
  EXPECT_EQ(due(14s), kBoth);
}

}  // namespace
}  // namespace controller
