#include "sim/world/wall_clock.h"

#include <gtest/gtest.h>

#include "sim/world/process.h"
#include "sim/world/testing/at.h"

namespace sim {
namespace {

using namespace std::chrono_literals;
using controller::WallTime;

constexpr WallTime wall(std::chrono::milliseconds since) { return WallTime(since); }

class WallClockTest : public ::testing::Test {
 protected:
  void pass(Duration span) {
    Timer alarm([](Work& /*work*/) {});
    process.arm(alarm, time.now() + span);
    time.run_until(time.now() + span);
  }
  VirtualScheduler time;
  Process process{time, 0, "test"};
  WallClock clock{time, wall(1h)};
};

TEST_F(WallClockTest, RunsWithVirtualTimeInWholeMilliseconds) {
  EXPECT_EQ(clock.now(), wall(1h));
  pass(1500us);
  EXPECT_EQ(clock.now(), wall(1h + 1ms));
}

TEST_F(WallClockTest, JumpsApartFromVirtualTime) {
  pass(10s);
  clock.jump(30min);
  EXPECT_EQ(clock.now(), wall(1h + 30min + 10s));
  EXPECT_EQ(time.now(), at(10s));
  clock.jump(-2h);
  EXPECT_EQ(clock.now(), wall(-30min + 10s));
  pass(1s);
  EXPECT_EQ(clock.now(), wall(-30min + 11s));
}

TEST_F(WallClockTest, KnowsWhenItWillShowATime) {
  EXPECT_EQ(clock.instant_of(wall(1h + 5s)), at(5s));
  clock.jump(3s);
  EXPECT_EQ(clock.instant_of(wall(1h + 5s)), at(2s));
  clock.jump(-60s);
  EXPECT_EQ(clock.instant_of(wall(1h + 5s)), at(62s));
  pass(62s);
  EXPECT_EQ(clock.now(), wall(1h + 5s));
}

}  // namespace
}  // namespace sim
