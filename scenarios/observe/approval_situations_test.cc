#include "scenarios/observe/situations_testing.h"

namespace scenarios {
namespace {

using namespace testing;

class ApprovalSituations : public SituationsTest {
 protected:
  Tape& ask(std::int64_t call, std::string code) {
    return tape_ << asks(call, "approve", Kind::channels, "telegram", std::move(code));
  }
};

TEST_F(ApprovalSituations, RefusedOrUnknown) {
  boot();
  const auto refused = approve_telegram(10, "A");
  const auto lost = approve_telegram(11, "B");
  const auto fine = approve_telegram(12, "C");
  tape_.at(10s) << refused << lost;
  tape_.at(15s) << exits(refused, 1) << dies(lost, SIGKILL) << fine << exits(fine);
  EXPECT_EQ(count("approval_failed"), 1U);
  EXPECT_EQ(count("approval_unknown"), 1U);
}

TEST_F(ApprovalSituations, UnknownAlsoWhenNotEvenSigkillEndsIt) {
  boot();
  tape_.at(10s) << approve_telegram(10, "A");
  tape_.at(190s) << sim::ChildSignalled{10, SIGTERM};
  tape_.at(192s) << sim::ChildSignalled{10, SIGKILL};
  tape_.at(300s) << sim::CalmBegan{};
  EXPECT_EQ(count("approval_unknown"), 1U);
}

TEST_F(ApprovalSituations, WhatTheStopCutsShortIsNotUnknown) {
  boot();
  ask(1, "A") << approve_telegram(10, "A") << asks(2, "cache.stop")
              << dies(approve_telegram(10, "A"), SIGTERM);
  EXPECT_EQ(count("approval_unknown"), 0U);
  EXPECT_EQ(count("stop_with_approval_in_flight"), 1U);
}

TEST_F(ApprovalSituations, TheSameCodeInAnyLettersJoins) {
  boot();
  ask(1, "ABCD2345") << approve_telegram(10, "ABCD2345");
  tape_.at(10s);
  ask(2, "abcd2345");
  ask(3, "WXYZ2345");
  tape_.at(15s) << exits(approve_telegram(10, "ABCD2345")) << answered(1) << answered(2);
  tape_.at(16s);
  ask(4, "ABCD2345");
  EXPECT_EQ(count("approval_joined"), 1U);
}

TEST_F(ApprovalSituations, DuringARefreshOfAnyKind) {
  boot();
  ask(1, "A");
  tape_.at(65s) << list_devices(10);
  ask(2, "B");
  EXPECT_EQ(count("approval_during_refresh"), 1U);
}

class TombstoneTest : public ApprovalSituations {
 protected:
  // A list from 65 s that shows `code` and ends at 75 s; an approval of "abcd2345" that ends at 70
  // s.
  void run(const std::string& code, int approval_code = 0) {
    boot();
    const auto approve = approve_telegram(11, "abcd2345");
    tape_.at(65s) << list_telegram(10) << approve;
    tape_.at(69s) << reads(list_telegram(10), {code});
    tape_.at(70s) << exits(approve, approval_code);
    tape_.at(75s) << exits(list_telegram(10));
  }
};

TEST_F(TombstoneTest, AListThatBeganBeforeStillShowsIt) {
  run("ABCD2345");
  EXPECT_EQ(count("tombstone_hid_entry"), 1U);
}

TEST_F(TombstoneTest, AListWithoutItNeedsNoHiding) {
  run("WXYZ2345");
  EXPECT_EQ(count("tombstone_hid_entry"), 0U);
}

TEST_F(TombstoneTest, AnApprovalThatFailedHidesNothing) {
  run("ABCD2345", 1);
  EXPECT_EQ(count("tombstone_hid_entry"), 0U);
}

TEST_F(TombstoneTest, AListThatBeganLaterShowsItAgain) {
  boot();
  const auto approve = approve_telegram(11, "ABCD2345");
  tape_.at(10s) << approve;
  tape_.at(15s) << exits(approve) << list_telegram(12);
  tape_.at(17s) << reads(list_telegram(12), {"ABCD2345"});
  tape_.at(18s) << exits(list_telegram(12));
  EXPECT_EQ(count("tombstone_hid_entry"), 0U);
}

}  // namespace
}  // namespace scenarios
