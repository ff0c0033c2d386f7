#include "scenarios/observe/situations_testing.h"

namespace scenarios {
namespace {

using namespace testing;

class EndSituations : public SituationsTest {};

TEST_F(EndSituations, StopWhileARefreshRuns) {
  boot();
  tape_.at(65s) << list_devices(10) << asks(1, "controller.stop") << asks(2, "cache.stop");
  EXPECT_EQ(count("stop_with_refresh_in_flight"), 1U);
  EXPECT_EQ(count("stop_with_approval_in_flight"), 0U);
}

TEST_F(EndSituations, StopOfTheCacheAloneCounts) {
  boot();
  tape_.at(65s) << list_devices(10) << asks(1, "cache.stop");
  EXPECT_EQ(count("stop_with_refresh_in_flight"), 1U);
}

TEST_F(EndSituations, StopWhileNothingRuns) {
  boot();
  tape_ << asks(1, "approve", Kind::channels, "telegram", "A") << answered(1)
        << asks(2, "gateway.stop") << asks(3, "controller.stop");
  EXPECT_EQ(count("stop_with_refresh_in_flight"), 0U);
  EXPECT_EQ(count("stop_with_approval_in_flight"), 0U);
}

TEST_F(EndSituations, ControllersAreKilledAndStartedAgain) {
  boot();
  tape_ << sim::ControllerEnded{true} << sim::ControllerStarted{} << sim::ControllerEnded{false}
        << sim::ControllerStarted{};
  EXPECT_EQ(count("controller_killed"), 1U);
  EXPECT_EQ(count("controller_restarted"), 2U);
}

TEST_F(EndSituations, FaultsAndJumps) {
  boot();
  tape_ << sim::FaultInjected{"slow", "delay", 10} << sim::WallClockJumped{-5};
  EXPECT_EQ(count("fault_struck"), 1U);
  EXPECT_EQ(count("wall_clock_jumped"), 1U);
}

}  // namespace
}  // namespace scenarios
