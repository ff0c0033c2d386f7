// All runs of a plan, spread over threads. Whatever their order, what is reported is the same, in
// the order of the plan.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "scenarios/runner/plan.h"
#include "scenarios/runner/run_one.h"
#include "scenarios/runner/tally.h"

namespace scenarios {

struct Progress {
  std::size_t runs_done = 0;
  std::size_t runs = 0;
};

struct RunAllOptions {
  std::size_t jobs = 1;  // how many runs go on at once
  RunFunction run;

  // Asked between runs: true ends it early. From several threads at once. Whether a run that goes
  // on ends too, is up to `run`.
  std::function<bool()> stopped = [] { return false; };

  // A run of which a folder of its own is kept: the only one of its scenario, or one that did not
  // pass. From several threads at once. A text says why it could not be kept, and ends everything.
  std::function<std::optional<std::string>(const Planned&, const RunOutcome&)> keep;

  // The rest is called on the caller's thread.

  // Once for each scenario, in the order of the plan, as early as that allows; when stopped early,
  // also for those that are not complete. The text is as above.
  std::function<std::optional<std::string>(const Tally&)> finished;

  // Now and then.
  std::function<void(const Progress&)> progress = [](const Progress&) {};
};

struct RunAllResult {
  bool stopped = false;  // early, so that some runs are missing or cut short
  std::string error;     // of `keep` or `finished`; empty: none
};

// Throws what the functions throw, on the caller's thread, after all others have ended.
RunAllResult run_all(const Plan& plan, const RunAllOptions& options);

}  // namespace scenarios
