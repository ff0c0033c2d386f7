// Everything that kept a run from passing, in one list for people.
#pragma once

#include <string>
#include <vector>

#include "reports/report.h"

namespace reports {

// Violations first, then what was expected, then what leaves the run inconclusive. Empty for a run
// that passed.
std::vector<Finding> findings_of(const RunReport& run);

// "C10 at 12.500 s: an approval was sent twice", on one line.
std::string to_text(const Finding& finding);

// "100 runs: 97 passed, 3 failed"; of an interrupted scenario, "40 of 100 runs: …".
std::string runs_text(const ScenarioReport& scenario);

}  // namespace reports
