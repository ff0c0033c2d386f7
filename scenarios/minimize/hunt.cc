#include "scenarios/minimize/hunt.h"

#include <exception>
#include <utility>

namespace scenarios {

Hunt::Hunt(const Scenario& original, std::uint64_t seed, Fingerprint wanted, const RunFunction& run,
           HuntLimits limits)
    : mark_("a variation of " + seed_text(original, seed)),
      original_(original),
      seed_(seed),
      wanted_(std::move(wanted)),
      run_(run),
      limits_(std::move(limits)),
      draft_(draft_of(original)),
      scenario_(original) {}

bool Hunt::begin() {
  if (!fails_as_wanted(original_, result_)) return false;
  // A candidate may do more than the original, but one that never ends is not simpler.
  constexpr std::uint64_t kMore = 4;
  constexpr std::uint64_t kAtLeast = 100'000;
  if (wanted_.kind != "endless") patience_ = kMore * result_.steps + kAtLeast;
  return true;
}

bool Hunt::accepts(const Node& candidate) {
  if (over() || !tried_.insert(std::hash<std::string>{}(print(candidate))).second) return false;
  auto scenario = scenario_of(candidate, original_);
  if (!scenario) return false;
  RunResult result;
  if (!fails_as_wanted(*scenario, result)) return false;
  draft_ = candidate;
  scenario_ = std::move(*scenario);
  result_ = std::move(result);
  ++accepted_;
  return true;
}

RunOutcome Hunt::run(const Scenario& scenario, RunOptions options) {
  ++runs_;
  std::uint64_t asked = 0;
  options.stopped = [this, &asked] {
    if (limits_.stopped && limits_.stopped()) over_ = true;
    return over_ || (patience_ > 0 && ++asked > patience_);
  };
  RunOutcome outcome;
  try {
    outcome.result = run_(scenario, options);
  } catch (const std::exception& exception) {
    outcome.result.verdict = Verdict::crashed;
    outcome.remark = std::string("internal error: ") + exception.what();
  }
  return outcome;
}

bool Hunt::fails_as_wanted(const Scenario& scenario, RunResult& result) {
  auto outcome = run(scenario, {.seed = seed_});
  if (wanted_.kind == "nondeterministic" && !outcome.result.interrupted) {
    const auto second = run(scenario, {.seed = seed_}).result;
    if (second.trace_hash != outcome.result.trace_hash || second.verdict != outcome.result.verdict)
      outcome.result.verdict = Verdict::nondeterministic;
  }
  const auto found = fingerprint_of(outcome.result, outcome.remark);
  result = std::move(outcome.result);
  return found && *found == wanted_;
}

}  // namespace scenarios
