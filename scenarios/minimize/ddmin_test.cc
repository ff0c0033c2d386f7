#include "scenarios/minimize/ddmin.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace scenarios {
namespace {

using Places = std::vector<std::size_t>;
bool never() { return false; }

auto needs(const Places& needed, int& asked) {
  return [&asked, needed](const Places& left) {
    ++asked;
    return std::ranges::all_of(
        needed, [&](auto place) { return std::ranges::find(left, place) != left.end(); });
  };
}

TEST(Ddmin, KeepsWhatIsNeeded) {
  int asked = 0;
  for (const auto& needed : {Places{}, {0}, {99}, {3, 50}, {0, 49, 50, 99}})
    EXPECT_EQ(ddmin(100, needs(needed, asked), never), needed);
}

TEST(Ddmin, AsksFewTimesWhenLittleIsNeeded) {
  int asked = 0;
  EXPECT_EQ(ddmin(1000, needs({}, asked), never), Places{});
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(ddmin(1024, needs({700}, asked), never), Places{700});
  EXPECT_LE(asked, 30);
}

TEST(Ddmin, OfNothingAsksNothing) {
  int asked = 0;
  EXPECT_EQ(ddmin(0, needs({}, asked), never), Places{});
  EXPECT_EQ(asked, 0);
}

TEST(Ddmin, EndsEarlyWithWhatItHas) {
  int asked = 0;
  const auto over = [&] { return asked >= 3; };
  const auto left = ddmin(100, needs({7}, asked), over);
  EXPECT_EQ(asked, 3);
  EXPECT_TRUE(std::ranges::find(left, 7U) != left.end());
}

}  // namespace
}  // namespace scenarios
