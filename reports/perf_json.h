// perf.json: what the wall clock and the machine have to say. The only file that differs between
// two runs.
//
//   version           kPerfVersion: 1
//   build             {version, compiler, binary}
//   jobs              how many runs went on at once
//   wall_seconds      from the first run to the last
//   memory_peak_kib   of the whole program
//   scenarios         [{name, runs, wall_seconds, virtual_seconds, speed_up, events,
//   events_per_second}]; wall_seconds is
//                     the sum over the runs, so with several jobs these add up to more than the
//                     whole; speed_up and events_per_second are null when the runs took no
//                     measurable time
#pragma once

#include <string>
#include <string_view>

#include "reports/report.h"

namespace reports {

inline constexpr int kPerfVersion = 1;

// Ends with a line end.
std::string perf_json(const PerfReport& perf);

// True if the text is such a report rather than a scenario.
bool looks_like_perf(std::string_view text);

}  // namespace reports
