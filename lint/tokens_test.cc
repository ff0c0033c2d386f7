#include "lint/tokens.h"

#include <gtest/gtest.h>

#include <string>

namespace lint {
namespace {

std::string joined(std::string_view text) {
  std::string all;
  for (const auto& token : tokenise(text)) {
    if (!all.empty()) all += ' ';
    all += token.text;
  }
  return all;
}

TEST(Tokens, AreNamesNumbersAndPunctuation) {
  EXPECT_EQ(joined("a::b->c(1'000, 45s, 0.5)&&d;"), "a :: b -> c ( 1'000 , 45s , 0.5 ) && d ;");
}

TEST(Tokens, LeaveCommentsOut) { EXPECT_EQ(joined("a // b\n/* c\n d */ e"), "a e"); }

TEST(Tokens, KeepLiteralsWhole) {
  EXPECT_EQ(joined(R"(f("a \" // b", '"', '\''))"), R"(f ( "a \" // b" , '"' , '\'' ))");
  EXPECT_EQ(joined("R\"x(a )\" b)x\" c"), "R\"x(a )\" b)x\" c");
}

TEST(Tokens, SetDirectivesApart) {
  EXPECT_EQ(joined("#define A \\\n b\nc"), "; # define A b ; c");
  EXPECT_EQ(joined("#endif"), "; # endif ;");
}

TEST(Tokens, KnowTheirLine) {
  const auto tokens = tokenise("a\n/*\n*/ b\nR\"(\n)\" c");
  ASSERT_EQ(tokens.size(), 4u);
  EXPECT_EQ(tokens[1].line, 3);
  EXPECT_EQ(tokens[3].line, 5);
}

TEST(Tokens, SurviveUnfinishedText) {
  for (const auto* text : {"\"a", "'", "/* a", "R\"(a", "R\"", "a\\", "#"})
    EXPECT_NO_FATAL_FAILURE(static_cast<void>(tokenise(text))) << text;
}

}  // namespace
}  // namespace lint
