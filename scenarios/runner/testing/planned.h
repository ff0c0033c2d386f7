// Plans and results for tests, without files and without a simulation.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "scenarios/runner/plan.h"
#include "scenarios/runner/result.h"
#include "scenarios/runner/run.h"

namespace scenarios {

inline Planned planned(const std::string& name, Seeds seeds = Seeds(1, 1)) {
  Scenario scenario;
  scenario.name = name;
  scenario.clauses = {"C10"};
  scenario.duration = std::chrono::seconds(10);
  return {"library/" + name + ".json", std::move(scenario), std::move(seeds)};
}

inline Plan plan_of(const std::vector<std::string>& names, const Seeds& seeds = Seeds(1, 1)) {
  Plan plan;
  for (const auto& name : names) plan.scenarios.push_back(planned(name, seeds));
  return plan;
}

// The hash is the seed, the trace tells it.
inline RunResult calm_run(const Scenario& scenario, const RunOptions& options) {
  RunResult result;
  result.scenario = scenario.name;
  result.seed = options.seed;
  result.virtual_time = scenario.duration;
  result.events = 5;
  result.trace_hash = options.seed;
  result.occasions = {{"C10", 2}};
  result.situations = {{"line_cut", 1}};
  result.wall_seconds = 0.5;
  if (options.trace != nullptr) *options.trace = "seed " + std::to_string(options.seed) + "\n";
  return result;
}

// Breaks C10 with every seed that three divides.
inline RunResult run_failing_at_threes(const Scenario& scenario, const RunOptions& options) {
  auto result = calm_run(scenario, options);
  if (options.seed % 3 != 0) return result;
  result.verdict = Verdict::failed;
  result.violations.push_back(
      {"C10", Property::safety, Instant(std::chrono::seconds(1)), 4, "sent twice"});
  return result;
}

}  // namespace scenarios
