// Which scenario covers which clause of the contract.
#pragma once

#include <cstdint>
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

struct Coverage {
  std::vector<std::string> clauses;
  std::vector<CoverageRow> rows;  // in the order of the scenarios

  // Clauses that no scenario names.
  [[nodiscard]] std::vector<std::string> holes() const;
  // Clauses that scenarios name, but that no run of such a scenario put to the test. Empty without
  // runs.
  [[nodiscard]] std::vector<std::string> untested() const;
};

// The clauses of G, L and C, those of other parts only when a scenario names one. `results` may be
// empty; those of other scenarios are ignored.
Coverage coverage_of(const std::vector<Scenario>& scenarios, const std::vector<RunResult>& results);

// A table with a row a scenario and a column a clause, a row of sums, and the holes in words.
std::string plain_table(const Coverage& coverage);
std::string markdown_table(const Coverage& coverage);

}  // namespace scenarios
