#include "controller/base/iso8601.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

namespace controller {
namespace {

constexpr std::int64_t kRecorded = 1795326601416;  // 2026-11-22T05:50:01.416Z
constexpr std::int64_t kFirst = -62167219200000;   // 0000-01-01T00:00:00.000Z
constexpr std::int64_t kLast = 253402300799999;    // 9999-12-31T23:59:59.999Z

TEST(Iso8601, ReadsWhatTheCliWrites) {
  EXPECT_EQ(parse_iso8601("2026-11-22T05:50:01.416Z"), kRecorded);
  EXPECT_EQ(parse_iso8601("1970-01-01T00:00:00.000Z"), 0);
  EXPECT_EQ(parse_iso8601("1969-12-31T23:59:59.999Z"), -1);
}

TEST(Iso8601, ReadsOffsets) {
  EXPECT_EQ(parse_iso8601("2026-11-22T05:50:01.416+00:00"), kRecorded);
  EXPECT_EQ(parse_iso8601("2026-11-22T05:50:01.416-00:00"), kRecorded);
  EXPECT_EQ(parse_iso8601("2026-11-22T07:20:01.416+01:30"), kRecorded);
  EXPECT_EQ(parse_iso8601("2026-11-21T22:50:01.416-07:00"), kRecorded);
}

TEST(Iso8601, ReadsOneToNineDigitsOfFraction) {
  EXPECT_EQ(parse_iso8601("1970-01-01T00:00:01Z"), 1000);
  EXPECT_EQ(parse_iso8601("1970-01-01T00:00:01.5Z"), 1500);
  EXPECT_EQ(parse_iso8601("1970-01-01T00:00:01.05Z"), 1050);
  EXPECT_EQ(parse_iso8601("1970-01-01T00:00:01.123999999Z"), 1123);
  EXPECT_EQ(parse_iso8601("1970-01-01T00:00:01.Z"), std::nullopt);
  EXPECT_EQ(parse_iso8601("1970-01-01T00:00:01.1234567890Z"), std::nullopt);
}

TEST(Iso8601, KnowsLeapYears) {
  EXPECT_TRUE(parse_iso8601("2024-02-29T00:00:00Z"));
  EXPECT_TRUE(parse_iso8601("2000-02-29T00:00:00Z"));
  EXPECT_FALSE(parse_iso8601("2026-02-29T00:00:00Z"));
  EXPECT_FALSE(parse_iso8601("1900-02-29T00:00:00Z"));
  EXPECT_FALSE(parse_iso8601("2026-04-31T00:00:00Z"));
}

TEST(Iso8601, RefusesAllElse) {
  for (const char* text : {"",
                           "now",
                           "2026-11-22",
                           "2026-11-22T05:50:01",
                           "2026-11-22T05:50Z",
                           "2026-11-22 05:50:01Z",
                           "2026-11-22t05:50:01Z",
                           "2026-11-22T05:50:01z",
                           " 2026-11-22T05:50:01Z",
                           "2026-11-22T05:50:01Z ",
                           "2026-13-22T05:50:01Z",
                           "2026-00-22T05:50:01Z",
                           "2026-11-00T05:50:01Z",
                           "2026-11-22T24:00:00Z",
                           "2026-11-22T05:60:01Z",
                           "2026-11-22T05:50:60Z",
                           "26-11-22T05:50:01Z",
                           "+2026-11-22T05:50:01Z",
                           "2026-11-22T05:50:01+24:00",
                           "2026-11-22T05:50:01+01:60",
                           "2026-11-22T05:50:01+0100",
                           "2026-11-22T05:50:01+1",
                           "2026-1 -22T05:50:01Z",
                           "2026-11-22T05:50:0/Z",
                           "2026-11-22T05:50:01,416Z",
                           "2026-11-22T-5:50:01Z"}) {
    EXPECT_EQ(parse_iso8601(text), std::nullopt) << text;
  }
}

TEST(Iso8601, WritesThreeDigitsOfFraction) {
  EXPECT_EQ(format_iso8601(kRecorded), "2026-11-22T05:50:01.416Z");
  EXPECT_EQ(format_iso8601(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(format_iso8601(-1), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(format_iso8601(kFirst), "0000-01-01T00:00:00.000Z");
  EXPECT_EQ(format_iso8601(kLast), "9999-12-31T23:59:59.999Z");
}

TEST(Iso8601, WritesMomentsOutOfRangeAsTheNearest) {
  EXPECT_EQ(format_iso8601(std::numeric_limits<std::int64_t>::min()), format_iso8601(kFirst));
  EXPECT_EQ(format_iso8601(std::numeric_limits<std::int64_t>::max()), format_iso8601(kLast));
}

RC_GTEST_PROP(Iso8601Property, RoundTrip, ()) {
  const auto ms = *rc::gen::inRange(kFirst, kLast + 1);
  const std::string text = format_iso8601(ms);
  RC_ASSERT(text.size() == 24U);
  RC_ASSERT(parse_iso8601(text) == ms);
}

RC_GTEST_PROP(Iso8601Property, OneWrongByteIsNeverMisread, (char wrong)) {
  const std::string good = "2026-11-22T05:50:01.416Z";
  std::string text = good;
  text[*rc::gen::inRange<std::size_t>(0, text.size())] = wrong;
  const auto ms = parse_iso8601(text);
  if (ms) RC_ASSERT(format_iso8601(*ms) == text);
}

}  // namespace
}  // namespace controller
