#include "controller/pairing/pairing_cache.h"

#include <gtest/gtest.h>

#include "controller/base/testing/fakes.h"
#include "controller/base/testing/test_scheduler.h"
#include "controller/pairing/testing/fake_lister.h"

namespace controller::testing {
namespace {

using namespace std::chrono_literals;

constexpr const char* kId = "abcdef01-0000-4000-8000-000000000001";

class FakeConfig final : public ConfigSource {
 public:
  bool readable = true;
  std::string text = R"({"channels":{"telegram":{"enabled":true,"botToken":"t"}}})";
  bool read(std::string& bytes, std::string& error) override {
    bytes = text;
    error = "no such file";
    return readable;
  }
};

class PairingCacheTest : public ::testing::Test {
 protected:
  PairingCacheTest() {
    clock.time = WallTime(1'795'348'800'000ms);
    lister.codes["telegram"] = {"ABCD2345"};
    lister.devices = {kId};
  }

  std::vector<std::string> codes() const {
    std::vector<std::string> shown;
    for (const ChannelRequest* request : cache.channels().requests) shown.push_back(request->code);
    return shown;
  }

  // Answers arrive in `replies` in the order in which they come.
  Task<void> ask(Kind kind) {
    auto reply = co_await cache.refresh(kind);
    refreshed.push_back(reply);
  }
  Task<void> approve(std::string code) {
    std::string channel = "telegram";
    auto reply = co_await cache.approve_channel(std::move(channel), std::move(code));
    approved.push_back(reply);
  }
  Task<void> wait_stopped() {
    co_await cache.stopped();
    all_stopped = true;
  }
  void start_and_settle() {
    cache.start();
    scheduler.advance(10s);
  }

