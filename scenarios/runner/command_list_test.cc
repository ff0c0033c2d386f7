// `pairbench list`, and whether what the command says of the library is true.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <sstream>
#include <string>

#include "scenarios/invariants/invariant.h"
#include "scenarios/runner/discover.h"
#include "scenarios/runner/plan.h"
#include "scenarios/runner/testing/command.h"

namespace scenarios {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

const std::string kLibrary = PAIRBENCH_SOURCE_DIR "/scenarios/library";

// "clauses": ["G1", "G2", …]: all that must be covered, and that scenarios with instances put to
// the test, or the others do.
std::string judged_clauses_text(bool cloud) {
  std::string out;
  for (const std::string& clause : judged_clauses())
    if ((clause.front() == 'F' || clause.front() == 'M') == cloud)
      out += (out.empty() ? "\"" : ", \"") + clause + "\"";
  return "\"clauses\": [" + out + "]";
}

TEST_F(Command, ListsScenarios) {
  scenario("b", R"(, "clauses": ["C10", "G1"], "tags": ["odd"])");
  scenario("a", R"(, "clauses": ["C2", "G1"])");
  EXPECT_EQ(pairbench({"list", "lib"}).out, "a  C2 G1\nb  C10 G1  odd\n");
  EXPECT_THAT(pairbench({"list", "lib", "--json"}).out, HasSubstr("\"file\": \"lib/a.json\""));
}

TEST_F(Command, PrintsACataloguePage) {
  folder_.put("lib/x/one.json",
              "// Somebody asks,\n// and is | answered.\n"
              R"({"version": 1, "name": "one", "duration": "1m", "clauses": ["C2", "G1"]})");
  folder_.put("lib/y/two.json",
              R"({"version": 1, "name": "two", "duration": "1m", "tags": ["t"]})");
  const auto ended = pairbench({"list", "lib", "--markdown"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.out,
            "# Scenarios\n\n2 scenarios in 2 folders.\n"
            "\n## lib/x\n\n| scenario | what it is about | clauses | tags |\n|---|---|---|---|\n"
            "| one | Somebody asks, and is \\| answered. | C2 G1 | |\n"
            "\n## lib/y\n\n| scenario | what it is about | clauses | tags |\n|---|---|---|---|\n"
            "| two | | | t |\n");
}

// ---- the matrix

TEST_F(Command, TheMatrixShowsWhichScenarioNamesWhichClause) {
  scenario("all", ", " + judged_clauses_text(false));
  scenario("cloud", R"(, "instances": [{"user": "bob"}], )" + judged_clauses_text(true));
  scenario("some", R"(, "clauses": ["G2", "S4"])");
  const auto plain = pairbench({"list", "lib", "--matrix"});
  EXPECT_EQ(plain.code, 0);
  EXPECT_EQ(plain.err, "");
  EXPECT_THAT(plain.out, StartsWith("scenario               G1 G2 G3"));
  EXPECT_THAT(plain.out, HasSubstr("\nall                    x  x  x"));
  EXPECT_THAT(plain.out, HasSubstr("\nsome                      x "));
  EXPECT_THAT(plain.out, HasSubstr("\nscenarios that name it 1  2  1"));
  const auto markdown = pairbench({"list", "lib", "--matrix", "--markdown"});
  EXPECT_THAT(markdown.out, StartsWith("| scenario | G1 | G2 |"));
  const auto json = pairbench({"list", "lib", "--matrix", "--json"});
  EXPECT_THAT(json.out, HasSubstr("\"G2\": [\n    \"all\",\n    \"some\"\n  ]"));
}

TEST_F(Command, AMatrixWithHolesFailsAndNamesThem) {
  scenario("one", R"(, "clauses": ["G1", "S4"])");
  const auto holes = pairbench({"list", "lib", "--matrix"});
  EXPECT_EQ(holes.code, 1);
  EXPECT_THAT(holes.out, HasSubstr("\nNot named by a scenario: G2, G3,"));
  EXPECT_EQ(holes.err, "") << "once is enough";
  const auto json = pairbench({"list", "lib", "--matrix", "--json"});
  EXPECT_EQ(json.code, 1);
  EXPECT_THAT(json.err, StartsWith("pairbench: named by fewer than 1 scenario: G2 (0), G3 (0),"));
  EXPECT_EQ(pairbench({"list", "lib", "--matrix", "--at-least", "0"}).code, 0);

  scenario("all", ", " + judged_clauses_text(false));
  scenario("cloud", R"(, "instances": [{"user": "bob"}], )" + judged_clauses_text(true));
  EXPECT_EQ(pairbench({"list", "lib", "--matrix", "--at-least", "1"}).code, 0);
  const auto more = pairbench({"list", "lib", "--matrix", "--at-least", "2"});
  EXPECT_EQ(more.code, 1);
  EXPECT_THAT(more.out, HasSubstr("\nNot named by 2 scenarios or more: G2 (1), G3 (1),"));
  EXPECT_THAT(more.out, Not(HasSubstr("S4 (1)"))) << "no judge exists for it";
}

TEST_F(Command, RefusesAMatrixThatMakesNoSense) {
  calm();
  expect_refused({"list", "lib", "--at-least", "2"}, "--at-least requires --matrix");
  expect_refused({"list", "lib", "--matrix", "--at-least", "x"},
                 "--at-least: expected a whole number");
}

// ---- what --help says of the library

const std::set<std::string>& library_names() {
  static const std::set<std::string> kNames = [] {
    std::set<std::string> names;
    for (const auto& planned : make_plan({kLibrary}).scenarios) names.insert(planned.scenario.name);
    return names;
  }();
  return kNames;
}

// Words as a shell would see them, without their quotes.
Words words_of(const std::string& text) {
  std::istringstream in(text);
  Words words;
  for (std::string word; in >> word;) {
    std::erase_if(word, [](char c) { return c == '\'' || c == '"'; });
    words.push_back(word);
  }
  return words;
}

// What leads nowhere: paths of the library that do not exist, globs that match nothing, results of
// scenarios that there are not. NAME, SEED and my-scenario.json stand for whatever the reader has.
Words wrong_in(const std::string& help) {
  const auto& names = library_names();
  Words wrong;
  for (const auto& word : words_of(help)) {
    bool right = true;
    if (word.starts_with("scenarios/")) {
      right = std::filesystem::exists(PAIRBENCH_SOURCE_DIR "/" + word);
    } else if (word.find('*') != std::string::npos && !word.starts_with("*.")) {
      right = std::ranges::any_of(names, [&](const auto& name) { return matches(word, name); });
    } else if (word.starts_with("out/")) {
      const auto name = word.substr(4, word.find('/', 4) - 4);
      right = name == "NAME" || names.contains(name);
    }
    if (!right) wrong.push_back(word);
  }
  return wrong;
}

TEST_F(Command, HelpNamesOnlyScenariosThatExist) {
  ASSERT_THAT(library_names(), Contains("approval-joined"));
  EXPECT_THAT(wrong_in("run scenarios/library/nothing.json --filter 'gw-*' out/approvals-join/7/x"),
              ElementsAre("scenarios/library/nothing.json", "gw-*", "out/approvals-join/7/x"));
  const auto overview = pairbench({"--help"}).out;
  EXPECT_THAT(wrong_in(overview), IsEmpty());
  // Every command of the overview, also those to come.
  std::istringstream lines(overview.substr(overview.find("Subcommands:")));
  std::size_t commands = 0;
  for (std::string line; std::getline(lines, line) && !line.starts_with("Examples");) {
    if (!line.starts_with("  ") || line.starts_with("   ")) continue;
    const auto command = words_of(line).front();
    EXPECT_THAT(wrong_in(pairbench({command, "--help"}).out), IsEmpty()) << command;
    ++commands;
  }
  EXPECT_GE(commands, 4U);
}

}  // namespace
}  // namespace scenarios
