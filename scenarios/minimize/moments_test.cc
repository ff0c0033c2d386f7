#include "scenarios/minimize/moments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/format/duration_text.h"

namespace scenarios {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

TEST(Moments, SimplerDurationsAreShorterToReadOrCloserToNothing) {
  EXPECT_THAT(simpler(controller::Duration(0s)), IsEmpty());
  EXPECT_THAT(simpler(controller::Duration(2s)), ElementsAre(0s, 1s));
  const auto found = simpler(controller::Duration(12345600us));
  EXPECT_EQ(found.front(), 0s);
  for (const auto expected : {12s, 13s, 6s, 10s, 20s, 60s})
    EXPECT_THAT(found, Contains(controller::Duration(expected)));
  for (const auto duration : found)
    EXPECT_LE(duration_text(duration).size(), duration_text(12345600us).size());
}

TEST(Moments, SimplerNumbersAreCloserToNothing) {
  EXPECT_THAT(simpler(std::int64_t{0}), IsEmpty());
  EXPECT_THAT(simpler(std::int64_t{4}), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(simpler(std::int64_t{-100}), ElementsAre(0, 1, 2, 3, 5, 10, -50, -75, -99));
}

TEST(Moments, AreTellableFromNamesByTheirText) {
  auto node = text_node("30s");
  node.key = "from";
  EXPECT_TRUE(is_moment(node));
  node.text = "alice";
  EXPECT_FALSE(is_moment(node));
  node = text_node("30s");
  node.key = "gap";
  EXPECT_FALSE(is_moment(node));
}

}  // namespace
}  // namespace scenarios
