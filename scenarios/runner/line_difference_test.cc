#include "scenarios/runner/line_difference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scenarios {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(LineDifference, IsNoneBetweenEqualTexts) {
  for (const std::string text : {"", "a", "a\n", "a\nb\n"})
    EXPECT_FALSE(line_difference(text, text)) << text;
}

TEST(LineDifference, IsTheFirstLineWithWhatComesBefore) {
  const auto found =
      line_difference(std::string("1\n2\n3\n4\nx\n6\n"), std::string("1\n2\n3\n4\ny\n6\n"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->line, 5U);
  EXPECT_THAT(found->before, ElementsAre("2", "3", "4"));
  EXPECT_EQ(found->left, "x");
  EXPECT_EQ(found->right, "y");
  EXPECT_EQ(lines_of(*found), "    2\n    3\n    4\n  - x\n  + y\n");
  EXPECT_EQ(remark_of(*found), "line 5: x <> y");
}

TEST(LineDifference, TellsWhenOneSideEnds) {
  const auto found = line_difference(std::string("1\n"), std::string("1\n2\n"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->line, 2U);
  EXPECT_FALSE(found->left);
  EXPECT_EQ(lines_of(*found), "    1\n  - (nothing: it ends here)\n  + 2\n");
}

TEST(LineDifference, CutsLongLinesAroundTheFirstDifference) {
  const std::string same(5000, 'a');
  const auto found = line_difference(same + "LEFT" + same, same + "RIGHT" + same);
  ASSERT_TRUE(found);
  const auto shown = lines_of(*found);
  EXPECT_THAT(shown, HasSubstr("LEFT"));
  EXPECT_THAT(shown, HasSubstr("RIGHT"));
  EXPECT_LT(shown.size(), 1000U);
  EXPECT_THAT(remark_of(*found), HasSubstr("aLEFTa"));
}

TEST(LineDifference, ShowsWhatCannotBePrinted) {
  EXPECT_EQ(remark_of(*line_difference(std::string("\x01"), std::string("\xFF"))),
            "line 1: \\x01 <> \\xFF");
}

}  // namespace
}  // namespace scenarios
