#include "sim/text/duration_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <regex>

namespace sim {
namespace {

using namespace std::chrono_literals;
using controller::Duration;

Duration of(std::string_view text, Sign sign = Sign::plus) {
  const auto duration = parse_duration(text, sign);
  return duration ? *duration : Duration(-999);
}

TEST(DurationText, HasUnitsAndFractions) {
  EXPECT_EQ(of("0s"), 0us);
  EXPECT_EQ(of("250ms"), 250ms);
  EXPECT_EQ(of("90s"), 90s);
  EXPECT_EQ(of("10m"), 10min);
  EXPECT_EQ(of("2h"), 2h);
  EXPECT_EQ(of("1d"), 24h);
  EXPECT_EQ(of("1.5s"), 1500ms);
  EXPECT_EQ(of("0.001ms"), 1us);
  EXPECT_EQ(of("0.001d"), 86'400ms);
  EXPECT_EQ(of("1.25h"), 75min);
  EXPECT_EQ(of("007s"), 7s);
}

TEST(DurationText, MayBeNegativeWhereThatMakesSense) {
  EXPECT_EQ(of("-90m", Sign::any), -90min);
  EXPECT_EQ(of("-0s", Sign::any), 0us);
  EXPECT_EQ(of("90m", Sign::any), 90min);
  EXPECT_FALSE(parse_duration("-1s").ok());
  EXPECT_FALSE(parse_duration("--1s", Sign::any).ok());
}

TEST(DurationText, EndsAt400Days) {
  EXPECT_EQ(of("400d"), kDurationMax);
  EXPECT_EQ(of("34560000s"), kDurationMax);
  EXPECT_EQ(of("34560000000ms"), kDurationMax);
  for (const char* text : {"400.001d", "34560001s", "34560000000.001ms", "18446744073709551617s"})
    EXPECT_FALSE(parse_duration(text).ok()) << text;
}

TEST(DurationText, IsWrittenInTheLargestWholeUnit) {
  EXPECT_EQ(duration_text(0s), "0s");
  EXPECT_EQ(duration_text(24h), "1d");
  EXPECT_EQ(duration_text(25h), "25h");
  EXPECT_EQ(duration_text(90min), "90m");
  EXPECT_EQ(duration_text(90s), "90s");
  EXPECT_EQ(duration_text(1500ms), "1500ms");
  EXPECT_EQ(duration_text(1us), "0.001ms");
  EXPECT_EQ(duration_text(-1'010us), "-1.01ms");
  EXPECT_EQ(duration_text(-2h), "-2h");
}

RC_GTEST_PROP(DurationText, IsReadAsItWasWritten, ()) {
  const auto us = *rc::gen::inRange<std::int64_t>(-kDurationMax.count(), kDurationMax.count() + 1);
  RC_ASSERT(of(duration_text(Duration(us)), Sign::any) == Duration(us));
}

RC_GTEST_PROP(DurationText, FitsItsPattern, ()) {
  static const std::regex pattern{std::string(kSignedDurationPattern)};
  const auto text =
      *rc::gen::container<std::string>(rc::gen::element('-', '0', '9', '.', 'm', 's', 'd'));
  const auto duration = parse_duration(text, Sign::any);
  const bool too_long = !duration && duration.error().find("at most") != std::string::npos;
  RC_ASSERT((duration.ok() || too_long) == std::regex_match(text, pattern));
}

}  // namespace
}  // namespace sim
