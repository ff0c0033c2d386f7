// The lines that `run` and `replay` print.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "reports/report.h"
#include "scenarios/runner/plan.h"

namespace scenarios::apps {

// Widths of columns, so that lines printed one by one stand in a table.
struct Columns {
  std::size_t name = 0;
  std::size_t clauses = 0;
};
Columns columns_of(const Plan& plan);

// "approval-joined  C10 C4   passed  1 h  12,000×"
std::string scenario_line(const reports::ScenarioReport& scenario, double wall_seconds,
                          const Columns& columns);

// What was seen with the first seed that did not pass, and the command that shows it again,
// indented. Empty for a scenario that passed. `folder`: where results are kept; empty: nowhere.
std::string failure_lines(const reports::ScenarioReport& scenario, const std::string& folder);

// "    faults: lost 100×, slow never struck", or only those that never did; empty when there is
// nothing to say.
enum class FaultsShown : std::uint8_t { all, silent };
std::string fault_line(const reports::ScenarioReport& scenario, FaultsShown shown);

// "    choices: gateway.boot 2 never came into play"; empty when all did in some run.
std::string choice_line(const reports::ScenarioReport& scenario);

// "16 scenarios, 1,600 runs: 15 passed, 1 failed. 66 d of virtual time in 4.2 s (1,370,000×)"
std::string totals_line(const reports::Summary& summary, double wall_seconds);

// "1,370,000×"; "-" when there was nothing to measure.
std::string speed_up(std::int64_t virtual_us, double wall_seconds);

}  // namespace scenarios::apps
