// What is made of a failure that an exploration found and kept: the smallest scenario that fails in
// the same way.
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

struct KeptFinding {
  reports::ExploreFinding report;
  std::optional<MinimizeEnd> end{};  // absent: it was not minimised
  reports::FileError error{};        // why something could not be kept: the first reason
};

// <out>/<name>-minimal.json, where its run is in <out>/<name>/<seed>.
KeptFinding keep_finding(const Found& found, const KeepOptions& options);

}  // namespace scenarios