  TestScheduler scheduler;
  FakeWallClock clock;
  FakeConfig config;
  MemoryLog log;
  FakeLister lister{scheduler};
  PairingCache cache{PairingCache::Seams{scheduler, clock, config, lister, log},
                     PairingCacheConfig()};
  std::vector<RefreshReply> refreshed;
  std::vector<ApproveReply> approved;
  bool all_stopped = false;
  Scope client{scheduler};
};

// C1
TEST_F(PairingCacheTest, TheFirstRefreshBeginsAtOnceAndStartingTwiceIsStartingOnce) {
  cache.start();
  cache.start();
  scheduler.run_ready();
  EXPECT_EQ(lister.calls.size(), 2U);
  EXPECT_TRUE(codes().empty());
  scheduler.advance(4s);
  EXPECT_EQ(codes(), std::vector<std::string>{"ABCD2345"});
  EXPECT_EQ(cache.channels().last_updated, clock.time);
}

// C4
TEST_F(PairingCacheTest, AClientOfARefreshGetsOneThatBeganAfterItsCall) {
  cache.start();
  scheduler.advance(1s);
  client.spawn(ask(Kind::channels));
  client.spawn(ask(Kind::channels));
  scheduler.advance(3s);
  EXPECT_TRUE(refreshed.empty()) << "the refresh in flight began before the call";
  scheduler.advance(4s);
  EXPECT_EQ(refreshed, (std::vector{RefreshReply::refreshed, RefreshReply::refreshed}));
  EXPECT_EQ(lister.count("telegram"), 2U);
}

// C8
TEST_F(PairingCacheTest, AFailedRefreshIsToldAndChangesNothing) {
  start_and_settle();
  const auto before = cache.channels().last_updated;
  lister.fails["telegram"] = true;
  clock.time += 1s;
  client.spawn(ask(Kind::channels));
  scheduler.advance(4s);
  EXPECT_EQ(refreshed, std::vector{RefreshReply::failed});
  EXPECT_EQ(codes(), std::vector<std::string>{"ABCD2345"});
  EXPECT_EQ(cache.channels().last_updated, before);
}

// C8
TEST_F(PairingCacheTest, AnUnreadableConfigMakesNoCallAndIsLoggedOnce) {
  start_and_settle();
  config.readable = false;
  const std::size_t before = lister.count("telegram");
  scheduler.advance(3min);
  EXPECT_EQ(lister.count("telegram"), before);
  EXPECT_GT(lister.count("devices"), 2U);
  EXPECT_EQ(codes(), std::vector<std::string>{"ABCD2345"});
  EXPECT_EQ(log.count("pairing.config_unreadable"), 1U);
  EXPECT_TRUE(cache.counters().config_unreadable_since);
  config.readable = true;
  scheduler.advance(1min);
  EXPECT_GT(lister.count("telegram"), before);
  EXPECT_FALSE(cache.counters().config_unreadable_since);
}

// C8
TEST_F(PairingCacheTest, AnUnreadableConfigCausesNoBackOff) {
  start_and_settle();
  config.readable = false;
  scheduler.advance(20min);
  config.readable = true;
  const std::size_t before = lister.count("telegram");
  scheduler.advance(1min + 4s);
  EXPECT_GT(lister.count("telegram"), before);
}

// C8
TEST_F(PairingCacheTest, OneChannelThatFailsKeepsNoOtherFromItsUpdate) {
  config.text =
      R"({"channels":{"telegram":{"enabled":1,"botToken":"t"},"discord":{"enabled":1,"token":"t"}}})";
  lister.fails["discord"] = true;
  start_and_settle();
  EXPECT_EQ(codes(), std::vector<std::string>{"ABCD2345"});
  EXPECT_TRUE(cache.channels().last_updated);
}

// C8
TEST_F(PairingCacheTest, AChannelThatIsSwitchedOffIsGoneWhenTheNextRefreshBegins) {
  start_and_settle();
  config.text = R"({"channels":{}})";
  lister.fails["devices"] = true;
  client.spawn(ask(Kind::channels));
  scheduler.run_ready();
  EXPECT_TRUE(codes().empty());
  EXPECT_EQ(refreshed, std::vector{RefreshReply::refreshed}) << "nothing enabled is a success";
}

// C15
TEST_F(PairingCacheTest, AReaderSeesAllChannelsOfARefreshAtOneInstant) {
  config.text =
      R"({"channels":{"telegram":{"enabled":1,"botToken":"t"},"discord":{"enabled":1,"token":"t"}}})";
  lister.codes["discord"] = {"DISC2345"};
  cache.start();
  scheduler.advance(4s - 1us);
  EXPECT_TRUE(codes().empty());
  scheduler.advance(1us);
  EXPECT_EQ(codes(), (std::vector<std::string>{"ABCD2345", "DISC2345"}));
}

// C10
TEST_F(PairingCacheTest, AnApprovedRequestVanishesAtOnceAndARefreshFollows) {
  start_and_settle();
  client.spawn(approve("abcd2345"));
  scheduler.advance(4s);
  ASSERT_EQ(approved.size(), 1U);
  EXPECT_EQ(approved[0].status, ApproveReply::Status::approved);
  EXPECT_EQ(approved[0].message, "Pairing approved");
  EXPECT_TRUE(codes().empty());
  EXPECT_EQ(lister.count("telegram"), 2U);
}

TEST_F(PairingCacheTest, TheSameApprovalInEitherCaseIsJoined) {
  start_and_settle();
  client.spawn(approve("ABCD2345"));
  client.spawn(approve("abcd2345"));
  scheduler.advance(4s);
  EXPECT_EQ(approved.size(), 2U);
  EXPECT_EQ(lister.count("approve telegram ABCD2345") + lister.count("approve telegram abcd2345"),
            1U);
  EXPECT_EQ(cache.counters().approvals_joined, 1U);
}

// C10
TEST_F(PairingCacheTest, AnUnknownOutcomeIsToldFollowedByARefreshAndHidesNothing) {
  start_and_settle();
  lister.approval = Approval{Approval::Outcome::unknown, "Approval outcome unknown: timed out"};
  client.spawn(approve("ABCD2345"));
  scheduler.advance(4s);
  ASSERT_EQ(approved.size(), 1U);
  EXPECT_EQ(approved[0].status, ApproveReply::Status::unknown);
  EXPECT_EQ(codes(), std::vector<std::string>{"ABCD2345"});
  EXPECT_EQ(lister.count("telegram"), 2U);
  EXPECT_EQ(lister.count("approve telegram ABCD2345"), 1U) << "not retried blindly";
}

// C10
TEST_F(PairingCacheTest, ARefusedApprovalIsFollowedByNoRefresh) {
  start_and_settle();
  lister.approval = Approval{Approval::Outcome::refused, "No pending pairing request found"};
  client.spawn(approve("ABCD2345"));
  scheduler.advance(5s);
  EXPECT_EQ(approved.at(0).status, ApproveReply::Status::failed);
  EXPECT_EQ(lister.count("telegram"), 1U);
}

TEST_F(PairingCacheTest, ValuesThatNoRequestCanHaveNeverReachTheCommandLine) {
  start_and_settle();
  const std::size_t before = lister.calls.size();
  client.spawn(approve("--help"));
  client.spawn(approve(""));
  scheduler.run_ready();
  ASSERT_EQ(approved.size(), 2U);
  EXPECT_EQ(approved[0].status, ApproveReply::Status::invalid);
  EXPECT_EQ(approved[0].message, "Invalid pairing code");
  EXPECT_EQ(lister.calls.size(), before);
}

// C13
TEST_F(PairingCacheTest, StopAnswersEverybodyAtOnceAndStartsNothingMore) {
  start_and_settle();
  client.spawn(ask(Kind::channels));
  client.spawn(ask(Kind::devices));
  client.spawn(approve("ABCD2345"));
  scheduler.advance(1s);
  lister.codes["telegram"] = {};
  const std::size_t before = lister.calls.size();
  cache.stop();
  client.spawn(wait_stopped());
  scheduler.run_ready();
  EXPECT_EQ(refreshed, (std::vector{RefreshReply::shutting_down, RefreshReply::shutting_down}));
  ASSERT_EQ(approved.size(), 1U);
  EXPECT_EQ(approved[0].message, "Cache is shutting down");
  EXPECT_TRUE(all_stopped);
  cache.on_log_line("pairing required");
  client.spawn(approve("ABCD2345"));
  client.spawn(ask(Kind::channels));
  scheduler.advance(10min);
  EXPECT_EQ(lister.calls.size(), before);
  EXPECT_EQ(codes(), std::vector<std::string>{"ABCD2345"}) << "what arrives later is not committed";
  EXPECT_EQ(approved.size(), 2U);
  EXPECT_EQ(refreshed.size(), 3U);
}

TEST_F(PairingCacheTest, ACrashDropsEverythingAndActsOnNothing) {
  auto doomed = std::make_unique<PairingCache>(
      PairingCache::Seams{scheduler, clock, config, lister, log}, PairingCacheConfig());
  doomed->start();
  scheduler.advance(1s);
  doomed.reset();
  scheduler.advance(10min);
  EXPECT_EQ(lister.calls.size(), 2U);
  EXPECT_TRUE(scheduler.idle());
}

// L1
TEST_F(PairingCacheTest, ALineWithoutAKeywordTriggersNothing) {
  start_and_settle();
  cache.on_log_line("nothing of interest");
  EXPECT_EQ(cache.counters().triggers, 0U);
  cache.on_log_line("[gateway] Device PAIRING auto-approved");
  EXPECT_EQ(cache.counters().triggers, 1U);
  scheduler.advance(2s);
  EXPECT_EQ(lister.count("telegram"), 2U);
}

}  // namespace
}  // namespace controller::testing
