#include "controller/base/excerpt.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <simdjson.h>

#include <vector>

namespace controller {
namespace {

using namespace std::string_view_literals;

TEST(Excerpt, IsOneLine) {
  EXPECT_EQ(excerpt("  a\r\n\tb\0\0c \x7F\x1B[0m "sv, 100), "a b c [0m");
  EXPECT_EQ(excerpt("", 100), "");
  EXPECT_EQ(excerpt("\0\n "sv, 100), "");
}

TEST(Excerpt, CutsBetweenCharacters) {
  EXPECT_EQ(excerpt("abcdef", 3), "abc");
  EXPECT_EQ(excerpt("a\xC3\xA9z", 2), "a");
  EXPECT_EQ(excerpt("a\xC3\xA9z", 3), "a\xC3\xA9");
  EXPECT_EQ(excerpt("ab cd", 3), "ab");
}

TEST(Excerpt, ReplacesWhatIsNoUtf8) {
  EXPECT_EQ(excerpt("a\xFFz\xC3", 100), "a?z?");
  EXPECT_EQ(excerpt("\xC0\xAF", 100), "??");              // overlong
  EXPECT_EQ(excerpt("\xED\xA0\x80", 100), "???");         // a surrogate
  EXPECT_EQ(excerpt("\xF4\x90\x80\x80x", 100), "????x");  // beyond U+10FFFF
  EXPECT_EQ(excerpt("\xF0\x9F\x98\x80", 100), "\xF0\x9F\x98\x80");
}

RC_GTEST_PROP(ExcerptProperty, AlwaysFitsAndIsUtf8, (const std::string& text)) {
  const auto max = *rc::gen::inRange<std::size_t>(0, 40);
  const std::string shown = excerpt(text, max);
  RC_ASSERT(shown.size() <= max);
  RC_ASSERT(simdjson::validate_utf8(shown));
  for (const char c : shown) RC_ASSERT(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
}

// The two judges of UTF-8 agree.
RC_GTEST_PROP(ExcerptProperty, KeepsValidText, ()) {
  const auto bytes = *rc::gen::container<std::string>(rc::gen::element(
      'a', '\xC3', '\xA9', '\xE2', '\x82', '\xAC', '\xF0', '\x9F', '\x80', '\xED', '\xA0', '\xF4'));
  RC_ASSERT((excerpt(bytes, bytes.size()) == bytes) == simdjson::validate_utf8(bytes));
}

TEST(Redacted, MasksEveryOccurrence) {
  const std::vector<std::string> secrets = {"fm2_abc", "", "k\"y/1"};
  EXPECT_EQ(redacted("x fm2_abc, fm2_abcfm2_abc", secrets), "x ***, ******");
  EXPECT_EQ(redacted(R"(k"y/1 k\"y/1 k\"y\/1)", secrets), "*** *** ***");
  EXPECT_EQ(redacted("fm2_ab", secrets), "fm2_ab");
  EXPECT_EQ(redacted("abc abcdef", {"abc", "abcdef"}), "*** ***");
}

}  // namespace
}  // namespace controller
