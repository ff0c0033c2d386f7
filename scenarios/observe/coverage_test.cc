#include "scenarios/observe/coverage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "reports/text.h"
#include "scenarios/invariants/invariant.h"

namespace scenarios {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Scenario scenario(std::string name, std::vector<std::string> clauses) {
  Scenario scenario;
  scenario.name = std::move(name);
  scenario.clauses = std::move(clauses);
  return scenario;
}

RunResult run(std::string name, std::map<std::string, std::uint64_t> occasions) {
  RunResult result;
  result.scenario = std::move(name);
  result.occasions = std::move(occasions);
  return result;
}

const Cover& cell(const Coverage& coverage, std::size_t row, const std::string& clause) {
  const auto& clauses = coverage.clauses;
  const auto at = std::find(clauses.begin(), clauses.end(), clause) - clauses.begin();
  return coverage.rows.at(row).cells.at(static_cast<std::size_t>(at));
}

const std::vector<Scenario> kTwo = {scenario("one", {"G1", "C15"}), scenario("two", {"L2", "S4"})};

TEST(Coverage, ListsWhatIsJudgedAndWhatIsNamedBesidesInTheOrderOfTheContract) {
  const std::vector<std::string> judged = judged_clauses();
  const Coverage coverage = coverage_of(kTwo, {});
  EXPECT_EQ(coverage.clauses.size(), judged.size() + 1U);
  for (const std::string& clause : judged) EXPECT_THAT(coverage.clauses, Contains(clause));
  EXPECT_EQ(coverage.clauses.front(), "G1");
  EXPECT_EQ(coverage.clauses.back(), "S4");
  EXPECT_THAT(coverage.unjudged, ElementsAre("S4"));
  EXPECT_TRUE(std::ranges::is_sorted(coverage.clauses, reports::clause_before));
  EXPECT_TRUE(cell(coverage, 0, "G1").named);
  EXPECT_FALSE(cell(coverage, 1, "G1").named);
}

TEST(Coverage, HolesAreJudgedClausesThatTooFewName) {
  const Coverage coverage = coverage_of(kTwo, {});
  const auto holes = coverage.holes();
  EXPECT_EQ(holes.size(), judged_clauses().size() - 3);
  EXPECT_THAT(holes, Contains(Hole{"G2", 0}));
  EXPECT_THAT(holes, Not(Contains(Hole{"G1", 1})));
  EXPECT_THAT(coverage.holes(0), IsEmpty());
  EXPECT_THAT(coverage.holes(2), Contains(Hole{"G1", 1}));
  EXPECT_THAT(coverage.holes(2), Not(Contains(Hole{"S4", 1}))) << "nobody judges it";
  EXPECT_EQ(holes_text({{"C3", 1}, {"C11", 0}}), "C3 (1), C11 (0)");
}

TEST(Coverage, RunsTellWhatWasPutToTheTest) {
  const auto coverage = coverage_of(
      kTwo, {run("one", {{"G1", 3}, {"G2", 1}, {"C15", 0}}), run("one", {{"G1", 0}, {"C15", 0}}),
             run("unknown", {{"L2", 1}}), run("two", {{"G1", 0}})});
  EXPECT_EQ(cell(coverage, 0, "G1").runs, 2U);
  EXPECT_EQ(cell(coverage, 0, "G1").tested_runs, 1U);
  EXPECT_EQ(cell(coverage, 0, "G2").tested_runs, 1U);
  EXPECT_EQ(cell(coverage, 1, "S4").runs, 0U);  // nobody judges it
  EXPECT_THAT(coverage.untested(), ElementsAre("C15"));
}

TEST(Coverage, PlainTable) {
  Coverage coverage;
  coverage.clauses = {"G1", "C10", "C11"};
  coverage.rows = {{"one", {{true, 2, 1}, {false, 2, 0}, {false, 2, 1}}},
                   {"another", {{true, 0, 0}, {false, 0, 0}, {true, 2, 0}}}};
  EXPECT_THAT(plain_table(coverage), ::testing::StartsWith("scenario               G1 C10 C11\n"
                                                           "one                    x      ·\n"
                                                           "another                x      !\n"
                                                           "scenarios that name it 2  -   1\n"
                                                           "\n"));
  EXPECT_THAT(plain_table(coverage), HasSubstr("Not named by a scenario: C10.\n"
                                               "Named, but never put to the test: C11.\n"));
}

TEST(Coverage, MarkdownTable) {
  Coverage coverage;
  coverage.clauses = {"G1", "C10"};
  coverage.rows = {{"one", {{true, 0, 0}, {true, 0, 0}}}};
  const std::string table = markdown_table(coverage);
  EXPECT_THAT(table, ::testing::StartsWith("| scenario | G1 | C10 |\n"
                                           "|---|:-:|:-:|\n"
                                           "| one | x | x |\n"
                                           "| scenarios that name it | 1 | 1 |\n"
                                           "\n"
                                           "x: names the clause\n"));
  EXPECT_THAT(table, HasSubstr("Every judged clause is named by a scenario."));
}

TEST(Coverage, NothingIsStillATable) {
  EXPECT_THAT(plain_table(coverage_of({}, {})), HasSubstr("Not named by a scenario: G1, G2"));
}

}  // namespace
}  // namespace scenarios
