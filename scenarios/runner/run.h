// Runs a scenario in virtual time.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "scenarios/format/scenario.h"
#include "scenarios/runner/result.h"

namespace scenarios {

struct RunOptions {
  std::uint64_t seed = 1;
  // Where to put the trace, one JSON line an event; nullptr: nowhere.
  std::string* trace = nullptr;
  // Asked all the time: true ends the run where it is.
  std::function<bool()> stopped{};
};

// Deterministic: scenario, seed and build give the result (but for `wall_seconds`). May be called
// from several threads at once; each run stays on its own.
RunResult run_scenario(const Scenario& scenario, const RunOptions& options);

}  // namespace scenarios
