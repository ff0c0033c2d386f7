#include "controller/posix/system.h"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <limits>

namespace controller::posix {
namespace {

TEST(SystemRandom, DrawsEvenlyBelowTheBound) {
  SystemRandom random;
  std::array<int, 6> counts{};
  for (int i = 0; i < 6000; ++i) ++counts.at(random.below(6));
  // Each is 1000 give or take 29; one in 10^12 runs strays this far.
  for (const int count : counts) EXPECT_NEAR(count, 1000, 210);
  EXPECT_EQ(random.below(1), 0U);
}

TEST(SystemRandom, FillsTheWholeRange) {
  SystemRandom random;
  constexpr std::uint64_t kBound = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t seen = 0;
  for (int i = 0; i < 64; ++i) seen |= random.below(kBound);
  EXPECT_GT(seen, kBound / 2);
}

TEST(SystemWallClock, IsTheTimeOfTheSystem) {
  const auto before =
      std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const WallTime now = SystemWallClock().now();
  EXPECT_GE(now, before);
  EXPECT_LE(now, std::chrono::system_clock::now());
}

}  // namespace
}  // namespace controller::posix
