#include "scenarios/explore/keep_finding.h"

#include "scenarios/format/writer.h"
#include "scenarios/runner/run_directory.h"

namespace scenarios {
namespace {

// The smallest scenario that fails like it, in a file.
void keep_minimized(const Found& found, const KeepOptions& options, KeptFinding& kept) {
  auto minimized = minimize(found.planned.scenario, found.planned.seeds[0], found.fingerprint,
                            options.run, *options.minimize);
  kept.end = minimized.end;
  kept.report.before = text_of(minimized.before);
  kept.report.minimize_runs = minimized.runs;
  if (minimized.end == MinimizeEnd::no_match || minimized.finding.empty()) return;
  minimized.scenario.name = found.planned.scenario.name + "-minimal";
  const std::string name = minimized.scenario.name + ".json";
  const auto error = reports::write_file(RunDirectory(options.out).path_of(name),
                                         write_scenario(minimized.scenario));
  if (!kept.error) kept.error = error;
  if (error) return;
  kept.report.minimized = name;
  kept.report.after = text_of(minimized.after);
  // Where traces part is told of the run that is kept.
  if (found.fingerprint.kind != "nondeterministic") kept.report.finding = minimized.finding;
}

}  // namespace

KeptFinding keep_finding(const Found& found, const KeepOptions& options) {
  KeptFinding kept;
  kept.error = found.unkept;
  kept.report.fingerprint = found.fingerprint.text();
  kept.report.finding = found.finding;
  kept.report.number = found.number;
  kept.report.runs = found.runs;
  kept.report.explore = found.planned.again;
  if (!found.unkept)
    kept.report.result =
        found.planned.scenario.name + "/" + std::to_string(found.planned.seeds[0]) + "/result.json";
  if (options.minimize) keep_minimized(found, options, kept);
  return kept;
}

}  // namespace scenarios
