// explore.json: what came of an exploration. The same for the same runs of the same code.
//
//   version      kExploreVersion: 1
//   build        {version, compiler, binary}
//   profile, seed, first, shard {index, count}
//                which runs; run number n of a seed is the same scenario wherever it is run
//   complete     false: interrupted, or its time was up
//   runs, failed, virtual_us, events
//   digest       of all traces: two builds, or two machines, that agree have the same
//   clauses      by clause: how often it was put to the test
//   situations   by situation: how often it came about
//   findings     [{fingerprint, finding, number, runs, explore, result, minimized, before, after,
//                minimize_runs}], by number; result and minimized are paths from this folder, null
//                where there is none
#pragma once

#include <string>
#include <string_view>

#include "reports/explore_report.h"

namespace reports {

inline constexpr int kExploreVersion = 1;

// Ends with a line end.
std::string explore_json(const ExploreReport& report);

// True if the text is such a report rather than a scenario.
bool looks_like_explore(std::string_view text);

}  // namespace reports
