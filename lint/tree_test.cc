// Applies every lint to the whole tree.
#include "lint/tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>

#include "lint/co_await.h"
#include "lint/effects.h"
#include "lint/hygiene.h"
#include "lint/includes.h"

namespace lint {
namespace {

const std::vector<File>& tree() {
  static const auto files = read_tree(PAIRBENCH_SOURCE_DIR);
  return files;
}

void report(const File& file, const Findings& findings) {
  for (const auto& [line, message] : findings) ADD_FAILURE_AT(file.path.c_str(), line) << message;
}

using CodeLint = Findings(std::string_view path, std::string_view text);
void check_code(CodeLint* lint) {
  for (const auto& file : tree())
    if (file.is_code()) report(file, lint(file.path, file.text));
}

TEST(Tree, IsFound) {
  const auto here = [](const File& file) { return file.path == "lint/tree_test.cc"; };
  EXPECT_EQ(std::ranges::count_if(tree(), here), 1);
}

TEST(Tree, AwaitsSafely) {
  check_code([](std::string_view, std::string_view text) { return lint_co_await(text); });
}
TEST(Tree, DependsOneWay) { check_code(lint_layers); }
TEST(Tree, JudgesShareNothing) { check_code(lint_judges); }
TEST(Tree, KeepsHeadersLight) { check_code(lint_heavy_headers); }
TEST(Tree, IsPureWhereItMustBe) { check_code(lint_effects); }
TEST(Tree, HasTidyFiles) { check_code(lint_shape); }

TEST(Tree, IsWholeAndFinished) {
  for (const auto& file : tree()) report(file, lint_words(file.text));
}

}  // namespace
}  // namespace lint
