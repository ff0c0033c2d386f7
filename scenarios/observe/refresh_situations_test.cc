#include "scenarios/observe/situations_testing.h"

namespace scenarios {
namespace {

using namespace testing;

class RefreshSituations : public SituationsTest {
 protected:
  // A refresh of the channels from `begin`, for a second.
  void channels(Duration begin, int telegram_code, int discord_code) {
    tape_.at(begin) << list_telegram(pid_) << list_discord(pid_ + 1);
    tape_.at(begin + 1s) << exits(list_telegram(pid_), telegram_code)
                         << exits(list_discord(pid_ + 1), discord_code);
    pid_ += 2;
  }
  // Entries expire a minute after the begin of the run.
  static constexpr std::int64_t kExpires = Tape::kWallStart.time_since_epoch().count() + 60'000;
  void hold_entry() {
    tape_ << pending_telegram("ABCD2345", "81", kExpires);
    tape_ << config({"telegram"}) << sim::ControllerStarted{} << list_telegram(2);
    tape_.at(4s) << reads(list_telegram(2), {"ABCD2345"});
    tape_.at(5s) << exits(list_telegram(2)) << shows(Kind::channels, {"telegram/ABCD2345"}, 1);
  }

 private:
  std::int64_t pid_ = 100;
};

TEST_F(RefreshSituations, OneChannelFails) {
  tape_ << config({"telegram", "discord"}) << sim::ControllerStarted{};
  channels(0s, 0, 1);
  EXPECT_EQ(count("channel_failed"), 1U);
  EXPECT_EQ(count("refresh_failed"), 0U);
  EXPECT_EQ(count("all_channels_failed"), 0U);
}

TEST_F(RefreshSituations, NoChannelFails) {
  tape_ << config({"telegram", "discord"}) << sim::ControllerStarted{};
  channels(0s, 0, 0);
  EXPECT_EQ(count("channel_failed"), 0U);
  EXPECT_EQ(count("refresh_failed"), 0U);
  EXPECT_EQ(count("all_channels_failed"), 0U);
}

TEST_F(RefreshSituations, AllChannelsFail) {
  tape_ << config({"telegram", "discord"}) << sim::ControllerStarted{};
  channels(0s, 1, 1);
  EXPECT_EQ(count("channel_failed"), 0U);
  EXPECT_EQ(count("refresh_failed"), 1U);
  EXPECT_EQ(count("all_channels_failed"), 1U);
}

TEST_F(RefreshSituations, TheDevicesFail) {
  boot();
  tape_.at(65s) << list_devices(10) << exits(list_devices(10), 1);
  EXPECT_EQ(count("refresh_failed"), 1U);
  EXPECT_EQ(count("all_channels_failed"), 0U);
}

TEST_F(RefreshSituations, WhatTheStopEndsHasNotFailed) {
  boot();
  tape_.at(65s) << list_devices(10) << asks(1, "cache.stop") << dies(list_devices(10), SIGTERM);
  EXPECT_EQ(count("refresh_failed"), 0U);
}

TEST_F(RefreshSituations, ABackOffIsEnteredOnceAndEnded) {
  tape_ << config({"telegram", "discord"}) << sim::ControllerStarted{};
  channels(0s, 1, 1);
  channels(61s, 1, 1);
  channels(122s, 1, 0);
  channels(183s, 0, 0);
  EXPECT_EQ(count("backoff_entered"), 1U);
  EXPECT_EQ(count("backoff_ended"), 1U);
}

TEST_F(RefreshSituations, ASuccessWithoutBackOffEndsNone) {
  boot();
  EXPECT_EQ(count("backoff_entered"), 0U);
  EXPECT_EQ(count("backoff_ended"), 0U);
}

TEST_F(RefreshSituations, DevicesFailWhileTheGatewayBoots) {
  tape_ << config({}) << sim::ControllerStarted{} << gateway(1) << list_devices(2);
  tape_.at(4s) << exits(list_devices(2), 1);
  EXPECT_EQ(count("device_boot_retry"), 1U);
  EXPECT_EQ(count("backoff_entered"), 0U);
}

TEST_F(RefreshSituations, DevicesThatWereRefusedBeforeTheGatewayListened) {
  tape_ << config({}) << sim::ControllerStarted{} << gateway(1) << list_devices(2);
  auto refused = reads(list_devices(2), {});
  refused.ok = false;
  tape_.at(3s) << refused << sim::GatewayListening{1};
  tape_.at(4s) << exits(list_devices(2), 1);
  EXPECT_EQ(count("device_boot_retry"), 1U);
}

TEST_F(RefreshSituations, DevicesFailThoughTheGatewayListens) {
  tape_ << config({}) << sim::ControllerStarted{} << gateway(1) << list_devices(2);
  tape_.at(3s) << sim::GatewayListening{1};
  tape_.at(4s) << exits(list_devices(2), 1);
  EXPECT_EQ(count("device_boot_retry"), 0U);
}

TEST_F(RefreshSituations, AClientJoinsARefreshOfItsKind) {
  boot();
  tape_.at(65s) << list_telegram(10);
  tape_.at(66s) << asks(1, "refresh", Kind::devices) << asks(2, "refresh", Kind::channels);
  EXPECT_EQ(count("refresh_joined"), 1U);
}

TEST_F(RefreshSituations, AnEndedRefreshIsNotJoined) {
  boot();
  tape_ << asks(1, "refresh");
  EXPECT_EQ(count("refresh_joined"), 0U);
}

TEST_F(RefreshSituations, AChannelWithEntriesIsDisabled) {
  boot({"telegram", "discord"});
  tape_ << shows(Kind::channels, {"telegram/A", "telegram/B"}, 1);
  tape_.at(10s) << config({"telegram"});  // discord has no entry
  tape_.at(15s) << config({"telegram", "discord"});
  tape_.at(20s) << sim::ConfigChanged{false, {}};
  tape_.at(30s) << config({"discord"});
  EXPECT_EQ(count("channel_disabled"), 1U);
}

TEST_F(RefreshSituations, TheLogTellsOfAnUnreadableConfig) {
  boot();
  tape_.at(10s) << sim::Logged{"warning", "pairing.config_unreadable", ""};  // it is not true
  tape_.at(20s) << sim::ConfigChanged{false, {}};
  tape_.at(65s) << sim::Logged{"warning", "pairing.config_unreadable", "reason=x"}
                << sim::Logged{"warning", "pairing.list_failed", ""};
  EXPECT_EQ(count("config_unreadable"), 1U);
}

TEST_F(RefreshSituations, AnEntryExpiresAfterItsLastMillisecond) {
  hold_entry();
  tape_.at(60'001ms) << shows(Kind::channels, {}, 1);
  tape_.at(61s) << shows(Kind::channels, {}, 1);
  EXPECT_EQ(count("entry_expired"), 1U);
}

TEST_F(RefreshSituations, AnEntryThatIsShownTooLongExpiresOnceAllTheSame) {
  hold_entry();
  tape_.at(60'001ms) << shows(Kind::channels, {"telegram/ABCD2345"}, 1);
  tape_.at(61s) << shows(Kind::channels, {"telegram/ABCD2345"}, 1);
  EXPECT_EQ(count("entry_expired"), 1U);
}

TEST_F(RefreshSituations, AnEntryLivesInItsLastMillisecond) {
  hold_entry();
  tape_.at(60s) << shows(Kind::channels, {"telegram/ABCD2345"}, 1);
  EXPECT_EQ(count("entry_expired"), 0U);
}

TEST_F(RefreshSituations, AnEntryMayExpireByAJumpOfTheClock) {
  hold_entry();
  tape_.at(6s) << sim::WallClockJumped{60'000} << shows(Kind::channels, {}, 1);
  EXPECT_EQ(count("entry_expired"), 1U);
  EXPECT_EQ(count("wall_clock_jumped"), 1U);
}

TEST_F(RefreshSituations, AnEntryThatWasGoneBeforeDoesNotExpire) {
  hold_entry();
  tape_.at(50s) << shows(Kind::channels, {}, 2);
  tape_.at(61s) << shows(Kind::channels, {}, 3);
  EXPECT_EQ(count("entry_expired"), 0U);
}

}  // namespace
}  // namespace scenarios
