#include "sim/http/sending.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace sim {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

TEST(Sending, TakesNoTimeAtOnce) {
  const Pace pace = pace_of(200, 1000, microseconds(0));
  EXPECT_EQ(pace.head, microseconds(0));
  EXPECT_EQ(pace.pause, microseconds(0));
}

TEST(Sending, TellsWhenTheHeadIsThereAndTheLongestPause) {
  EXPECT_EQ(pace_of(100, 1600, seconds(15)).head, seconds(0));
  EXPECT_EQ(pace_of(101, 1600, seconds(15)).head, seconds(1));
  EXPECT_EQ(pace_of(101, 1600, seconds(15)).pause, seconds(1));
  EXPECT_EQ(pace_of(1600, 1600, seconds(15)).head, seconds(15));
  EXPECT_EQ(pace_of(1600, 1600, seconds(15)).pause, seconds(0));
  EXPECT_EQ(pace_of(10, 1600, microseconds(16)).pause, microseconds(2)) << "rounded up";
}

TEST(SendingProperty, AllBytesComeInTime) {
  EXPECT_TRUE(rc::check("the last piece brings the last byte at the end", [] {
    const auto size = *rc::gen::inRange<std::size_t>(18, 1'000'000);
    const microseconds over(*rc::gen::inRange(1, 1'000'000'000));
    const std::size_t pieces = pieces_over(over);
    RC_ASSERT(bytes_with(size, pieces - 1, pieces) == size);
    RC_ASSERT(piece_after(over, pieces - 1) == over);
    const auto head = *rc::gen::inRange<std::size_t>(18, size + 1);
    RC_ASSERT(pace_of(head, size, over).head <= over);
  }));
}

}  // namespace
}  // namespace sim
