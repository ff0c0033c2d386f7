// Which scenario covers which clause of the contract.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/format/scenario.h"
#include "scenarios/runner/result.h"

namespace scenarios {

struct Cover {
  bool named = false;             // the scenario says that it covers the clause
  std::uint64_t runs = 0;         // of the scenario, with a judge of the clause
  std::uint64_t tested_runs = 0;  // of those, the ones that put the clause to the test
};

struct CoverageRow {
  std::string scenario;
  std::vector<Cover> cells;  // in the order of Coverage::clauses
};

// A clause that too few scenarios name.
struct Hole {
  std::string clause;
  std::size_t scenarios = 0;  // that name it
  bool operator==(const Hole&) const = default;
};

struct Coverage {
  std::vector<std::string> clauses;
  std::set<std::string> unjudged;  // of these, the ones without a judge: they need no scenario
  std::vector<CoverageRow> rows;   // in the order of the scenarios

  [[nodiscard]] std::size_t scenarios_that_name(std::size_t clause) const;
  // Judged clauses that fewer scenarios name.
  [[nodiscard]] std::vector<Hole> holes(std::size_t at_least = 1) const;
  // Clauses that scenarios name, but that no run of such a scenario put to the test. Empty without
  // runs.
  [[nodiscard]] std::vector<std::string> untested() const;
};

// All clauses that a judge exists for (`judged_clauses`), and others that a scenario names, in the
// order of the contract. `results` may be empty; those of other scenarios are ignored.
Coverage coverage_of(const std::vector<Scenario>& scenarios, const std::vector<RunResult>& results);

// "C11 (0), C3 (1)": with how many scenarios name them.
std::string holes_text(const std::vector<Hole>& holes);

// A table with a row a scenario and a column a clause, a row of sums, and in words what is not
// covered: which clauses fewer scenarios than `at_least` name.
std::string plain_table(const Coverage& coverage, std::size_t at_least = 1);
std::string markdown_table(const Coverage& coverage, std::size_t at_least = 1);

}  // namespace scenarios
