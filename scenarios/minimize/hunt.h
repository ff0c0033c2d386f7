// The search for a simpler scenario that fails in the same way: what was found so far, and what it
// cost.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>

#include "scenarios/format/node.h"
#include "scenarios/minimize/draft.h"
#include "scenarios/minimize/fingerprint.h"
#include "scenarios/runner/run_one.h"
#include "scenarios/runner/running_now.h"

namespace scenarios {

struct HuntLimits {
  std::uint64_t runs_max = 0;
  std::function<bool()> stopped{};  // asked all the time; empty: never
};

class Hunt {
 public:
  // Nothing is run. What the references refer to must outlive the hunt.
  Hunt(const Scenario& original, std::uint64_t seed, Fingerprint wanted, const RunFunction& run,
       HuntLimits limits);

  // Runs the original, and remembers what came of it. False: it does not fail as wanted.
  bool begin();

  // Adopts the candidate if it is valid, was not tried before, and fails as wanted.
  bool accepts(const Node& candidate);

  // The simplest so far, what came of it, and the scenario that it is.
  [[nodiscard]] const Node& draft() const { return draft_; }
  [[nodiscard]] const RunResult& result() const { return result_; }
  [[nodiscard]] const Scenario& scenario() const { return scenario_; }

  // What the passes ask before they go on: no more runs, or stopped.
  [[nodiscard]] bool over() const { return over_ || runs_ >= limits_.runs_max; }
  [[nodiscard]] bool stopped() const { return over_; }
  [[nodiscard]] std::uint64_t runs() const { return runs_; }
  [[nodiscard]] std::uint64_t accepted() const { return accepted_; }
  [[nodiscard]] std::uint64_t seed() const { return seed_; }
  [[nodiscard]] const Fingerprint& wanted() const { return wanted_; }

  // One run of a scenario with options of the caller's choice but for `stopped`; counts as one. An
  // exception becomes the verdict crashed.
  RunOutcome run(const Scenario& scenario, RunOptions options);

 private:
  [[nodiscard]] bool fails_as_wanted(const Scenario& scenario, RunResult& result);

  const RunningNow mark_;
  const Scenario& original_;
  const std::uint64_t seed_;
  const Fingerprint wanted_;
  const RunFunction& run_;
  const HuntLimits limits_;

  Node draft_;
  Scenario scenario_;
  RunResult result_;
  std::set<std::size_t> tried_;  // hashes of their texts, which would take far more memory
  std::uint64_t runs_ = 0;
  std::uint64_t accepted_ = 0;
  std::uint64_t patience_ = 0;  // how often a run may ask whether it is to go on; 0: any number
  bool over_ = false;
};

}  // namespace scenarios
