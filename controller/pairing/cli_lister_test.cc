#include "controller/pairing/cli_lister.h"

#include <gtest/gtest.h>

#include "controller/base/child_command_runner.h"
#include "controller/base/scope.h"
#include "controller/base/testing/allocation_counter.h"
#include "controller/base/testing/fake_spawner.h"
#include "controller/base/testing/fakes.h"
#include "controller/base/testing/test_scheduler.h"
#include "controller/pairing/pairing_cache.h"

namespace controller::testing {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kList = R"({"requests":[{"code":"ABCD2345","id":"1"}]})";

// Commands that end after 5 s with what the test wants.
class ScriptedRunner final : public CommandRunner {
 public:
  explicit ScriptedRunner(Scheduler& scheduler) : scheduler_(scheduler) {}

  SharedText out = std::make_shared<const std::string>(kList);
  SharedText err = std::make_shared<const std::string>();
  CommandResult next;  // `out` and `err` are put in
  std::vector<std::vector<std::string>> argvs;
  std::size_t running = 0;
  std::size_t running_max = 0;
  bool remember_argv = true;

  Task<CommandResult> run(const SpawnSpec& spec, CancelToken token,
                          Semaphore::Permit /*slot*/) override {
    if (remember_argv) argvs.push_back(spec.argv);
    ++running;
    running_max = std::max(running_max, running);
    auto elapsed = co_await sleep(scheduler_, 5s, token);
    --running;
    CommandResult result = next;
    result.out = out;
    result.err = err;
    if (!elapsed) {
      result.cancelled = true;
      result.exit = ExitStatus{std::nullopt, SIGTERM};
    }
    co_return result;
  }

 private:
  Scheduler& scheduler_;
};

class CliListerTest : public ::testing::Test {
 protected:
  CliListerTest() { runner.next.exit = ExitStatus{0, std::nullopt}; }

  Task<void> list(std::string_view channel) {
    auto result = co_await lister.list_channel(channel, cancel.token());
    listings.push_back(std::move(result));
  }
  Task<void> list_with(CliLister& other) {
    auto result = co_await other.list_channel(channel_, cancel.token());
    listings.push_back(std::move(result));
  }
  Task<void> list_devices() {
    auto result = co_await lister.list_devices(cancel.token());
    device_listings.push_back(std::move(result));
  }
  Task<void> approve() {
    auto result = co_await lister.approve_channel(channel_, code_, cancel.token());
    approvals.push_back(std::move(result));
  }
  Task<void> approve_device_with(CliLister& other) {
    auto result = co_await other.approve_device(id_, cancel.token());
    approvals.push_back(std::move(result));
  }
  CliFailure failure_of_a_list() {
    scope.spawn(list("telegram"));
    scheduler.advance(5min);
    return listings.back().ok() ? CliFailure{255} : listings.back().error().failure;
  }
  Approval approve_once() {
    scope.spawn(approve());
    scheduler.advance(5min);
    return approvals.back();
  }

