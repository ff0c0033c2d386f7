// What is kept of a failure that an exploration found: the result and trace of the run, and the
// smallest scenario that fails in the same way.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "reports/explore_report.h"
#include "reports/files.h"
#include "scenarios/explore/explorer.h"
#include "scenarios/minimize/minimize.h"

namespace scenarios {

struct KeepOptions {
  std::string out;  // the folder of the results
  RunFunction run;
  std::optional<MinimizeOptions> minimize{};  // absent: it is not minimised
};

// <out>/<name>/<seed>/{result.json,trace.jsonl} of the run, whatever comes of it.
reports::FileError keep_run(const Planned& planned, const KeepOptions& options);

struct KeptFinding {
  reports::ExploreFinding report;  // `explore` is left to whoever knows the command
  reports::FileError error{};      // why something could not be kept
};

// The same, and <out>/<name>-minimal.json.
KeptFinding keep_finding(const Found& found, const KeepOptions& options);

}  // namespace scenarios
