#include "reports/text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace reports {
namespace {

TEST(Printable, KeepsTextAndShowsWhatIsNone) {
  EXPECT_EQ(printable("plain é € 😀"), "plain é € 😀");
  EXPECT_EQ(printable("a\nb\tc\rd"), "a\\nb\\tc\\rd");
  EXPECT_EQ(printable(std::string("\x1b[31m\0\x7f", 7)), "\\x1B[31m\\x00\\x7F");
  EXPECT_EQ(printable("\xc2\x9b"
                      "31m"),
            "\\xC2\\x9B31m")
      << "a terminal takes U+009B for ESC [";
}

TEST(Printable, ShowsBytesThatAreNoUtf8) {
  EXPECT_EQ(printable("\xff"), "\\xFF");
  EXPECT_EQ(printable("a\xe2\x82"), "a\\xE2\\x82") << "cut off";
  EXPECT_EQ(printable("\xc0\xaf"), "\\xC0\\xAF") << "overlong";
  EXPECT_EQ(printable("\xe0\x80\xaf"), "\\xE0\\x80\\xAF") << "overlong";
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xED\\xA0\\x80") << "a surrogate";
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xF4\\x90\\x80\\x80") << "beyond Unicode";
  EXPECT_EQ(printable("\xef\xbf\xbf"), "\\xEF\\xBF\\xBF") << "XML forbids U+FFFF";
}

TEST(TimeText, TakesTheTwoLargestUnits) {
  EXPECT_EQ(time_text(0), "0 s");
  EXPECT_EQ(time_text(1'500), "0.001 s");
  EXPECT_EQ(time_text(12'500'000), "12.5 s");
  EXPECT_EQ(time_text(59'999'999), "59.999 s");
  EXPECT_EQ(time_text(60'000'000), "1 min");
  EXPECT_EQ(time_text(90'000'000), "1 min 30 s");
  EXPECT_EQ(time_text(3'600'000'000 + 59'000'000), "1 h");
  EXPECT_EQ(time_text(std::int64_t{49} * 3'600'000'000), "2 d 1 h");
  EXPECT_EQ(time_text(-1'000'000), "-1 s");
}

TEST(InstantText, IsExactAndInSecondsAlone) {
  EXPECT_EQ(instant_text(0), "0.000 s");
  EXPECT_EQ(instant_text(25'020'000), "25.020 s");
  EXPECT_EQ(instant_text(549'027'000), "549.027 s");
  EXPECT_EQ(instant_text(99'831'850), "99.831850 s");
  EXPECT_EQ(instant_text(-1'500'000), "-1.500 s");
}

TEST(Grouped, PutsCommasBetweenThousands) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(18446744073709551615ULL), "18,446,744,073,709,551,615");
}

TEST(Counted, KnowsThePlural) {
  EXPECT_EQ(counted(1, "run"), "1 run");
  EXPECT_EQ(counted(0, "run"), "0 runs");
  EXPECT_EQ(counted(1600, "run"), "1,600 runs");
}

TEST(Hex, HasSixteenDigits) {
  EXPECT_EQ(hex(0), "0000000000000000");
  EXPECT_EQ(hex(0xC0FFEE), "0000000000c0ffee");
  EXPECT_EQ(hex(~std::uint64_t{0}), "ffffffffffffffff");
}

TEST(ClauseBefore, FollowsTheContract) {
  std::vector<std::string> clauses = {"S1",  "C10", "M1", "C2", "",  "L1",
                                      "G10", "X1",  "G2", "H1", "F1"};
  std::ranges::sort(clauses, clause_before);
  EXPECT_EQ(clauses, (std::vector<std::string>{"G2", "G10", "L1", "C2", "C10", "H1", "F1", "M1",
                                               "S1", "", "X1"}));
}

TEST(Text, IsCutBetweenCharacters) {
  EXPECT_EQ(cut("1,000×", 6), "1,000×");
  EXPECT_EQ(cut("1,000× as fast", 7), "1,000×…");
  EXPECT_EQ(cut("××××", 3), "××…");
  EXPECT_EQ(cut("", 1), "");
  EXPECT_EQ(cut("ab", 1), "…");
}

}  // namespace
}  // namespace reports