  TestScheduler scheduler;
  ScriptedRunner runner{scheduler};
  Semaphore slots{scheduler, 2};
  CliLister lister{scheduler, runner, slots, CliConfig()};
  CancelSource cancel;
  std::vector<Listed<ChannelListing>> listings;
  std::vector<Listed<DeviceListing>> device_listings;
  std::vector<Approval> approvals;
  std::string channel_ = "telegram";
  std::string code_ = "ABCD2345";
  std::string id_ = "1";
  Scope scope{scheduler};
};

TEST_F(CliListerTest, ListsAndApprovesWithTheDialectsArguments) {
  scope.spawn(list("telegram"));
  scheduler.advance(10s);
  scope.spawn(approve());
  scheduler.advance(10s);
  EXPECT_EQ(runner.argvs[0], (std::vector<std::string>{"/usr/local/bin/openclaw", "pairing", "list",
                                                       "telegram", "--json"}));
  EXPECT_EQ(runner.argvs[1],
            (std::vector<std::string>{"/usr/local/bin/openclaw", "pairing", "approve", "telegram",
                                      "ABCD2345", "--notify"}));
}

TEST_F(CliListerTest, AtMostTwoCallsRunAndAnApprovalGoesNext) {
  scope.spawn(list("telegram"));
  scope.spawn(list("discord"));
  scope.spawn(list("slack"));
  scope.spawn(list_devices());
  scheduler.advance(1s);
  scope.spawn(approve());
  scheduler.advance(5s);
  EXPECT_EQ(runner.running_max, 2U);
  ASSERT_EQ(runner.argvs.size(), 4U);
  EXPECT_EQ(runner.argvs[2][2], "approve");
  scheduler.advance(1min);
  EXPECT_EQ(runner.argvs.size(), 5U);
}

TEST_F(CliListerTest, TheSameBytesAreTheSameListing) {
  scope.spawn(list("telegram"));
  scheduler.advance(10s);
  runner.out = std::make_shared<const std::string>(kList);
  scope.spawn(list("telegram"));
  scheduler.advance(10s);
  ASSERT_EQ(listings.size(), 2U);
  EXPECT_EQ(listings[0].value(), listings[1].value()) << "the same object";
  EXPECT_EQ(lister.counters().unchanged, 1U);
}

// C5
TEST_F(CliListerTest, EveryWayToFailIsToldApart) {
  runner.out = std::make_shared<const std::string>("no list at all");
  EXPECT_EQ(failure_of_a_list(), CliFailure::unparsable);
  runner.next.exit = ExitStatus{1, std::nullopt};
  EXPECT_EQ(failure_of_a_list(), CliFailure::exit_code);
  runner.next.exit = ExitStatus{std::nullopt, SIGSEGV};
  EXPECT_EQ(failure_of_a_list(), CliFailure::signal);
  runner.next.exit = ExitStatus{0, std::nullopt};
  runner.next.output_capped = true;
  EXPECT_EQ(failure_of_a_list(), CliFailure::capped);
  runner.next.spawn_error = "no such file";
  EXPECT_EQ(failure_of_a_list(), CliFailure::spawn);
}

TEST_F(CliListerTest, ACallThatTakesTooLongTimesOut) {
  CliConfig config;
  config.list_timeout = 3s;
  CliLister hasty(scheduler, runner, slots, config);
  scope.spawn(list_with(hasty));
  scheduler.advance(3s);
  ASSERT_EQ(listings.size(), 1U);
  EXPECT_EQ(listings[0].error().failure, CliFailure::timeout);
}

TEST_F(CliListerTest, AnAnswerAfterTheEndWasAskedForIsNotBelieved) {
  runner.next.cancelled = true;  // SIGTERM was sent, and yet it exited with 0
  EXPECT_EQ(failure_of_a_list(), CliFailure::cancelled);
}

TEST_F(CliListerTest, AnApprovalThatLostTheGatewaysAnswerIsUnknown) {
  runner.next.exit = ExitStatus{1, std::nullopt};
  runner.err = std::make_shared<const std::string>(
      "[openclaw] Failed to start CLI: Error: gateway closed (1006 abnormal closure): no reason\n");
  const Approval approval = approve_once();
  EXPECT_EQ(approval.outcome, Approval::Outcome::unknown);
  EXPECT_EQ(approval.message.find("Approval outcome unknown: [openclaw] Failed"), 0U);
}

TEST_F(CliListerTest, AFailedApprovalTellsNeitherItsArgumentsNorTheToken) {
  CliConfig config;
  config.token = "made-up";
  CliLister other(scheduler, runner, slots, config);
  const auto message = [&](const char* err) {
    runner.next.exit = ExitStatus{1, std::nullopt};
    runner.err = std::make_shared<const std::string>(err);
    scope.spawn(approve_device_with(other));
    scheduler.advance(5min);
    return approvals.back().message;
  };
  EXPECT_EQ(message("no such device: devices approve 1"), "no such device:");
  EXPECT_EQ(message("auth failed: token MADE-up is wrong"), "auth failed: token <token> is wrong");
}

TEST_F(CliListerTest, ApprovalsAreApprovedRefusedOrUnknown) {
  EXPECT_EQ(approve_once().outcome, Approval::Outcome::approved);
  runner.next.exit = ExitStatus{1, std::nullopt};
  runner.err =
      std::make_shared<const std::string>("[openclaw] Failed: No pending pairing request\n   at x");
  const Approval refused = approve_once();
  EXPECT_EQ(refused.outcome, Approval::Outcome::refused);
  EXPECT_EQ(refused.message, "[openclaw] Failed: No pending pairing request");
  runner.next.exit = ExitStatus{std::nullopt, SIGKILL};
  const Approval unknown = approve_once();
  EXPECT_EQ(unknown.outcome, Approval::Outcome::unknown);
  EXPECT_NE(unknown.message.find("unknown"), std::string::npos);
  runner.next.exit.reset();
  EXPECT_EQ(approve_once().outcome, Approval::Outcome::unknown);
  runner.next.spawn_error = "no such file";
  EXPECT_EQ(approve_once().outcome, Approval::Outcome::refused) << "it never ran";
}

TEST_F(CliListerTest, AnApprovalThatExitsOtherwiseAfterOurSignalIsUnknown) {
  runner.next.exit = ExitStatus{143, std::nullopt};
  runner.next.cancelled = true;
  cancel.cancel();
  scope.spawn(approve());
  scheduler.advance(1s);
  EXPECT_EQ(approvals.at(0).outcome, Approval::Outcome::cancelled) << "the cache is stopping";
}

// ---- nothing is allocated in steady state ----

class QuietLog final : public Log {
 public:
  void write_entry(LogLevel /*level*/, std::string_view /*event*/,
                   std::span<const LogField> /*fields*/) override {}
};
class SteadyConfig final : public ConfigSource {
 public:
  bool read(std::string& bytes, std::string& /*error*/) override {
    bytes =
        R"({"channels":{"telegram":{"enabled":true,"botToken":"t"},"slack":{"enabled":true,"botToken":"t"}}})";
    return true;
  }
};

TEST_F(CliListerTest, AnUnchangedRefreshAllocatesNothing) {
  if (!kAllocationsAreCounted) GTEST_SKIP();
  FakeWallClock clock;
  SteadyConfig config;
  QuietLog log;
  PairingCache cache(PairingCache::Seams{scheduler, clock, config, lister, log},
                     PairingCacheConfig());
  runner.remember_argv = false;
  runner.out = std::make_shared<const std::string>(
      R"({"requests":[{"code":"ABCD2345","id":"1"}],"pending":[]})");
  cache.start();
  scheduler.advance(10min);  // pools and buffers have their size by now
  const std::uint64_t refreshes = cache.counters().refreshes_begun[0];
  const std::size_t before = allocations();
  scheduler.advance(24h);
  EXPECT_EQ(allocations(), before);
  EXPECT_GT(cache.counters().refreshes_begun[0], refreshes + 1000);
}

}  // namespace
}  // namespace controller::testing
