#include "scenarios/observe/coverage.h"

#include <algorithm>
#include <map>

#include "reports/text.h"
#include "scenarios/invariants/invariant.h"

namespace scenarios {
namespace {

using Clauses = std::set<std::string, decltype(&reports::clause_before)>;

Clauses all_judged() {
  Clauses clauses(&reports::clause_before);
  for (std::string& clause : judged_clauses()) clauses.insert(std::move(clause));
  return clauses;
}

void list_clauses(const std::vector<Scenario>& scenarios, Coverage& coverage) {
  const Clauses judged = all_judged();
  Clauses all = judged;
  for (const Scenario& scenario : scenarios)
    all.insert(scenario.clauses.begin(), scenario.clauses.end());
  coverage.clauses.assign(all.begin(), all.end());
  for (const std::string& clause : all)
    if (!judged.contains(clause)) coverage.unjudged.insert(clause);
}

bool contains(const std::vector<std::string>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

void count(const RunResult& result, const std::vector<std::string>& clauses, CoverageRow& row) {
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    const auto found = result.occasions.find(clauses[i]);
    if (found == result.occasions.end()) continue;  // nobody judges it in a run
    ++row.cells[i].runs;
    if (found->second > 0) ++row.cells[i].tested_runs;
  }
}

}  // namespace

Coverage coverage_of(const std::vector<Scenario>& scenarios,
                     const std::vector<RunResult>& results) {
  Coverage coverage;
  list_clauses(scenarios, coverage);
  std::map<std::string_view, std::size_t> row_of;
  for (const Scenario& scenario : scenarios) {
    CoverageRow row{scenario.name, std::vector<Cover>(coverage.clauses.size())};
    for (std::size_t i = 0; i < coverage.clauses.size(); ++i) {
      row.cells[i].named = contains(scenario.clauses, coverage.clauses[i]);
    }
    row_of.emplace(scenario.name, coverage.rows.size());
    coverage.rows.push_back(std::move(row));
  }
  for (const RunResult& result : results) {
    const auto found = row_of.find(result.scenario);
    if (found != row_of.end()) count(result, coverage.clauses, coverage.rows[found->second]);
  }
  return coverage;
}

std::size_t Coverage::scenarios_that_name(std::size_t clause) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      rows, [clause](const CoverageRow& row) { return row.cells[clause].named; }));
}

std::vector<Hole> Coverage::holes(std::size_t at_least) const {
  std::vector<Hole> holes;
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    const auto named = scenarios_that_name(i);
    if (named < at_least && !unjudged.contains(clauses[i])) holes.push_back({clauses[i], named});
  }
  return holes;
}

std::vector<std::string> Coverage::untested() const {
  std::vector<std::string> untested;
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    std::uint64_t runs = 0;
    std::uint64_t tested = 0;
    for (const CoverageRow& row : rows) {
      if (!row.cells[i].named) continue;
      runs += row.cells[i].runs;
      tested += row.cells[i].tested_runs;
    }
    if (runs > 0 && tested == 0) untested.push_back(clauses[i]);
  }
  return untested;
}

}  // namespace scenarios
