// Values for the tests of this folder.
#pragma once

#include <string>

#include "reports/report.h"

namespace reports {

// Hostile texts in every place that takes one.
inline const std::string kNasty = "<b> & \"it's\" ]]> | `x` \x1b[31m\xff\ttab";

inline RunReport failed_run() {
  RunReport run;
  run.scenario = "approvals";
  run.file = "scenarios/library/approvals.json";
  run.seed = 18446744073709551615ULL;
  run.verdict = Verdict::failed;
  run.clauses = {"C9", "C10"};
  run.violations = {{"C10", "safety", 12'500'000, 42, "sent twice: " + kNasty},
                    {"C9", "liveness", 60'000'000, 0, "never answered"}};
  run.unmet = {{1, "cli_calls: expected at most 3, saw 5"}};
  run.never_happened = {"line_cut"};
  run.clauses_not_tested = {"C9"};
  run.virtual_us = 3'600'000'000;
  run.events = 1234;
  run.steps = 5678;
  run.draws = 9;
  run.trace_hash = 0xC0FFEE;
  run.occasions = {{"C10", 4}, {"C9", 0}};
  run.situations = {{"line_cut", 0}};
  run.metrics = {{"cli_calls", 5}};
  run.faults = {{"asleep", 0}, {"slow", 3}};
  run.build = {"0.1.0", "g++ 12.2.0", "0123456789abcdef"};
  run.replay = "pairbench replay scenarios/library/approvals.json --seed 18446744073709551615";
  run.definition = "// A comment.\n{\"version\": 1, \"name\": \"approvals\"}\n";
  return run;
}

inline ScenarioReport scenario_report(const std::string& name, Verdict verdict,
                                      std::uint64_t runs = 1) {
  ScenarioReport out;
  out.name = name;
  out.file = "scenarios/library/" + name + ".json";
  out.clauses = {"C10"};
  out.verdict = verdict;
  out.runs = runs;
  out.runs_planned = runs;
  out.runs_by_verdict[static_cast<std::size_t>(verdict)] = runs;
  out.virtual_us = 90'000'000;
  out.events = 1000;
  out.occasions = {{"C10", 7}, {"G4", 0}};
  out.situations = {{"line_cut", 0}, {"line_split", 2}};
  return out;
}

inline SeedReport seed_report(std::uint64_t seed, Verdict verdict, Finding finding) {
  return {seed,
          verdict,
          {std::move(finding)},
          1,
          "pairbench replay x.json --seed " + std::to_string(seed)};
}

// One scenario of each verdict, one that an interrupt cut short and one that it left out.
inline Summary mixed_summary() {
  Summary summary;
  summary.interrupted = true;
  summary.scenarios.push_back(scenario_report("calm", Verdict::passed));
  summary.scenarios.back().faults = {{"asleep", 0}, {"slow", 3}};
  auto failed = scenario_report("approvals", Verdict::failed, 3);
  failed.violations = {{"C10", 2}};
  failed.seeds = {
      seed_report(2, Verdict::inconclusive, {"situation", "", {}, "never came about: line_cut"}),
      seed_report(3, Verdict::failed, {"safety", "C10", 12'500'000, "sent twice: " + kNasty})};
  failed.seeds[1].findings_count = 5;
  summary.scenarios.push_back(failed);
  const Verdict others[] = {Verdict::inconclusive, Verdict::nondeterministic, Verdict::crashed};
  for (const auto verdict : others) {
    auto report = scenario_report("other-" + std::string(name_of(verdict)), verdict);
    report.seeds = {seed_report(1, verdict, {"remark", "", {}, "because"})};
    summary.scenarios.push_back(report);
  }
  summary.scenarios.push_back(scenario_report("halfway", Verdict::passed, 2));
  summary.scenarios.back().runs_planned = 4;
  summary.scenarios.push_back(scenario_report("late", Verdict::passed, 0));
  summary.scenarios.back().faults = {{"asleep", 0}};
  summary.scenarios.back().runs_planned = 4;
  return summary;
}

}  // namespace reports
