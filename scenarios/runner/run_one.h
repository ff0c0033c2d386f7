// One run of one scenario with one seed, and what is kept of it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "reports/report.h"
#include "scenarios/runner/plan.h"
#include "scenarios/runner/result.h"
#include "scenarios/runner/run.h"

namespace scenarios {

// run_scenario, or a stand-in.
using RunFunction = std::function<RunResult(const Scenario&, const RunOptions&)>;

struct RunOutcome {
  RunResult result;
  std::string trace;   // empty when it was not asked for
  std::string remark;  // what the result cannot say: an internal error, a second trace that differs
};

// Tracing costs time and memory, so `traced` is for runs of which the trace is kept in any case. A
// run that does not pass untraced is done again with the trace on; should that one differ, the
// verdict is nondeterministic. An exception becomes the verdict crashed.
RunOutcome run_one(const RunFunction& run, const Planned& planned, std::uint64_t seed, bool traced);

// Does it twice in any case, the second time with the trace on, and compares as above.
RunOutcome run_twice(const RunFunction& run, const Planned& planned, std::uint64_t seed);

// All of it, for result.json.
reports::RunReport report_of(const RunOutcome& outcome, const Planned& planned);

}  // namespace scenarios
