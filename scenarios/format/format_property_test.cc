#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <fstream>
#include <sstream>

#include "scenarios/format/loader.h"
#include "scenarios/format/random_document.h"
#include "scenarios/format/writer.h"

namespace scenarios {
namespace {

// What every error must look like, whatever the input.
void check_error(const ScenarioError& error, const std::string& text) {
  RC_ASSERT(error.file == "t.json");
  RC_ASSERT(!error.message.empty());
  if (error.message.size() >= 1000U) RC_FAIL("too long: " + error.message);
  RC_ASSERT(error.message.find('\n') == std::string::npos);
  RC_ASSERT(error.line >= 0);
  RC_ASSERT(error.line <= 1 + std::count(text.begin(), text.end(), '\n'));
  RC_ASSERT((error.line == 0) == (error.column == 0));
}

TEST(FormatProperty, WhatIsWrittenLoadsAsTheSame) {
  int loaded_runs = 0;
  EXPECT_TRUE(rc::check("load(write(scenario)) == scenario", [&] {
    const std::string text = print(random_document());
    const auto first = parse_scenario(text, "t.json");
    if (!first) {
      check_error(first.error(), text);
      return;
    }
    ++loaded_runs;
    const std::string written = write_scenario(*first);
    const auto second = parse_scenario(written, "t.json");
    if (!second) RC_FAIL(to_string(second.error()) + "\n" + written);
    RC_ASSERT(*second == *first);
    RC_ASSERT(write_scenario(*second) == written);
  }));
  EXPECT_GT(loaded_runs, 10) << "too few of the random scenarios are valid to prove anything";
}

TEST(FormatProperty, TheFirstCommentIsKept) {
  EXPECT_TRUE(rc::check("about survives", [] {
    Scenario scenario;
    scenario.name = "t";
    scenario.duration = std::chrono::seconds(1);
    const auto lines = *rc::gen::container<std::vector<std::string>>(
        rc::gen::element<std::string>("one idea", "", "*/ {", "// \"x\""));
    for (const std::string& line : lines) scenario.about += line + "\n";
    const std::string::size_type begin = scenario.about.find_first_not_of('\n');
    scenario.about.erase(0, begin);
    scenario.about.erase(scenario.about.find_last_not_of('\n') + 1);
    const auto loaded = parse_scenario(write_scenario(scenario), "t.json");
    RC_ASSERT(loaded.ok());
    RC_ASSERT(*loaded == scenario);
  }));
}

std::string everything() {
  std::ifstream file(std::string(PAIRBENCH_SOURCE_DIR) +
                     "/scenarios/format/testdata/everything.json");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void mutate_bytes(std::string& text) {
  static const std::vector<std::string> kPieces = {"{",
                                                   "}",
                                                   "[",
                                                   "]",
                                                   ",",
                                                   ":",
                                                   "\"",
                                                   "\\",
                                                   "//",
                                                   "/*",
                                                   "*/",
                                                   "\n",
                                                   "\r",
                                                   "null",
                                                   "-1",
                                                   "1e9",
                                                   "\"at\"",
                                                   "\"1s\"",
                                                   std::string(1, '\0'),
                                                   "\xFF",
                                                   "\xEF\xBB\xBF",
                                                   "\\u0000",
                                                   "99999999999"};
  const std::size_t at = drawn_below(text.size() + 1);
  switch (drawn_below(4)) {
    case 0:
      text.erase(at, drawn_below(20));
      break;
    case 1:
      text.insert(at, kPieces[drawn_below(kPieces.size())]);
      break;
    case 2:
      text.insert(at, text.substr(drawn_below(text.size() + 1), drawn_below(200)));
      break;
    default:
      if (at < text.size()) text[at] = static_cast<char>(drawn_below(256));
  }
}

TEST(FormatProperty, BrokenBytesGiveAScenarioOrOneError) {
  const std::string valid = everything();
  ASSERT_FALSE(valid.empty());
  EXPECT_TRUE(rc::check("never crashes", [&] {
    std::string text = valid;
    for (std::size_t n = 1 + drawn_below(3); n > 0; --n) mutate_bytes(text);
    const auto loaded =
        parse_scenario(text, "t.json", {.recordings = "", .name_is_file_name = false});
    if (!loaded) check_error(loaded.error(), text);
  }));
}

// Some node of the tree.
Node& drawn_node(Node& root) {
  Node* node = &root;
  while (!node->children.empty() && drawn_below(4) != 0)
    node = &node->children[drawn_below(node->children.size())];
  return *node;
}

void mutate_tree(Node& root) {
  Node& node = drawn_node(root);
  Node other = drawn_node(root);
  switch (drawn_below(4)) {
    case 0:
      other.key = node.key;
      node = std::move(other);
      break;
    case 1:
      node.key = other.key;
      break;
    case 2:
      node.text = other.text;
      break;
    default:
      if (!node.children.empty()) node.children.erase(node.children.begin());
  }
}

TEST(FormatProperty, WrongShapesGiveAScenarioOrOneError) {
  EXPECT_TRUE(rc::check("never crashes", [] {
    Node root = random_document();
    for (std::size_t n = 1 + drawn_below(3); n > 0; --n) mutate_tree(root);
    const std::string text = print(root);
    const auto loaded = parse_scenario(text, "t.json");
    if (!loaded) check_error(loaded.error(), text);
  }));
}

}  // namespace
}  // namespace scenarios
