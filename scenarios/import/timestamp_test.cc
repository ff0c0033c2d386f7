#include "scenarios/import/timestamp.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

namespace scenarios::importing {
namespace {

constexpr int kYear = 2026;

// "moment|rest of the line"; "none".
std::string read(std::string_view line) {
  const auto stamp = stamp_at_begin(line, kYear);
  if (!stamp) return "none";
  return moment_text(stamp->time) + "|" + std::string(line.substr(stamp->end));
}

TEST(Timestamp, ReadsIso8601) {
  EXPECT_EQ(read("2026-11-22T05:54:29.830+00:00 [ws] x"), "2026-11-22T05:54:29.830Z| [ws] x");
  EXPECT_EQ(read("2026-11-22T06:00:01Z"), "2026-11-22T06:00:01Z|");
  EXPECT_EQ(read("2026-11-22T06:00:01"), "2026-11-22T06:00:01Z|");
  EXPECT_EQ(read("2026-11-22T06:00:01+0130 x"), "2026-11-22T04:30:01Z| x");
  EXPECT_EQ(read("2026-11-22T06:00:01.5-01:00 x"), "2026-11-22T07:00:01.500Z| x");
  EXPECT_EQ(read("2024-02-29T23:59:60Z"), "2024-03-01T00:00:00Z|");
}

TEST(Timestamp, ReadsDateAndTime) {
  EXPECT_EQ(read("2026-11-22 06:00:01.250 x"), "2026-11-22T06:00:01.250Z| x");
  EXPECT_EQ(read("2026-11-22 06:00:01,250 x"), "2026-11-22T06:00:01.250Z| x");
  EXPECT_EQ(read("2026-11-22 06:00:01 +0100 x"), "2026-11-22T05:00:01Z| x");
  EXPECT_EQ(read("2026-11-22 06:00:01.5+00 x"), "2026-11-22T06:00:01.500Z| x");
  EXPECT_EQ(read("2026-11-22 06:00:01-03 x"), "2026-11-22T09:00:01Z| x");
  EXPECT_EQ(read("2026-11-22 06:00:01 -5 x"), "2026-11-22T06:00:01Z| -5 x");
  EXPECT_EQ(read("2026-11-22 06:00:01 +99:99 x"), "2026-11-22T06:00:01Z| +99:99 x");
  EXPECT_EQ(read("2026-11-22 06:00:01 - x"), "2026-11-22T06:00:01Z| - x");
}

TEST(Timestamp, ReadsSyslog) {
  EXPECT_EQ(read("Nov 22 06:00:01 host x"), "2026-11-22T06:00:01Z| host x");
  EXPECT_EQ(read("Nov  2 06:00:01 host x"), "2026-11-02T06:00:01Z| host x");
  EXPECT_EQ(read("Nov 2 06:00:01 host x"), "2026-11-02T06:00:01Z| host x");
  EXPECT_TRUE(stamp_at_begin("Nov 22 06:00:01", kYear)->without_year);
}

TEST(Timestamp, SeesThroughBracketsAndColours) {
  EXPECT_EQ(read("[2026-11-22 06:00:01] x"), "2026-11-22T06:00:01Z| x");
  EXPECT_EQ(read("[Nov 22 06:00:01] x"), "2026-11-22T06:00:01Z| x");
  EXPECT_EQ(read("\x1b[90m2026-11-22T06:01:35.086+00:00\x1b[39m x"),
            "2026-11-22T06:01:35.086Z|\x1b[39m x");
}

TEST(Timestamp, KeepsMicroseconds) {
  EXPECT_EQ(stamp_at_begin("1970-01-01T00:00:01.000042999Z", kYear)->time, 1'000'042);
  EXPECT_EQ(moment_text(-1), "1969-12-31T23:59:59.999Z");
}

TEST(Timestamp, RefusesWhatIsNone) {
  for (const char* line : {"",
                           "│",
                           "hello",
                           "Registered plugin command: /pair",
                           "2026-13-22T06:00:01Z",
                           "2026-02-29T06:00:01Z",
                           "2026-11-22T24:00:01Z",
                           "2026-11-22T06:60:01Z",
                           "2026-11-22T06:00",
                           "2026-11-22",
                           "2026-11-22T06:00:011",
                           "Nov 31 06:00:01 x",
                           "Nox 22 06:00:01 x",
                           "12:00:01 x",
                           "[ws] 2026-11-22T06:00:01Z",
                           " 2026-11-22T06:00:01Z",
                           "2026-11-22T06:00:01a",
                           "0001-01-01T00:00:00Z",
                           "1969-12-31T23:59:59Z",
                           "2026-11-22T06:00:01+99:99",
                           "2026-11-22T06:00:01-15:00",
                           "2026-11-22T06:00:01+01:60",
                           "2026-11-22T06:00:01+1",
                           "2026-11-22T06:00:01+01:",
                           "2026-11-22T06:00:01+010"})
    EXPECT_EQ(read(line), "none") << line;
}

std::string message(std::string_view line) {
  const auto stamp = stamp_at_begin(line, kYear);
  return stamp ? std::string(without_collector_head(line, *stamp, kYear)) : "none";
}

TEST(Timestamp, CutsOffWhatACollectorPutBefore) {
  EXPECT_EQ(message("Nov 22 06:00:01 box openclaw[7]: paired"), "paired");
  EXPECT_EQ(message("Nov 22 06:00:01 box openclaw: paired"), "paired");
  EXPECT_EQ(message("2026-11-22T06:00:01+0000 box openclaw[7]: paired"), "paired");
  EXPECT_EQ(message("2026-11-22T06:00:01.123456789Z 2026-11-22T06:00:01.123+00:00 [ws] x"),
            "2026-11-22T06:00:01.123+00:00 [ws] x");
}

TEST(Timestamp, KeepsWhatTheGatewayWrote) {
  for (const char* line : {"2026-11-22T06:00:01.123+00:00 [ws] close code=1008",
                           "2026-11-22T06:00:01.123+00:00 bonjour: starting",
                           "2026-11-22T06:00:01.123+00:00 telegram inbound: chatId=8",
                           "Nov 22 06:00:01 box said so", "[2026-11-22 06:00:01] x"})
    EXPECT_EQ(message(line), line);
}

TEST(TimestampProperty, TakesAnyBytes) {
  EXPECT_TRUE(rc::check("no crash, and the end is in the line", [](const std::string& bytes) {
    for (const std::string& line : {bytes, "2026-11-22T06:00:01" + bytes, "Nov 22 " + bytes}) {
      const auto stamp = stamp_at_begin(line, kYear);
      if (!stamp) continue;
      RC_ASSERT(stamp->end <= line.size());
      RC_ASSERT(line.ends_with(without_collector_head(line, *stamp, kYear)));
    }
  }));
}

}  // namespace
}  // namespace scenarios::importing
