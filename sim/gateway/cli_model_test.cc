#include "sim/gateway/cli_model.h"

#include <gtest/gtest.h>

#include "sim/gateway/cli_cost.h"
#include "sim/gateway/gateway_model.h"
#include "sim/gateway/testing.h"

namespace sim {
namespace {

using gateway_test::Calm;
using gateway_test::wall_time;
using gateway_test::Wild;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Argv = std::vector<std::string>;

const WallTime kNow = wall_time("2026-11-22T05:54:29.830Z");
const Argv kList = {"/usr/local/bin/openclaw", "pairing", "list", "telegram", "--json"};
const Argv kDevices = {"openclaw", "devices", "list", "--json"};

std::int64_t ms(Duration duration) { return duration / milliseconds(1); }

struct CliModelTest : ::testing::Test {
  CliModelTest() { machine.config.enabled_channels = {"telegram"}; }

  CliOutcome call(const Argv& argv) { return call(argv, calm); }
  CliOutcome call(const Argv& argv, ChoiceSource& choices) {
    CliPlan plan = begin_cli(parse_cli_args(argv), machine, kNow, choices);
    const WallTime act = kNow + std::chrono::floor<milliseconds>(plan.until_act.alone());
    return act_cli(std::move(plan), machine, act, choices);
  }
  std::string pend(const char* sender) {
    return machine.store("telegram").ask(sender, {}, kNow, machine.ids, calm).code;
  }
  // The least and the most that the calls last.
  void expect_wall(const Argv& argv, const Range& recorded) {
    const Machine before = machine;
    EXPECT_EQ(ms(call(argv).reply.duration), recorded.least);
    machine = before;
    Wild wild;
    EXPECT_EQ(ms(call(argv, wild).reply.duration), recorded.most);
    machine = before;
  }

