// Everything that kept a run from passing, in one list for people.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "reports/report.h"

namespace reports {

// Violations first, then what was expected, then what leaves the run inconclusive. Empty for a run
// that passed.
std::vector<Finding> findings_of(const RunReport& run);

// "C10 at 12.500 s: an approval was sent twice", on one line. What is longer than kTextMax
// characters is cut, and says so: result.json has it whole.
inline constexpr std::size_t kTextMax = 500;
std::string to_text(const Finding& finding);

// The verdict in a word. Of a scenario that was interrupted nobody knows whether it would have
// passed: "interrupted".
std::string_view verdict_text(const ScenarioReport& scenario);
// Runs are missing, or the only one was cut short, and nothing failed.
bool is_interrupted(const ScenarioReport& scenario);

// "100 runs: 97 passed, 3 failed"; of an interrupted scenario, "40 of 100 runs: …".
std::string runs_text(const ScenarioReport& scenario);

}  // namespace reports
