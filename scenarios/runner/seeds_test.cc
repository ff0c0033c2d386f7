#include "scenarios/runner/seeds.h"

#include <gtest/gtest.h>

#include <string>

namespace scenarios {
namespace {

TEST(Seeds, CountARangeUp) {
  const Seeds seeds(5, 3);
  EXPECT_EQ(seeds.size(), 3U);
  EXPECT_EQ(seeds[0], 5U);
  EXPECT_EQ(seeds[2], 7U);
}

TEST(Seeds, KeepAListInItsOrder) {
  const Seeds seeds({9, 2, 4});
  EXPECT_EQ(seeds.size(), 3U);
  EXPECT_EQ(seeds[0], 9U);
  EXPECT_EQ(seeds[2], 4U);
}

TEST(ParseSeedRange, TakesBothEnds) {
  const auto seeds = parse_seed_range("7..9");
  ASSERT_TRUE(seeds);
  EXPECT_EQ(seeds->size(), 3U);
  EXPECT_EQ((*seeds)[0], 7U);
  EXPECT_EQ(parse_seed_range("7..7")->size(), 1U);
  EXPECT_EQ(parse_seed_range("0..999999")->size(), kSeedsMax);
}

TEST(ParseSeedRange, ReachesTheEndOfTheNumbers) {
  const auto seeds = parse_seed_range("18446744073709551614..18446744073709551615");
  ASSERT_TRUE(seeds);
  EXPECT_EQ(seeds->size(), 2U);
  EXPECT_EQ((*seeds)[1], 18446744073709551615ULL);
}

TEST(ParseSeedRange, SaysHow) {
  const auto error = [](const char* text) { return parse_seed_range(text).error(); };
  const std::string expected = "expected a first and a last seed, such as 1..100, not ";
  EXPECT_EQ(error("5"), expected + "\"5\" (for one seed there is --seed)");
  EXPECT_EQ(error("9..7"), expected + "\"9..7\": the last is before the first");
  for (const std::string text : {"", "..", "1..", "..5", "1...5", "1..x", "-1..5", "1 ..5", "1,5",
                                 "1..18446744073709551616", "1.5..2"})
    EXPECT_TRUE(parse_seed_range(text).ok() == false && error(text.c_str()).starts_with(expected))
        << text;
  EXPECT_EQ(error("0..1000000"),
            "expected at most 1000000 seeds in one run, not \"0..1000000\": split it");
  EXPECT_EQ(error("0..18446744073709551615"),
            "expected at most 1000000 seeds in one run, not \"0..18446744073709551615\": split it");
}

TEST(ParseSeed, TakesOneNumber) {
  EXPECT_EQ((*parse_seed("18446744073709551615"))[0], 18446744073709551615ULL);
  for (const char* text : {"", "x", "1x", " 1", "+1", "-1", "0x10", "18446744073709551616"}) {
    ASSERT_FALSE(parse_seed(text)) << text;
    EXPECT_EQ(parse_seed(text).error(),
              "expected a whole number from 0 to 18446744073709551615, not \"" + std::string(text) +
                  "\"");
  }
}

}  // namespace
}  // namespace scenarios
