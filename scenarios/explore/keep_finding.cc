#include "scenarios/explore/keep_finding.h"

#include "scenarios/format/writer.h"
#include "scenarios/runner/report_of.h"
#include "scenarios/runner/run_directory.h"

namespace scenarios {
namespace {

std::string in_folder(const std::string& folder, const std::string& name) {
  return RunDirectory(folder).path_of(name);
}

// The smallest scenario that fails like it, in a file.
void keep_minimized(const Found& found, const KeepOptions& options, KeptFinding& kept) {
  auto minimized = minimize(found.planned.scenario, found.planned.seeds[0], found.fingerprint,
                            options.run, *options.minimize);
  kept.report.before = text_of(minimized.before);
  kept.report.minimize_runs = minimized.runs;
  if (minimized.end == MinimizeEnd::no_match || minimized.finding.empty()) return;
  minimized.scenario.name = found.planned.scenario.name + "-minimal";
  const std::string name = minimized.scenario.name + ".json";
  kept.error =
      reports::write_file(in_folder(options.out, name), write_scenario(minimized.scenario));
  if (kept.error) return;
  kept.report.minimized = name;
  kept.report.after = text_of(minimized.after);
  kept.report.finding = minimized.finding;
}

// Into `outcome`.
reports::FileError keep_run(const Planned& planned, const KeepOptions& options,
                            RunOutcome& outcome) {
  outcome = run_one(options.run, planned, planned.seeds[0], true);
  return RunDirectory(options.out).keep(report_of(outcome, planned), outcome.trace);
}

}  // namespace

reports::FileError keep_run(const Planned& planned, const KeepOptions& options) {
  RunOutcome outcome;
  return keep_run(planned, options, outcome);
}

KeptFinding keep_finding(const Found& found, const KeepOptions& options) {
  KeptFinding kept;
  RunOutcome outcome;
  kept.error = keep_run(found.planned, options, outcome);
  kept.report.fingerprint = found.fingerprint.text();
  kept.report.number = found.number;
  kept.report.runs = found.runs;
  if (const auto* violation = first_violation(outcome.result))
    kept.report.finding = violation->text;
  kept.error = RunDirectory(options.out).keep(report_of(outcome, found.planned), outcome.trace);
  if (kept.error) return kept;
  kept.report.result =
      found.planned.scenario.name + "/" + std::to_string(found.planned.seeds[0]) + "/result.json";
  if (options.minimize) keep_minimized(found, options, kept);
  return kept;
}

}  // namespace scenarios
