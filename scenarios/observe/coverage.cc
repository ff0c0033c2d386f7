#include "scenarios/observe/coverage.h"

#include <algorithm>
#include <map>
#include <set>

#include "scenarios/format/rules.h"

namespace scenarios {
namespace {

// The parts of the contract that this bench judges in every run.
bool always_listed(std::string_view clause) {
  return clause.front() == 'G' || clause.front() == 'L' || clause.front() == 'C';
}

std::vector<std::string> clauses_for(const std::vector<Scenario>& scenarios) {
  std::set<std::string_view> named;
  for (const Scenario& scenario : scenarios) {
    named.insert(scenario.clauses.begin(), scenario.clauses.end());
  }
  std::vector<std::string> clauses;
  for (const std::string_view clause : kClause.words()) {
    if (always_listed(clause) || named.contains(clause)) clauses.emplace_back(clause);
  }
  return clauses;
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
  coverage.clauses = clauses_for(scenarios);
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

std::vector<std::string> Coverage::holes() const {
  std::vector<std::string> holes;
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    const bool covered = std::any_of(rows.begin(), rows.end(),
                                     [i](const CoverageRow& row) { return row.cells[i].named; });
    if (!covered) holes.push_back(clauses[i]);
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
