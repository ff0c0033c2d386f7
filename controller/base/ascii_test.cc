#include "controller/base/ascii.h"

#include <gtest/gtest.h>

namespace controller {
namespace {

TEST(Ascii, ChangesLettersOnly) {
  EXPECT_EQ(to_upper_ascii(std::string_view("az09_-{`\xC3\xA4")), "AZ09_-{`\xC3\xA4");
  EXPECT_EQ(to_lower_ascii('A'), 'a');
  EXPECT_EQ(to_lower_ascii('Z'), 'z');
  EXPECT_EQ(to_lower_ascii('@'), '@');
  EXPECT_EQ(to_lower_ascii('['), '[');
}

TEST(Ascii, ComparesIgnoringCase) {
  EXPECT_TRUE(equal_ignoring_case("aBc", "AbC"));
  EXPECT_FALSE(equal_ignoring_case("abc", "abcd"));
  EXPECT_FALSE(equal_ignoring_case("[", "{"));
  EXPECT_EQ(compare_ignoring_case("aBc", "AbC"), 0);
  EXPECT_LT(compare_ignoring_case("ab", "ABC"), 0);
  EXPECT_GT(compare_ignoring_case("abc", "AB"), 0);
  EXPECT_LT(compare_ignoring_case("a", "\xFF"), 0);
}

}  // namespace
}  // namespace controller
