#include "sim/choice/seeded_choices.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

namespace sim {
namespace {

using ::testing::ElementsAre;

// Of the authors' reference code, seeded by SplitMix64 as other libraries do it, too.
TEST(PrngTest, GivesTheKnownNumbers) {
  const auto first = [](std::uint64_t seed) {
    Prng prng(seed);
    return std::array{prng.next(), prng.next(), prng.next(), prng.next(), prng.next()};
  };
  EXPECT_THAT(first(0), ElementsAre(0x99ec5f36cb75f2b4, 0xbf6e1f784956452a, 0x1a5f849d4933e6e0,
                                    0x6aa594f1262d2d2c, 0xbba5ad4a1f842e59));
  EXPECT_THAT(first(1234567),
              ElementsAre(3504822795582309479U, 1819558768956484042U, 1250851346055027673U,
                          16940231675099994102U, 11585879347611423030U));
}

RC_GTEST_PROP(PrngTest, StaysBelowAnyBound, (std::uint64_t seed, std::uint64_t bound)) {
  RC_PRE(bound > 0U);
  Prng prng(seed);
  for (int i = 0; i < 20; ++i) RC_ASSERT(prng.below(bound) < bound);
}

TEST(PrngTest, BoundsAtTheEdges) {
  Prng prng(7);
  EXPECT_EQ(prng.below(1), 0U);
  for (int i = 0; i < 100; ++i) EXPECT_LT(prng.below(UINT64_MAX), UINT64_MAX);
}

TEST(PrngTest, IsUniform) {
  constexpr std::uint64_t kBound = 11;  // a mask of 4 bits: five values are thrown away
  constexpr int kDraws = 110'000;
  Prng prng(3);
  std::array<int, kBound> counts{};
  for (int i = 0; i < kDraws; ++i) ++counts[prng.below(kBound)];
  for (const int count : counts) EXPECT_NEAR(count, kDraws / 11, 500);  // five standard deviations
}

std::vector<std::uint64_t> some(ChoiceSource& choices, Stream stream) {
  std::vector<std::uint64_t> values;
  for (int i = 0; i < 20; ++i) values.push_back(choices.draw(stream, "test", 1000));
  return values;
}

TEST(SeededChoicesTest, TheSameSeedGivesTheSameDrawsAndAnotherOthers) {
  SeededChoices a(5);
  SeededChoices b(5);
  SeededChoices c(6);
  const auto values = some(a, Stream::faults);
  EXPECT_EQ(some(b, Stream::faults), values);
  EXPECT_NE(some(c, Stream::faults), values);
}

TEST(SeededChoicesTest, StreamsAreIndependent) {
  constexpr std::array kStreams = {Stream::workload, Stream::schedule, Stream::faults,
                                   Stream::latency};
  static_assert(kStreams.size() == kStreamCount);
  for (const Stream stream : kStreams) {
    SeededChoices alone(5);
    const auto values = some(alone, stream);
    SeededChoices mixed(5);
    for (const Stream other : kStreams) {
      if (other == stream) continue;
      EXPECT_NE(some(mixed, other), values);
    }
    EXPECT_EQ(some(mixed, stream), values);  // however much the others were used
    EXPECT_EQ(mixed.count(stream), 20U);
  }
}

// Streams and neighbouring seeds must not be copies of each other, shifted by some draws.
TEST(SeededChoicesTest, StreamsAreNoShiftedCopies) {
  std::vector<std::vector<std::uint64_t>> all;
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    for (const Stream stream :
         {Stream::workload, Stream::schedule, Stream::faults, Stream::latency}) {
      SeededChoices choices(seed);
      std::vector<std::uint64_t> values;
      for (int i = 0; i < 50; ++i) values.push_back(choices.draw(stream, "test", UINT64_MAX));
      all.push_back(std::move(values));
    }
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = 0; j < all.size(); ++j) {
      if (i == j) continue;
      EXPECT_EQ(std::find(all[j].begin(), all[j].end(), all[i][10]), all[j].end());
    }
  }
}

TEST(SeededChoicesTest, AChoiceOfOneIsCalmAndCostsNoRandomness) {
  SeededChoices a(5);
  SeededChoices b(5);
  EXPECT_EQ(a.draw(Stream::latency, "only", 1), 0U);
  EXPECT_EQ(a.count(Stream::latency), 1U);
  EXPECT_EQ(some(a, Stream::latency), some(b, Stream::latency));
}

TEST(SeededChoicesTest, RemembersItsDrawsIfAsked) {
  SeededChoices kept(5, SeededChoices::Keep::draws);
  const std::uint64_t value = kept.draw(Stream::faults, "site", 100);
  kept.draw(Stream::latency, "one", 1);
  ASSERT_EQ(kept.draws().size(), 2U);
  EXPECT_EQ(kept.draws()[0].stream, Stream::faults);
  EXPECT_STREQ(kept.draws()[0].site, "site");
  EXPECT_EQ(kept.draws()[0].bound, 100U);
  EXPECT_EQ(kept.draws()[0].value, value);
  EXPECT_EQ(kept.draws()[1].value, 0U);
  SeededChoices not_kept(5);
  not_kept.draw(Stream::faults, "site", 100);
  EXPECT_TRUE(not_kept.draws().empty());
}

TEST(CalmChoicesTest, AlwaysChoosesZero) {
  CalmChoices calm;
  EXPECT_EQ(calm.draw(Stream::workload, "any", 1), 0U);
  EXPECT_EQ(calm.draw(Stream::faults, "any", UINT64_MAX), 0U);
}

}  // namespace
}  // namespace sim
