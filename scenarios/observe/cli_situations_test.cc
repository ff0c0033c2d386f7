#include "scenarios/observe/situations_testing.h"

namespace scenarios {
namespace {

using namespace testing;

class CliSituations : public SituationsTest {};

TEST_F(CliSituations, FailedByCodeOrBySignal) {
  boot();
  tape_.at(65s) << list_telegram(10) << list_devices(11);
  tape_.at(66s) << exits(list_telegram(10), 1) << dies(list_devices(11), SIGSEGV);
  EXPECT_EQ(count("cli_failed"), 2U);
}

TEST_F(CliSituations, AGatewayIsNoCliCall) {
  boot();
  tape_ << exits(gateway(1), 1);
  EXPECT_EQ(count("cli_failed"), 0U);
}

TEST_F(CliSituations, SignalledWhenItsTimeIsUp) {
  boot();
  tape_.at(65s) << list_telegram(10) << approve_telegram(11, "A");
  tape_.at(155s) << sim::ChildSignalled{10, SIGTERM} << dies(list_telegram(10), SIGTERM);
  tape_.at(245s) << sim::ChildSignalled{11, SIGTERM};
  tape_.at(247s) << sim::ChildSignalled{11, SIGKILL};
  EXPECT_EQ(count("cli_timeout"), 2U);
  EXPECT_EQ(count("cli_killed"), 1U);
}

TEST_F(CliSituations, SignalledBeforeIsNoTimeOut) {
  boot();
  tape_.at(65s) << list_telegram(10) << approve_telegram(11, "A");
  tape_.at(154'999ms) << sim::ChildSignalled{10, SIGTERM};
  tape_.at(244'999ms) << sim::ChildSignalled{11, SIGTERM};
  EXPECT_EQ(count("cli_timeout"), 0U);
}

TEST_F(CliSituations, StoppedOrOrphanedIsNoTimeOut) {
  boot();
  tape_.at(65s) << list_telegram(10) << list_devices(11);
  tape_.at(165s) << asks(1, "cache.stop") << sim::ChildSignalled{10, SIGTERM}
                 << sim::ControllerEnded{true} << sim::ChildSignalled{11, SIGKILL};
  EXPECT_EQ(count("cli_timeout"), 0U);
  EXPECT_EQ(count("cli_killed"), 0U);
}

TEST_F(CliSituations, SpawnFailed) {
  boot();
  tape_.at(65s) << sim::SpawnFailed{sim::ChildRole::cli, sim::CliPurpose::list_devices};
  EXPECT_EQ(count("cli_spawn_failed"), 1U);
  EXPECT_EQ(count("gateway_spawn_failed"), 0U);
}

TEST_F(CliSituations, ACallThatTakesThePlaceOfTheOtherKindWaited) {
  tape_ << config({"telegram", "discord"}) << sim::ControllerStarted{} << list_telegram(2)
        << list_discord(3);
  tape_.at(5s) << exits(list_telegram(2)) << list_devices(4);
  EXPECT_EQ(count("cli_queued"), 1U);
}

TEST_F(CliSituations, ACallOfARoundUnderWayWaited) {
  tape_ << config({"telegram", "discord"}) << sim::ControllerStarted{} << list_telegram(2)
        << list_devices(3);
  tape_.at(5s) << exits(list_devices(3)) << list_discord(4);
  EXPECT_EQ(count("cli_queued"), 1U);
}

TEST_F(CliSituations, ACallThatFollowsAnotherOfItsRoundWaited) {
  tape_ << config({"telegram", "discord", "slack"}) << sim::ControllerStarted{} << list_telegram(2)
        << list_discord(3);
  tape_.at(5s) << exits(list_telegram(2)) << spawn(4, sim::CliPurpose::list_channel, "slack");
  EXPECT_EQ(count("cli_queued"), 1U);
}

TEST_F(CliSituations, ARefreshThatFollowsOneOfItsKindDidNotWaitForAPlace) {
  tape_ << config({"telegram"}) << sim::ControllerStarted{} << list_telegram(2) << list_devices(3);
  tape_.at(4s) << asks(1, "refresh");
  tape_.at(5s) << exits(list_telegram(2)) << list_telegram(4);
  EXPECT_EQ(count("cli_queued"), 0U);
}

TEST_F(CliSituations, AnApprovalWaitedSinceItWasAskedFor) {
  tape_ << config({"telegram"}) << sim::ControllerStarted{} << list_telegram(2) << list_devices(3);
  tape_.at(4s) << asks(1, "approve", Kind::channels, "telegram", "abcd2345");
  tape_.at(5s) << exits(list_telegram(2)) << approve_telegram(4, "ABCD2345");
  EXPECT_EQ(count("cli_queued"), 1U);
}

TEST_F(CliSituations, WithAFreePlaceNothingWaits) {
  boot();
  tape_.at(65s) << list_telegram(10);
  tape_.at(66s) << exits(list_telegram(10)) << list_devices(11);
  EXPECT_EQ(count("cli_queued"), 0U);
}

TEST_F(CliSituations, MoreThanTheCapOnEitherStream) {
  boot();
  tape_.at(65s) << list_telegram(10) << list_devices(11);
  auto all_kept = exits(list_telegram(10));
  all_kept.out_bytes = 1024 * 1024;
  auto capped = exits(list_devices(11));
  capped.err_bytes = 1024 * 1024 + 1;
  capped.answered = false;
  tape_.at(66s) << all_kept << capped;
  EXPECT_EQ(count("output_capped"), 1U);
  EXPECT_EQ(count("output_unparsable"), 0U);
}

TEST_F(CliSituations, AListThatExitsWellWithoutAnAnswerIsUnparsable) {
  boot();
  tape_.at(65s) << list_telegram(10) << list_devices(11);
  auto empty = exits(list_telegram(10));
  empty.answered = false;
  tape_.at(66s) << empty << exits(list_devices(11), 1);
  tape_.at(70s) << approve_telegram(12, "A") << exits(approve_telegram(12, "A"));
  EXPECT_EQ(count("output_unparsable"), 1U);
}

TEST_F(CliSituations, EntriesThatCannotBeUsed) {
  boot();
  tape_.at(65s) << list_telegram(10) << list_devices(11);
  auto telegram = reads(list_telegram(10), {"ABCD2345"});
  telegram.dropped = 2;
  auto devices = reads(list_devices(11), {});
  devices.duplicates = 1;
  tape_.at(66s) << telegram << devices;
  tape_.at(67s) << exits(list_telegram(10)) << exits(list_devices(11), 1);  // it was not read
  EXPECT_EQ(count("entry_dropped"), 2U);
  EXPECT_EQ(count("duplicate_dropped"), 0U);
}

}  // namespace
}  // namespace scenarios
