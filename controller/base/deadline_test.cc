#include "controller/base/deadline.h"

#include <gtest/gtest.h>

#include <optional>

#include "controller/base/testing/test_scheduler.h"

namespace controller::testing {
namespace {

using namespace std::chrono_literals;

class DeadlineTest : public ::testing::Test {
 protected:
  TestScheduler scheduler;
  CancelSource parent;
};

TEST_F(DeadlineTest, ExpiresToTheMicrosecond) {
  Deadline deadline(scheduler, 45s, parent.token());
  scheduler.advance(45s - 1us);
  EXPECT_FALSE(deadline.token().cancelled());
  scheduler.advance(1us);
  EXPECT_TRUE(deadline.token().cancelled());
  EXPECT_TRUE(deadline.expired());
  EXPECT_FALSE(parent.cancelled());
}

TEST_F(DeadlineTest, NeedsNoParent) {
  Deadline deadline(scheduler, 1s);
  scheduler.advance(1s);
  EXPECT_TRUE(deadline.expired());
}

TEST_F(DeadlineTest, IsCancelledWithItsParentWhichIsNoExpiry) {
  Deadline deadline(scheduler, 45s, parent.token());
  parent.cancel();
  EXPECT_TRUE(deadline.token().cancelled());
  scheduler.advance(1min);
  EXPECT_FALSE(deadline.expired());
}

TEST_F(DeadlineTest, OfACancelledParentIsCancelledFromTheStart) {
  parent.cancel();
  Deadline deadline(scheduler, 45s, parent.token());
  EXPECT_TRUE(deadline.token().cancelled());
  EXPECT_FALSE(deadline.expired());
  EXPECT_TRUE(scheduler.idle());
}

TEST_F(DeadlineTest, AtTheVeryTickTheFirstOfTheTwoCounts) {
  Deadline parent_first(scheduler, 1s, parent.token());
  scheduler.make_due(1s);
  parent.cancel();
  scheduler.run_ready();
  EXPECT_FALSE(parent_first.expired());

  CancelSource other;
  Deadline alarm_first(scheduler, 1s, other.token());
  scheduler.advance(1s);
  other.cancel();
  EXPECT_TRUE(alarm_first.expired());
}

TEST_F(DeadlineTest, LeavesNothingBehind) {
  { Deadline deadline(scheduler, 45s, parent.token()); }
  EXPECT_TRUE(scheduler.idle());
  parent.cancel();
}

TEST_F(DeadlineTest, MayBeNested) {
  Deadline outer(scheduler, 1s);
  Deadline inner(scheduler, 2s, outer.token());
  scheduler.advance(1s);
  EXPECT_TRUE(inner.token().cancelled());
  EXPECT_FALSE(inner.expired());
}

}  // namespace
}  // namespace controller::testing
