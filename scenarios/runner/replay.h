// Runs again what a file tells of: a scenario, or the result of an earlier run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "controller/base/result.h"
#include "reports/result_json.h"
#include "scenarios/runner/plan.h"
#include "scenarios/runner/run_one.h"

namespace scenarios {

struct ReplaySource {
  Planned planned;                              // with one seed
  std::optional<reports::StoredResult> result;  // to compare with; absent: the file is a scenario
};

// A result brings its scenario with it, since the file may have changed meanwhile; only recordings
// that the scenario names are read from where its file was. `seed` is for scenarios; absent: the
// first that the scenario names. The failure is one line.
controller::Result<ReplaySource, std::string> load_replay(const std::string& path,
                                                          std::optional<std::uint64_t> seed);

struct Replayed {
  RunOutcome outcome;
  bool is_same = true;  // as in the result, if there is one
  std::string comment;  // the comparison in one line; empty: there was nothing to compare with
};

// With the trace on. A trace that differs from that of the same build makes the verdict
// nondeterministic.
Replayed replay(const ReplaySource& source, const RunFunction& run);

}  // namespace scenarios
