#include "controller/instance/list_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "controller/instance/testing/pairing_bed.h"

// F5: a list that began before an approval never re-fills the KV after it.
namespace controller::instance {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;
using testing::kChannelEntry;
using testing::kKey;
using testing::PairingBed;
using testing::requests_of;

// Lists show the request until `approved`; both by exec.
class ListCacheTest : public ::testing::Test {
 protected:
  ListCacheTest() {
    bed.old_controller();
    bed.exec.answer = [this](const std::vector<std::string>& command) -> testing::FakeExec::Answer {
      const bool lists = command.at(2) == "node";
      bed.exec.delay = lists ? list_delay : approve_delay;
      if (!lists) approved = true;
      return fly::ExecResult{0, 0, requests_of(approved ? "" : kChannelEntry), {}};
    };
  }

  PairingBed bed;
  Duration list_delay = 10s;
  Duration approve_delay = 1s;
  bool approved = false;
};

TEST_F(ListCacheTest, ListsUnderWayWhenItWasApprovedAreNotKept) {
  const auto first = bed.list();
  bed.scheduler.advance(100ms);
  const auto second = bed.list(Kind::channels, true);
  bed.scheduler.advance(100ms);
  EXPECT_EQ(bed.answer(bed.approve_channel(), 3s), "success: Pairing approved");
  EXPECT_EQ(bed.answer(first, 20s), "[telegram ABCD2345 ]");
  EXPECT_EQ(bed.answer(second), "[telegram ABCD2345 ]");
  EXPECT_THAT(bed.store.values_put, IsEmpty());
  EXPECT_EQ(bed.answer(bed.list(), 20s), "[]");
  EXPECT_EQ(bed.store.at(kKey), requests_of(""));
}

TEST_F(ListCacheTest, AListThatBeganBeforeAnApprovalOfTheOtherKindIsKept) {
  const auto listing = bed.list();
  EXPECT_EQ(bed.answer(bed.approve_device(), 3s), "success: Device pairing approved");
  (void)bed.answer(listing, 20s);
  EXPECT_EQ(bed.store.values_put.size(), 1U);
}

TEST_F(ListCacheTest, AnApprovalThatFailedKeepsNothingFromBeingKept) {
  const auto listing = bed.list();
  bed.scheduler.advance(100ms);
  bed.exec.exit(1, "", "no");
  bed.exec.delay = 1s;
  EXPECT_EQ(bed.answer(bed.approve_channel(), 3s), "failure: Approval failed: no");
  (void)bed.answer(listing, 20s);
  EXPECT_EQ(bed.store.at(kKey), requests_of(kChannelEntry));
}

// The list's write is slower than the whole approval, deletion included.
TEST_F(ListCacheTest, AWriteThatIsOvertakenByAnApprovalIsUndone) {
  bed.store.put_delay = 6s;
  EXPECT_EQ(bed.answer(bed.list(), 13s), "[telegram ABCD2345 ]");  // 4 s before the write is done
  EXPECT_EQ(bed.answer(bed.approve_channel(), 2s), "success: Pairing approved");
  EXPECT_FALSE(bed.store.at(kKey));
  bed.store.erase_delay = 1500ms;
  bed.scheduler.advance(1500ms);
  EXPECT_TRUE(bed.store.at(kKey)) << "the write was to come after the deletion";
  // As long as it is there it is not believed.
  list_delay = 100ms;
  bed.store.put_delay = Duration(1);
  EXPECT_EQ(bed.answer(bed.list(), 500ms), "[]");
  bed.scheduler.advance(10s);
  EXPECT_NE(bed.store.at(kKey), requests_of(kChannelEntry));
  EXPECT_EQ(bed.answer(bed.list()), "[]");
}

TEST_F(ListCacheTest, WhatCouldNotBeDeletedIsNotBelieved) {
  (void)bed.answer(bed.list(), 20s);
  ASSERT_EQ(bed.store.at(kKey), requests_of(kChannelEntry));
  bed.store.erase_delay = 1h;
  EXPECT_EQ(bed.answer(bed.approve_channel(), 5s), "success: Pairing approved");
  ASSERT_EQ(bed.store.at(kKey), requests_of(kChannelEntry));
  EXPECT_EQ(bed.answer(bed.list(), 20s), "[]");
  // Overwritten, it is believed again.
  const std::size_t commands = bed.exec.calls.size();
  EXPECT_EQ(bed.answer(bed.list()), "[]");
  EXPECT_EQ(bed.exec.calls.size(), commands);
}

// A late write, of a list that still shows the request, lands after all.
TEST_F(ListCacheTest, AWriteThatNobodyConfirmedIsNotBelieved) {
  bed.store.put_delay = 1h;
  list_delay = 10ms;
  (void)bed.answer(bed.list(), 5s);
  EXPECT_EQ(bed.answer(bed.approve_channel(), 5s), "success: Pairing approved");
  bed.scheduler.advance(1min);
  bed.store.items[kKey] = {requests_of(kChannelEntry), kNever};
  EXPECT_EQ(bed.answer(bed.list(), 5s), "[]");
}

// Nor is one that was given up before the approval, until a newer one is confirmed.
TEST_F(ListCacheTest, AWriteThatFailedBeforeAnApprovalIsNotBelieved) {
  bed.store.put_delay = 1h;
  list_delay = 10ms;
  (void)bed.answer(bed.list(), 5s);
  bed.scheduler.advance(1min);
  EXPECT_EQ(bed.answer(bed.approve_channel(), 5s), "success: Pairing approved");
  bed.store.items[kKey] = {requests_of(kChannelEntry), kNever};
  bed.store.put_delay = Duration(1);
  EXPECT_EQ(bed.answer(bed.list(), 5s), "[]");
  EXPECT_EQ(bed.store.at(kKey), requests_of(""));
  bed.store.items[kKey] = {requests_of(kChannelEntry), kNever};
  EXPECT_EQ(bed.answer(bed.list(), 5s), "[telegram ABCD2345 ]");
}

// The second one's deletion fails, the first one's does not.
TEST_F(ListCacheTest, ADeletionThatIsOvertakenByAnApprovalProvesNothing) {
  approve_delay = 100ms;
  bed.store.erase_delay = 1s;
  (void)bed.approve_channel();
  bed.scheduler.advance(500ms);
  bed.store.erase_delay = 1h;
  (void)bed.approve_channel("telegram", "EFGH2345");
  bed.scheduler.advance(10s);
  bed.store.items[kKey] = {requests_of(kChannelEntry), kNever};
  EXPECT_EQ(bed.answer(bed.list(), 20s), "[]");
}

TEST_F(ListCacheTest, AWriteIsUndoneInVainWhenAnotherApprovalComes) {
  bed.store.put_delay = 6s;
  list_delay = 10ms;
  approve_delay = 100ms;
  (void)bed.answer(bed.list(), 5s);  // 1 s or more before the write is done
  (void)bed.answer(bed.approve_channel(), 500ms);
  bed.store.erase_delay = 1500ms;
  bed.scheduler.advance(1s);
  bed.store.erase_delay = 1h;
  (void)bed.approve_channel("telegram", "EFGH2345");
  bed.scheduler.advance(10s);
  bed.store.items[kKey] = {requests_of(kChannelEntry), kNever};
  EXPECT_EQ(bed.answer(bed.list(), 20s), "[]");
}

TEST_F(ListCacheTest, AReadThatIsOvertakenByAnApprovalIsNotBelieved) {
  (void)bed.answer(bed.list(), 20s);
  bed.store.get_delay = 1900ms;
  approve_delay = 100ms;
  // The value is read when the approval has deleted it: put it back, as a late write would.
  const auto listing = bed.list();
  bed.scheduler.advance(100ms);
  (void)bed.answer(bed.approve_channel(), 500ms);
  bed.store.items[kKey] = {requests_of(kChannelEntry), kNever};
  EXPECT_EQ(bed.answer(listing, 20s), "[]");
}

TEST_F(ListCacheTest, AHangingWriteIsGivenUpAndDoesNotPileUp) {
  bed.store.put_delay = 1h;
  list_delay = 10ms;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(bed.answer(bed.list(), 5s), "[telegram ABCD2345 ]");
  EXPECT_EQ(bed.store.values_put.size(), 1U);
  bed.scheduler.advance(30s);
  bed.store.put_delay = Duration(1);
  (void)bed.answer(bed.list());
  EXPECT_EQ(bed.store.at(kKey), requests_of(kChannelEntry));
}

// Lists and an approval in any interleaving over a KV of any speed: once the approval has been
// answered and the writes are over, no list that begins shows the request, and neither does a KV
// that deletes in time.
RC_GTEST_FIXTURE_PROP(ListCacheTest, NoInterleavingBringsAnApprovedRequestBack, ()) {
  const auto up_to = [](int most) { return std::chrono::milliseconds(*rc::gen::inRange(0, most)); };
  list_delay = up_to(3000);
  approve_delay = up_to(3000);
  bed.store.put_delay = up_to(8000);
  bed.store.get_delay = up_to(2500);
  bed.store.erase_delay = up_to(2500);
  const int approve_at = *rc::gen::inRange(0, 6);
  PairingBed::AskedPtr approval;
  std::vector<PairingBed::AskedPtr> begun_after;
  for (int i = 0; i < 8; ++i) {
    if (i == approve_at) approval = bed.approve_channel();
    const bool answered = approval && approval->words.has_value();
    auto listing = bed.list(Kind::channels, *rc::gen::inRange(0, 2) == 1);
    if (answered) begun_after.push_back(listing);
    bed.scheduler.advance(up_to(3000));
  }
  bed.scheduler.advance(60s);
  RC_ASSERT(approval->text() == "success: Pairing approved");
  for (const auto& listing : begun_after) RC_ASSERT(listing->text() == "[]");
  const bool deletes_in_time = bed.store.erase_delay < kKvTimeout;
  if (deletes_in_time) RC_ASSERT(bed.store.at(kKey).value_or(requests_of("")) == requests_of(""));
  RC_ASSERT(bed.answer(bed.list(), 20s) == "[]");
}

}  // namespace
}  // namespace controller::instance
