#include "lint/hygiene.h"

#include <gtest/gtest.h>

#include <string>

namespace lint {
namespace {

std::string lines(std::size_t count) {
  std::string text = "#pragma once\n";
  text.append(count - 1, '\n');
  return text;
}

TEST(Words, PlainTextPasses) { EXPECT_TRUE(lint_words("// What to do: share/work\n").empty()); }

TEST(Words, UnfinishedOrOutsideIsFound) {
  for (const auto& text : {std::string("a\n// TO") + "DO: b", std::string("a\nFIX") + "ME",
                           std::string("a\n../") + "shared/x", std::string("a\n/wor") + "k/x"}) {
    const auto findings = lint_words(text);
    ASSERT_EQ(findings.size(), 1u) << text;
    EXPECT_EQ(findings[0].line, 2);
  }
}

TEST(Shape, GoodFilesPass) {
  EXPECT_TRUE(lint_shape("a.h", lines(500)).empty());
  EXPECT_TRUE(lint_shape("a.h", "// About.\n#pragma once\n").empty());
  EXPECT_TRUE(lint_shape("a.cc", "int a;\n").empty());
}

TEST(Shape, HeadersNeedPragmaOnce) {
  EXPECT_EQ(lint_shape("a.h", "// #pragma once\nint a;\n").size(), 1u);
}

TEST(Shape, FilesStaySmall) { EXPECT_EQ(lint_shape("a.cc", lines(501)).size(), 1u); }

}  // namespace
}  // namespace lint