  Machine machine;
  Calm calm;
};

TEST_F(CliModelTest, DurationsLieInTheRecordedRanges) {
  expect_wall({"openclaw", "--version"}, {211, 315});
  expect_wall(kList, {3693, 5400});
  expect_wall({"openclaw", "pairing", "approve", "telegram", "X"}, {4946, 5528});
  expect_wall(kDevices, {5139, 5419});
  machine.port = GatewayPort::listening;
  expect_wall(kDevices, {3659, 4737});
  machine.port = GatewayPort::silent;
  expect_wall(kDevices, {10227, 10227});
  machine.port = GatewayPort::token_mismatch;
  expect_wall(kDevices, {5015, 5015});
  machine.port = GatewayPort::pairing_required;
  expect_wall(kDevices, {4789, 4849});
  machine.config.file = ConfigFile::truncated;
  expect_wall(kList, {3361, 4715});
}

TEST_F(CliModelTest, MemoryAndCpuLieInTheRecordedRanges) {
  const CliReply calm_reply = call(kList).reply;
  Wild wild;
  const CliReply wild_reply = call(kList, wild).reply;
  EXPECT_EQ(calm_reply.max_rss_kb, 377752);
  EXPECT_EQ(wild_reply.max_rss_kb, 409768);
  EXPECT_EQ(ms(calm_reply.cpu), 4480);
  EXPECT_EQ(ms(wild_reply.cpu), 5400);
}

// pairing-list-cold-caches.json: the first run is cold, the next are warm.
TEST_F(CliModelTest, AColdCallWarmsTheCaches) {
  machine.cold_caches = true;
  const CliReply version = call({"openclaw", "--version"}).reply;
  EXPECT_EQ(ms(version.duration), 211);
  const CliReply cold = call(kList).reply;
  EXPECT_EQ(ms(cold.duration), 47019);
  EXPECT_EQ(cold.max_rss_kb, 1466736);
  EXPECT_EQ(ms(call(kList).reply.duration), 3693);
}

// pairing-list-locked.json: 29.8 s against a lock that was 1 s old.
TEST_F(CliModelTest, AStaleLockDelaysTheCallAndIsRemoved) {
  machine.pairing_locked_since = kNow - seconds(1);
  EXPECT_EQ(ms(call(kDevices).reply.duration), 5139);  // devices take no such lock
  const CliReply reply = call(kList).reply;
  EXPECT_EQ(ms(reply.duration), 29793);
  EXPECT_FALSE(machine.pairing_locked_since);
  EXPECT_EQ(ms(call(kList).reply.duration), 3693);
}

TEST_F(CliModelTest, NotifyingTakesTime) {
  const Argv approve = {"openclaw", "pairing", "approve", "telegram", pend("1"), "--notify"};
  const Machine before = machine;
  EXPECT_EQ(ms(call(approve).reply.duration), 4946 + 250);
  machine = before;
  machine.messengers_reachable = false;
  EXPECT_EQ(ms(call(approve).reply.duration), 4946 + 892);
}

TEST_F(CliModelTest, NothingHappensBeforeTheAct) {
  const std::string code = pend("1");
  const std::string before = machine.store("telegram").file_text();
  begin_cli(parse_cli_args({"openclaw", "pairing", "approve", "telegram", code}), machine, kNow,
            calm);
  EXPECT_EQ(machine.store("telegram").file_text(), before);
  EXPECT_FALSE(machine.cli_device);
}

TEST_F(CliModelTest, TheListShowsTheStoreAtTheMomentOfTheAct) {
  CliPlan plan = begin_cli(parse_cli_args(kList), machine, kNow, calm);
  const std::string code = pend("1");
  CliOutcome outcome = act_cli(std::move(plan), machine, kNow, calm);
  EXPECT_NE(outcome.reply.out.find(code), std::string::npos);
  pend("2");
  EXPECT_EQ(outcome.reply.out.find("\"2\""), std::string::npos);
  EXPECT_GT(outcome.until_exit.alone(), Duration{});
}

TEST_F(CliModelTest, AnApprovalIsReportedAsVanished) {
  const std::string code = pend("1");
  const CliOutcome outcome = call({"openclaw", "pairing", "approve", "telegram", code});
  EXPECT_EQ(outcome.vanished, (std::vector<Vanished>{{"telegram", code, VanishReason::approved}}));
  EXPECT_TRUE(outcome.gateway_log.empty());  // README beside the recordings: no line at all
}

TEST_F(CliModelTest, TheFirstDeviceCallPairsTheCliAndSaysSo) {
  machine.port = GatewayPort::listening;
  const CliOutcome first = call(kDevices);
  ASSERT_EQ(first.gateway_log.size(), 1u);
  EXPECT_NE(first.gateway_log[0].text.find("[gateway] device pairing auto-approved device=" +
                                           machine.cli_device->device_id + " role=operator"),
            std::string::npos);
  EXPECT_TRUE(machine.devices.is_paired(machine.cli_device->device_id));
  EXPECT_TRUE(call(kDevices).gateway_log.empty());
}

TEST_F(CliModelTest, ADeviceApprovalIsLoggedAndARejectionIsNot) {
  machine.port = GatewayPort::listening;
  call(kDevices);
  const auto a = connect_device(machine, draw_phone(machine, calm), "203.0.113.7", kNow, calm);
  const auto b = connect_device(machine, draw_phone(machine, calm), "203.0.113.7", kNow, calm);
  const CliOutcome approved = call({"openclaw", "devices", "approve", a.asked.request_id});
  ASSERT_EQ(approved.gateway_log.size(), 1u);
  EXPECT_NE(approved.gateway_log[0].text.find("[gateway] device pairing approved device="),
            std::string::npos);
  const CliOutcome rejected = call({"openclaw", "devices", "reject", b.asked.request_id});
  EXPECT_TRUE(rejected.gateway_log.empty());
  EXPECT_EQ(rejected.vanished.front().reason, VanishReason::rejected);
  EXPECT_TRUE(machine.devices.pending().empty());
}

TEST_F(CliModelTest, DialectKiloListsTheSameThings) {
  pend("1");
  machine.port = GatewayPort::listening;
  EXPECT_EQ(call({"/usr/local/bin/kilo", "pairing", "list", "telegram"}).reply.out,
            call(kList).reply.out);
  EXPECT_EQ(call({"kilo", "device-pairing", "list", "--json"}).reply.out, call(kDevices).reply.out);
  EXPECT_EQ(call({"kilo", "devices", "list", "--json"}).reply.exit_code, 1);
}

TEST_F(CliModelTest, WhatWasNotRecordedIsRefused) {
  for (const Argv& argv :
       {Argv{}, Argv{"openclaw"}, Argv{"openclaw", "frob"}, Argv{"openclaw", "pairing"},
        Argv{"openclaw", "pairing", "frob"}, Argv{"openclaw", "pairing", "list", "telegram"},
        Argv{"openclaw", "pairing", "list", "a", "b", "--json"},
        Argv{"openclaw", "pairing", "approve", "telegram"}, Argv{"openclaw", "devices", "approve"},
        Argv{"openclaw", "devices", "list", "x", "--json"},
        Argv{"openclaw", "device-pairing", "list", "--json"},
        Argv{"openclaw", "pairing", "list", "telegram", "--json", "--frob"}}) {
    const CliReply reply = call(argv).reply;
    EXPECT_EQ(reply.exit_code, 1);
    EXPECT_EQ(reply.out, "");
    EXPECT_TRUE(reply.err.starts_with("error: ")) << reply.err;
  }
  EXPECT_EQ(call({"openclaw", "pairing", "frob"}).reply.err,
            "error: unknown command 'pairing frob'\n");
}

// concurrency-pairing-list.json, both runs.
TEST(Slowdown, FollowsTheMeasurements) {
  struct Measured {
    std::uint32_t running;
    double seconds[2];
  };
  constexpr double kAlone = (7.008 + 8.593) / 2;
  for (const auto& [running, measured] :
       {Measured{1, {7.008, 8.593}}, Measured{2, {16.198, 16.929}}, Measured{4, {40.023, 38.272}},
        Measured{8, {85.180, 94.301}}}) {
    const double modelled = kAlone * static_cast<double>(slowdown_permille(running)) / 1000;
    EXPECT_NEAR(modelled, (measured[0] + measured[1]) / 2, 0.03 * modelled) << running;
  }
}

TEST(Slowdown, GrowsWithoutEnd) {
  EXPECT_EQ(slowdown_permille(0), 1000u);
  for (std::uint32_t n = 1; n < 40; ++n) EXPECT_LT(slowdown_permille(n), slowdown_permille(n + 1));
}

}  // namespace
}  // namespace sim
