#include "scenarios/observe/metrics.h"

#include <gtest/gtest.h>

#include <csignal>

#include "scenarios/format/metrics.h"
#include "scenarios/observe/testing.h"

namespace scenarios {
namespace {

using namespace testing;

class MetricsTest : public ::testing::Test {
 protected:
  std::int64_t value(const std::string& name, Duration end = 100s) {
    return values(Instant(end)).at(name);
  }
  // The run ends with the first call.
  const std::map<std::string, std::int64_t>& values(Instant end) {
    if (values_.empty()) {
      run_.finish(end);
      values_ = watch_.values(end);
    }
    return values_;
  }

  seen::Narrator run_{Terms{}};
  MetricsWatch watch_{Terms{}, run_};
  Tape tape_{run_};

 private:
  std::map<std::string, std::int64_t> values_;
};

TEST_F(MetricsTest, HasEveryMetricOfTheFormatAndNoOther) {
  const auto values = this->values(Instant(1s));
  EXPECT_EQ(values.size(), kMetrics.size());
  for (const MetricName& metric : kMetrics) {
    ASSERT_TRUE(values.contains(std::string(metric.name))) << metric.name;
    EXPECT_EQ(values.at(std::string(metric.name)), 0) << metric.name;
  }
}

TEST_F(MetricsTest, CountsCallsByTheirPurpose) {
  tape_ << sim::ControllerStarted{} << gateway(1) << list_telegram(2) << list_discord(3)
        << list_devices(4) << approve_telegram(5, "ABCD2345")
        << spawn(6, sim::CliPurpose::approve_device) << spawn(7, sim::CliPurpose::version)
        << spawn(8, sim::CliPurpose::other);
  EXPECT_EQ(value("cli_calls"), 7);
  EXPECT_EQ(value("cli_calls.list_channel"), 2);
  EXPECT_EQ(value("cli_calls.list_devices"), 1);
  EXPECT_EQ(value("cli_calls.approve_channel"), 1);
  EXPECT_EQ(value("cli_calls.approve_device"), 1);
  EXPECT_EQ(value("cli_calls.version"), 1);
}

TEST_F(MetricsTest, FailuresAreOtherCodesAndSignalsOfCliCalls) {
  tape_ << sim::ControllerStarted{} << gateway(1) << list_telegram(2) << list_devices(3)
        << approve_telegram(4, "A");
  tape_ << exits(list_telegram(2)) << exits(list_devices(3), 1)
        << dies(approve_telegram(4, "A"), SIGSEGV) << exits(gateway(1), 1);
  EXPECT_EQ(value("cli_failures"), 2);
}

TEST_F(MetricsTest, MemoryIsThatOfAllCallsAtOnce) {
  const auto ends = [](const sim::ChildSpawned& call, std::int64_t mb) {
    sim::ChildExited exited = exits(call);
    exited.max_rss_kb = mb * 1024;
    return exited;
  };
  tape_ << sim::ControllerStarted{} << gateway(1) << list_telegram(2);
  tape_.at(1s) << list_devices(3);
  tape_.at(2s) << ends(list_telegram(2), 400) << list_discord(4);
  tape_.at(3s) << ends(list_devices(3), 300) << ends(list_discord(4), 450);
  tape_.at(9s) << list_telegram(5);
  tape_.at(10s) << ends(list_telegram(5), 740) << list_devices(6);
  EXPECT_EQ(value("cli_memory_max_mb"), 750);
}

TEST_F(MetricsTest, AKilledCallCountsOnce) {
  tape_ << sim::ControllerStarted{} << gateway(1) << list_telegram(2) << list_devices(3);
  tape_ << sim::ChildSignalled{2, SIGTERM} << sim::ChildSignalled{2, SIGKILL}
        << sim::ChildSignalled{2, SIGKILL} << sim::ChildSignalled{3, SIGTERM}
        << sim::ChildSignalled{1, SIGKILL};
  EXPECT_EQ(value("cli_killed"), 1);
}

TEST_F(MetricsTest, ACallThatFollowsAnotherDoesNotRunAtTheSameTime) {
  tape_ << sim::ControllerStarted{} << gateway(1) << list_telegram(2) << list_devices(3);
  tape_.at(5s) << exits(list_telegram(2)) << list_discord(4);
  tape_.at(6s) << exits(list_devices(3)) << exits(list_discord(4));
  tape_.at(7s) << list_telegram(5);
  EXPECT_EQ(value("cli_concurrent_max"), 2);
}

TEST_F(MetricsTest, BusyIsTheShareOfTheRunWithACallRoundedDown) {
  tape_ << sim::ControllerStarted{};
  tape_.at(10s) << list_telegram(2);
  tape_.at(14s) << list_devices(3);
  tape_.at(15s) << exits(list_telegram(2));
  tape_.at(20s) << exits(list_devices(3));
  tape_.at(90s) << list_telegram(4);  // still running at the end
  EXPECT_EQ(value("cli_busy_percent", 99'999ms), 19);
}

TEST_F(MetricsTest, ARunOfNoLengthIsNotBusy) {
  tape_ << list_telegram(2);
  EXPECT_EQ(value("cli_busy_percent", 0s), 0);
}

TEST_F(MetricsTest, CallsOfOneRoundAreOneRefresh) {
  tape_ << config({"telegram", "discord"}) << sim::ControllerStarted{} << list_telegram(2)
        << list_discord(3);
  tape_.at(5s) << exits(list_telegram(2)) << list_devices(4) << exits(list_discord(3));
  tape_.at(9s) << exits(list_devices(4));
  tape_.at(69s) << list_telegram(5) << list_discord(6);
  EXPECT_EQ(value("refreshes.channels"), 2);
  EXPECT_EQ(value("refreshes.devices"), 1);
  EXPECT_EQ(value("reactive_refreshes"), 0);
}

TEST_F(MetricsTest, ARefreshAfterADebounceWindowIsReactive) {
  tape_ << config({"telegram"}) << sim::ControllerStarted{} << gateway(1) << list_telegram(2)
        << list_devices(3);
  tape_.at(5s) << exits(list_telegram(2)) << exits(list_devices(3));
  tape_.at(20s) << wrote(1, "new pairing request\n");
  tape_.at(22s) << list_telegram(4) << list_devices(5);
  EXPECT_EQ(value("reactive_refreshes"), 2);
}

TEST_F(MetricsTest, ARefreshThatAClientWantedIsNotReactive) {
  tape_ << config({"telegram"}) << sim::ControllerStarted{} << gateway(1) << list_telegram(2)
        << list_devices(3);
  tape_.at(5s) << exits(list_telegram(2)) << exits(list_devices(3));
  tape_.at(20s) << asks(1, "refresh") << list_telegram(4);
  EXPECT_EQ(value("reactive_refreshes"), 0);
}

TEST_F(MetricsTest, GatewayRestartsAreTheStartsThatNobodyAskedFor) {
  tape_ << sim::ControllerStarted{} << gateway(1);
  tape_.at(10s) << dies(gateway(1), SIGSEGV);
  tape_.at(11s) << gateway(2);  // by itself
  tape_.at(20s) << asks(1, "gateway.restart") << exits(gateway(2)) << gateway(3) << answered(1);
  tape_.at(30s) << asks(2, "gateway.start") << answered(2, 409);
  tape_.at(40s) << exits(gateway(3)) << gateway(4);  // by itself: the wish was refused
  EXPECT_EQ(value("gateway_spawns"), 4);
  EXPECT_EQ(value("gateway_restarts"), 2);
}

TEST_F(MetricsTest, AStartIsAskedForThoughItsClientHasLeft) {
  tape_ << sim::ControllerStarted{} << gateway(1);
  tape_.at(20s) << asks(1, "gateway.restart") << answered(1, 0);
  tape_.at(21s) << exits(gateway(1)) << gateway(2);
  EXPECT_EQ(value("gateway_restarts"), 0);
}

TEST_F(MetricsTest, AStartAfterAFailedSpawnIsARestart) {
  tape_ << sim::ControllerStarted{}
        << sim::SpawnFailed{sim::ChildRole::gateway, sim::CliPurpose::none};
  tape_.at(1s) << gateway(1);
  EXPECT_EQ(value("gateway_spawns"), 1);
  EXPECT_EQ(value("gateway_restarts"), 1);
}

TEST_F(MetricsTest, CountsLinesAtTheHookAndBytesOfTheGateway) {
  tape_ << sim::ControllerStarted{} << gateway(1) << wrote(1, "12345") << wrote(1, "\n")
        << sim::LineDelivered{false, "12345", false} << sim::LineDelivered{true, "long", true}
        << sim::FaultInjected{"hook_throw", "hook.throw", 0};
  EXPECT_EQ(value("log_lines"), 3);  // the hook threw at one
  EXPECT_EQ(value("cut_lines"), 1);
  EXPECT_EQ(value("log_bytes"), 6);
}

TEST_F(MetricsTest, EntriesCountWhenTheirListIsAnswered) {
  tape_ << sim::ControllerStarted{} << list_telegram(2) << list_devices(3);
  auto telegram = reads(list_telegram(2), {"ABCD2345"});
  telegram.dropped = 3;
  telegram.duplicates = 2;
  auto devices = reads(list_devices(3), {});
  devices.dropped = 5;
  tape_ << telegram << devices << exits(list_telegram(2)) << dies(list_devices(3), SIGKILL);
  EXPECT_EQ(value("dropped_entries"), 3);
  EXPECT_EQ(value("duplicate_entries"), 2);
}

}  // namespace
}  // namespace scenarios
