#include "sim/gateway/pairing_store.h"

#include <gtest/gtest.h>

#include "sim/gateway/testing.h"

namespace sim {
namespace {

using gateway_test::Calm;
using gateway_test::wall_time;
using std::chrono::minutes;
using std::chrono::seconds;
using Result = PairingStore::Asked::Result;

const WallTime kStart = wall_time("2026-11-22T05:00:00.000Z");

struct PairingStoreTest : ::testing::Test {
  PairingStore::Asked ask(const char* sender, WallTime now) {
    return store.ask(sender, {{"accountId", "default"}}, now, ids, calm);
  }
  std::vector<std::string> senders() const {
    std::vector<std::string> senders;
    for (const PairingRequest& request : store.requests()) senders.push_back(request.id);
    return senders;
  }

  PairingStore store{"telegram"};
  IdSource ids;
  Calm calm;
};

using Names = std::vector<std::string>;

TEST_F(PairingStoreTest, ANewSenderGetsACode) {
  const auto asked = ask("1", kStart);
  EXPECT_EQ(asked.result, Result::created);
  EXPECT_EQ(asked.code.size(), kCodeLength);
  EXPECT_EQ(store.requests().front().code, asked.code);
  EXPECT_EQ(store.requests().front().created_at, kStart);
}

// gateway-telegram-verbose.jsonl, "second DM, same sender"; pairing-list-telegram-real3.json shows
// alice.
TEST_F(PairingStoreTest, ARepeatedMessageKeepsCodeAndAge) {
  const std::string code = ask("1", kStart).code;
  const auto again = ask("1", kStart + seconds(6));
  EXPECT_EQ(again.result, Result::repeated);
  EXPECT_EQ(again.code, code);
  EXPECT_EQ(store.requests().front().created_at, kStart);
  EXPECT_EQ(store.requests().front().last_seen_at, kStart + seconds(6));
}

TEST_F(PairingStoreTest, ARepeatedMessageDoesNotExtendTheLife) {
  const std::string code = ask("1", kStart).code;
  ask("1", kStart + minutes(59));
  const auto listed = store.list(kStart + minutes(60) + std::chrono::milliseconds(1));
  EXPECT_EQ(listed.vanished, (std::vector<Vanished>{{"telegram", code, VanishReason::expired}}));
  EXPECT_TRUE(senders().empty());
}

TEST_F(PairingStoreTest, AliveForSixtyMinutes) {
  ask("1", kStart);
  EXPECT_TRUE(store.list(kStart + minutes(60)).vanished.empty());
  EXPECT_EQ(senders(), Names{"1"});
}

TEST_F(PairingStoreTest, AnExpiredSenderGetsANewCode) {
  const std::string code = ask("1", kStart).code;
  const auto asked = ask("1", kStart + minutes(61));
  EXPECT_EQ(asked.result, Result::created);
  EXPECT_NE(asked.code, code);
  EXPECT_EQ(asked.vanished.size(), 1u);
}

TEST_F(PairingStoreTest, AFourthSenderIsNotTakenIn) {
  for (const char* sender : {"1", "2", "3"}) ask(sender, kStart);
  const auto fourth = ask("4", kStart + seconds(1));
  EXPECT_EQ(fourth.result, Result::full);
  EXPECT_TRUE(fourth.code.empty());
  EXPECT_TRUE(fourth.vanished.empty());
  EXPECT_EQ(senders(), (Names{"1", "2", "3"}));
}

TEST_F(PairingStoreTest, AFourthSenderIsTakenInOnceOneExpired) {
  ask("1", kStart);
  for (const char* sender : {"2", "3"}) ask(sender, kStart + minutes(30));
  EXPECT_EQ(ask("4", kStart + minutes(61)).result, Result::created);
  EXPECT_EQ(senders(), (Names{"2", "3", "4"}));
}

// pairing-list-telegram-50.json: those with the newest lastSeenAt stay, whatever their age.
TEST_F(PairingStoreTest, ListingKeepsTheThreeLastSeen) {
  for (int i = 0; i < 5; ++i)
    store.seed({std::to_string(i),
                "CODE" + std::to_string(i),
                kStart + seconds(i),
                kStart + seconds(100 - i),
                {}});
  const auto listed = store.list(kStart + seconds(200));
  EXPECT_EQ(listed.vanished, (std::vector<Vanished>{{"telegram", "CODE4", VanishReason::evicted},
                                                    {"telegram", "CODE3", VanishReason::evicted}}));
  EXPECT_EQ(senders(), (Names{"2", "1", "0"}));  // the file: oldest lastSeenAt first
  EXPECT_LT(listed.json.find("CODE0"), listed.json.find("CODE1"));  // the list: oldest first
  EXPECT_LT(listed.json.find("CODE1"), listed.json.find("CODE2"));
}

TEST_F(PairingStoreTest, ListingThreeLeavesTheFileAsItIs) {
  for (int i = 3; i > 0; --i)
    store.seed({std::to_string(i), "CODE" + std::to_string(i), kStart + seconds(i), kStart, {}});
  EXPECT_TRUE(store.list(kStart).vanished.empty());
  EXPECT_EQ(senders(), (Names{"3", "2", "1"}));
}

TEST_F(PairingStoreTest, ApprovingAllowsTheSenderAndTakesTheCodeInAnyCase) {
  std::string code = ask("7", kStart).code;
  std::string lower = code;
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const auto approved = store.approve(lower, kStart);
  EXPECT_EQ(approved.result, PairingStore::Approved::Result::approved);
  EXPECT_EQ(approved.sender, "7");
  EXPECT_EQ(approved.vanished, (std::vector<Vanished>{{"telegram", code, VanishReason::approved}}));
  EXPECT_TRUE(store.allows("7"));
  EXPECT_TRUE(senders().empty());
  EXPECT_EQ(store.approve(code, kStart).result, PairingStore::Approved::Result::unknown_code);
}

TEST_F(PairingStoreTest, AnExpiredCodeIsUnknownAndGone) {
  const std::string code = ask("7", kStart).code;
  const auto approved = store.approve(code, kStart + minutes(61));
  EXPECT_EQ(approved.result, PairingStore::Approved::Result::unknown_code);
  EXPECT_EQ(approved.vanished.front().reason, VanishReason::expired);
  EXPECT_FALSE(store.allows("7"));
}

// Two writers that both read before either writes: bob and carol in gateway-telegram-verbose.jsonl.
TEST_F(PairingStoreTest, OverlappingWritersLoseAnUpdate) {
  ask("alice", kStart);
  PairingStore read_by_carol = store;
  ask("bob", kStart + seconds(10));
  read_by_carol.ask("carol", {}, kStart + seconds(10), ids, calm);
  store = read_by_carol;
  EXPECT_EQ(ask("dave", kStart + seconds(15)).result, Result::created);
  EXPECT_EQ(senders(), (Names{"alice", "carol", "dave"}));
}

TEST_F(PairingStoreTest, FileTextIsReadBackAsItWas) {
  ask("1", kStart);
  store.ask("2", {{"username", "a \"b\"\n\\\x01 é"}}, kStart, ids, calm);
  PairingStore copy("telegram");
  copy.load(store.file_text());
  EXPECT_EQ(copy.requests(), store.requests());
  EXPECT_EQ(copy.list(kStart).json, store.list(kStart).json);
}

TEST_F(PairingStoreTest, AMessageReplacesAnUnreadableFile) {
  store.load("{\"version\": 1, \"requests\": [");
  EXPECT_EQ(store.file_text(), "{\"version\": 1, \"requests\": [");
  EXPECT_EQ(ask("1", kStart).result, Result::created);
  EXPECT_EQ(senders(), Names{"1"});
  PairingStore copy("telegram");
  copy.load(store.file_text());
  EXPECT_EQ(copy.requests(), store.requests());
}

TEST_F(PairingStoreTest, ANullEntryCrashesEveryReader) {
  store.load("{\"version\":1,\"requests\":[null]}");
  EXPECT_TRUE(store.list(kStart).crashed);
  EXPECT_EQ(ask("1", kStart).result, Result::crashed);
  EXPECT_EQ(store.approve("X", kStart).result, PairingStore::Approved::Result::crashed);
}

TEST_F(PairingStoreTest, AnEntryWithoutUsableTimeIsDroppedAndReported) {
  store.load("{\"version\":1,\"requests\":[{\"id\":\"1\",\"code\":\"ABCDEFGH\"},5,\"x\"]}");
  EXPECT_EQ(store.list(kStart).vanished,
            (std::vector<Vanished>{{"telegram", "ABCDEFGH", VanishReason::damaged}}));
  EXPECT_EQ(store.file_text(), PairingStore("telegram").file_text());
}

TEST_F(PairingStoreTest, FieldsThatTheModelDoesNotKnowAreListedToo) {
  store.load(
      "{\"version\":1,\"requests\":[{\"id\":\"1\",\"code\":\"ABCDEFGH\",\"createdAt\":"
      "\"2026-11-22T05:00:00.000Z\",\"extra\":{\"deep\":[1,2]}}]}");
  const std::string json = store.list(kStart).json;
  EXPECT_NE(json.find("      \"extra\": {\n        \"deep\": [\n          1,"), std::string::npos)
      << json;
  EXPECT_EQ(store.approve("abcdefgh", kStart).sender, "1");
}

// The list is remembered between changes; a store read anew from the files remembers nothing.
TEST_F(PairingStoreTest, TheListIsThatOfTheFileAfterEveryChange) {
  WallTime now = kStart;
  for (std::uint32_t step = 0, random = 1; step < 2000; ++step) {
    random = random * 1664525 + 1013904223;
    now += seconds(random >> 23);
    const std::string sender = std::to_string(random >> 16 & 7);
    const auto requests = store.requests();
    if ((random >> 12 & 3) != 0 || requests.empty())
      store.ask(sender, {{"username", std::to_string(random >> 20)}}, now, ids, calm);
    else
      store.approve(requests.back().code, now);
    PairingStore copy("telegram");
    copy.load(store.file_text());
    ASSERT_EQ(store.list(now).json, copy.list(now).json) << step;
  }
}

TEST_F(PairingStoreTest, AFileNestedTooDeepIsUnreadable) {
  store.load("{\"requests\":[" + std::string(100000, '[') + std::string(100000, ']') + "]}");
  EXPECT_FALSE(store.list(kStart).crashed);
  EXPECT_TRUE(senders().empty());
}

}  // namespace
}  // namespace sim
