#include "sim/gateway/device_store.h"

#include <gtest/gtest.h>

#include "sim/gateway/testing.h"

namespace sim {
namespace {

using gateway_test::Calm;
using gateway_test::wall_time;
using std::chrono::minutes;
using std::chrono::seconds;
using AskResult = DeviceStore::Asked::Result;

const WallTime kDevicesStart = wall_time("2026-11-22T05:00:00.000Z");

DeviceHello phone(const char* device_id) {
  DeviceHello hello;
  hello.device_id = device_id;
  hello.role = "operator";
  hello.roles = {"operator"};
  hello.scopes = {"operator.write", "operator.read"};
  return hello;
}

struct DeviceStoreTest : ::testing::Test {
  DeviceStore::Asked ask(const char* device_id, WallTime now) {
    return store.ask(phone(device_id), now, ids, calm);
  }

  DeviceStore store;
  IdSource ids;
  Calm calm;
};

// gateway-verbose.jsonl, "same device retries while pending"; devices-list-gateway-1pending.json
// has the retry's time.
TEST_F(DeviceStoreTest, ARetryKeepsTheRequestAndRenewsItsTime) {
  const auto first = ask("a", kDevicesStart);
  EXPECT_EQ(first.result, AskResult::created);
  const auto retry = ask("a", kDevicesStart + minutes(4));
  EXPECT_EQ(retry.result, AskResult::repeated);
  EXPECT_EQ(retry.request_id, first.request_id);
  EXPECT_EQ(store.pending().size(), 1u);
  EXPECT_TRUE(store.prune(kDevicesStart + minutes(9)).empty());
  EXPECT_EQ(store.prune(kDevicesStart + minutes(9) + std::chrono::milliseconds(1)),
            (std::vector<Vanished>{{"", first.request_id, VanishReason::expired}}));
}

TEST_F(DeviceStoreTest, ThereIsNoCap) {
  for (int i = 0; i < 50; ++i) ask(std::to_string(i).c_str(), kDevicesStart);
  EXPECT_EQ(store.pending().size(), 50u);
}

TEST_F(DeviceStoreTest, TheListIsNewestFirst) {
  ask("old", kDevicesStart);
  ask("new", kDevicesStart + seconds(1));
  const std::string printed = store.list(kDevicesStart + seconds(1));
  EXPECT_LT(printed.find("\"new\""), printed.find("\"old\""));
}

// A gateway that is down prunes nothing, so the CLI's own reading must leave old ones out.
TEST_F(DeviceStoreTest, TheListLeavesExpiredOnesOutAndTheFileAlone) {
  ask("a", kDevicesStart);
  const std::string file = store.pending_file_text();
  EXPECT_EQ(store.list(kDevicesStart + minutes(6)), "{\n  \"pending\": [],\n  \"paired\": []\n}\n");
  EXPECT_EQ(store.pending_file_text(), file);
}

TEST_F(DeviceStoreTest, ApprovingPairs) {
  const auto asked = ask("a", kDevicesStart);
  const auto settled = store.approve(asked.request_id, kDevicesStart + seconds(1));
  EXPECT_TRUE(settled.found);
  EXPECT_EQ(settled.device_id, "a");
  EXPECT_EQ(settled.role, "operator");
  EXPECT_EQ(settled.vanished,
            (std::vector<Vanished>{{"", asked.request_id, VanishReason::approved}}));
  EXPECT_TRUE(store.is_paired("a"));
  EXPECT_TRUE(store.pending().empty());
  EXPECT_EQ(store.paired().front().tokens.front().scopes,
            (std::vector<std::string>{"operator.read", "operator.write"}));  // sorted
  EXPECT_FALSE(store.approve(asked.request_id, kDevicesStart).found);
  EXPECT_EQ(ask("a", kDevicesStart).result, AskResult::paired);
}

TEST_F(DeviceStoreTest, RejectingForgets) {
  const auto asked = ask("a", kDevicesStart);
  const auto settled = store.reject(asked.request_id, kDevicesStart);
  EXPECT_TRUE(settled.found);
  EXPECT_EQ(settled.vanished.front().reason, VanishReason::rejected);
  EXPECT_FALSE(store.is_paired("a"));
  EXPECT_NE(ask("a", kDevicesStart).request_id, asked.request_id);
}

TEST_F(DeviceStoreTest, AnExpiredRequestCannotBeApproved) {
  const auto asked = ask("a", kDevicesStart);
  const auto settled = store.approve(asked.request_id, kDevicesStart + minutes(6));
  EXPECT_FALSE(settled.found);
  EXPECT_EQ(settled.vanished.front().reason, VanishReason::expired);
}

// 5fa7e13d… in devices-list-seeded-3.json: paired once with two scopes, later with four.
TEST_F(DeviceStoreTest, PairingAgainAddsScopesAndRotatesTheToken) {
  store.pair(phone("a"), kDevicesStart);
  DeviceHello more = phone("a");
  more.scopes = {"operator.admin", "operator.read"};
  store.pair(more, kDevicesStart + seconds(2));
  ASSERT_EQ(store.paired().size(), 1u);
  const PairedDevice& device = store.paired().front();
  EXPECT_EQ(device.hello.scopes,
            (std::vector<std::string>{"operator.write", "operator.read", "operator.admin"}));
  EXPECT_EQ(device.approved_at_ms - device.created_at_ms, 2000);
  EXPECT_EQ(device.tokens.front().rotated_at_ms, device.approved_at_ms);
}

TEST_F(DeviceStoreTest, FilesAreReadBackAsTheyWere) {
  ask("a", kDevicesStart);
  store.pair(phone("b"), kDevicesStart);
  DeviceStore copy;
  copy.load_pending(store.pending_file_text());
  copy.load_paired(store.paired_file_text());
  EXPECT_EQ(copy.pending(), store.pending());
  EXPECT_EQ(copy.paired(), store.paired());
  EXPECT_EQ(copy.list(kDevicesStart), store.list(kDevicesStart));
}

// The list is remembered between changes; a store read anew from the files remembers nothing.
TEST_F(DeviceStoreTest, TheListIsThatOfTheFilesAfterEveryChange) {
  WallTime now = kDevicesStart;
  for (std::uint32_t step = 0, random = 1; step < 2000; ++step) {
    random = random * 1664525 + 1013904223;
    now += seconds(random >> 27);
    const std::string device = std::to_string(random >> 16 & 15);
    const auto pending = store.pending();
    const std::uint32_t what = pending.empty() ? 0 : random >> 12 & 7;
    if (what < 5) ask(device.c_str(), now);
    if (what == 5) store.approve(pending.back().request_id, now);
    if (what == 6) store.reject(pending.back().request_id, now);
    if (what == 7) store.pair(phone(device.c_str()), now);
    if (step % 50 == 0) store.load_paired("");
    DeviceStore copy;
    copy.load_pending(store.pending_file_text());
    copy.load_paired(store.paired_file_text());
    ASSERT_EQ(store.list(now), copy.list(now)) << step;
  }
}

TEST_F(DeviceStoreTest, EntriesWithoutTimeStayWhereTheyAre) {
  store.load_pending(
      "{\"a\":{\"requestId\":\"a\",\"ts\":1},\"b\":{\"requestId\":\"b\",\"ts\":\"now\"},"
      "\"c\":{\"requestId\":\"c\",\"ts\":3}}");
  const std::string printed = store.list(gateway_test::at_ms(3));
  EXPECT_LT(printed.find("\"a\""), printed.find("\"b\""));  // b compares as equal with both
  EXPECT_LT(printed.find("\"b\""), printed.find("\"c\""));
}

TEST_F(DeviceStoreTest, ANullEntryStopsTheGateway) {
  store.load_pending("{\"a\":null}");
  EXPECT_TRUE(store.has_null_entry());
  EXPECT_EQ(ask("x", kDevicesStart).result, AskResult::crashed);
}

}  // namespace
}  // namespace sim
