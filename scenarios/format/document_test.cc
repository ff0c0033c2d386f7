#include "scenarios/format/document.h"

#include <gtest/gtest.h>

#include "scenarios/format/locator.h"

namespace scenarios {
namespace {

std::string error_of(const std::string& text, const DocumentLimits& limits = {}) {
  const auto root = parse_document(text, "f", limits);
  return root ? "ok" : to_string(root.error());
}

TEST(Document, RemembersWhereEverythingStood) {
  const auto root = parse_document(
      "// a comment\n{ \"a\" /* \"x\" */ :\n   [1, \"\xC3\xA4\\\"]\", {}],\r\n"
      "\"b\":-7}",
      "f");
  ASSERT_TRUE(root.ok()) << to_string(root.error());
  EXPECT_EQ(root->at, (Position{2, 1}));
  const Node& a = *member(*root, "a");
  EXPECT_EQ(a.key_at, (Position{2, 3}));
  EXPECT_EQ(a.at, (Position{3, 4}));
  ASSERT_EQ(a.children.size(), 3U);
  EXPECT_EQ(a.children[1].text, "\xC3\xA4\"]");
  EXPECT_EQ(a.children[1].at, (Position{3, 8}));
  EXPECT_EQ(a.children[2].at, (Position{3, 16}));
  EXPECT_EQ(member(*root, "b")->at, (Position{4, 5}));
  EXPECT_EQ(member(*root, "b")->magnitude, 7U);
  EXPECT_TRUE(member(*root, "b")->negative);
}

TEST(Document, AByteOrderMarkTakesNoPlace) {
  EXPECT_EQ(error_of("\xEF\xBB\xBF{\"a\": tru}"), "f:1:7: invalid JSON: invalid literal \"tru\"");
  EXPECT_EQ(error_of("\xEF\xBB\xBF{\"a\": [}"),
            "f:1:8: invalid JSON: unexpected '}'; expected '[', "
            "'{', or a literal");
}

TEST(Document, ALineCommentEndsAtACarriageReturnToo) {
  EXPECT_EQ(error_of("// x\r{\"a\": 1}"), "ok");
  const auto root = parse_document("// x\r{\"a\": 1}", "f");
  ASSERT_TRUE(root.ok());
  EXPECT_EQ(member(*root, "a")->at, (Position{1, 12}));
}

TEST(Document, TextAfterAZeroByteIsNotForgotten) {
  EXPECT_EQ(error_of(std::string("{}\0garbage", 10)), "f:1:3: no text file: it holds a zero byte");
  EXPECT_EQ(error_of(std::string("\x7F"
                                 "ELF\x02\0",
                                 6)),
            "f:1:6: no text file: it holds a zero byte");
}

TEST(Document, IllFormedTextIsNamed) {
  EXPECT_EQ(error_of("{\"a\": \"x\xFF\"}"),
            "f:1:9: invalid JSON: invalid string: ill-formed UTF-8 byte");
  EXPECT_EQ(error_of("{\"a\": \"\\ud800\"}"),
            "f:1:14: invalid JSON: invalid string: surrogate U+D800..U+DBFF must be followed by "
            "U+DC00..U+DFFF");
}

TEST(Document, MessagesStayShortAndOnOneLine) {
  const std::string word(100'000, 'x');
  EXPECT_LT(error_of("{\"a\": " + word + "}").size(), 200U);
  EXPECT_LT(error_of("{\"a\": 1" + std::string(100'000, '0') + "}").size(), 300U);
  EXPECT_LT(error_of("{\"" + word + "\": 1, \"" + word + "\": 2}").size(), 200U);
  EXPECT_EQ(shown("a\nb\x01"), "\"a<0A>b<01>\"");
  EXPECT_EQ(shown(std::string(80, 'a')), '"' + std::string(60, 'a') + "…\"");
  // Never cut inside a character.
  std::string umlauts;
  for (int i = 0; i < 80; ++i) umlauts += "\xC3\xA4";
  EXPECT_EQ(shown(umlauts), '"' + umlauts.substr(0, 60) + "…\"");
}

TEST(Document, HasLimits) {
  const auto nested = [](std::size_t depth) {
    return "{\"a\": " + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
  };
  EXPECT_EQ(error_of(nested(64)), "ok");
  EXPECT_EQ(error_of(nested(65)), "f:1:70: nested deeper than 64 levels");
  const DocumentLimits small{.bytes = 40, .keys = 2, .values = 4};
  EXPECT_EQ(error_of(R"({"a": [1, 2]})", small), "ok");
  EXPECT_EQ(error_of(R"({"a": [1, 2, 3]})", small), "f:1:14: more than 4 values in one file");
  EXPECT_EQ(error_of(R"({"a": 1, "b": 2, "c": 3})", small),
            "f:1:18: more than 2 keys in one object");
  EXPECT_EQ(error_of("{}" + std::string(39, ' '), small), "f: larger than 0 MiB");
}

TEST(FirstComment, IsTakenWithoutItsMarks) {
  EXPECT_EQ(first_comment("{}"), "");
  EXPECT_EQ(first_comment("// one\n//two \n{}"), "one\ntwo");
  EXPECT_EQ(first_comment("\xEF\xBB\xBF\n  // one\r\n  //\r\n  // three\r\n\n// four\n{}"),
            "one\n\nthree");
  EXPECT_EQ(first_comment("/* one */ {}"), "one");
  EXPECT_EQ(first_comment("/*\n * one\n *\n * two\n */\n{}"), "one\n\ntwo");
  EXPECT_EQ(first_comment("//\n// x\n//\n"), "x");
  EXPECT_EQ(first_comment(""), "");
  EXPECT_EQ(first_comment("/*"), "");
}

TEST(Locator, PointsAtAnUnclosedComment) {
  Locator locator(" /* x");
  EXPECT_EQ(locator.next(), (Position{1, 2}));
}

TEST(Locator, CountsCharacters) {
  EXPECT_EQ(position_at("a\n\xC3\xA4"
                        "b",
                        4),
            (Position{2, 2}));
  EXPECT_EQ(position_at("ab", 99), (Position{1, 3}));
}

}  // namespace
}  // namespace scenarios
