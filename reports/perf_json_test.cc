#include "reports/perf_json.h"

#include <gtest/gtest.h>

namespace reports {
namespace {

TEST(PerfJson, IsThisText) {
  PerfReport perf;
  perf.build = {"0.1.0", "g++ 12.2.0", "0123456789abcdef"};
  perf.jobs = 2;
  perf.wall_seconds = 0.5000001;
  perf.memory_peak_kib = 5000;
  perf.scenarios = {{"calm", 100, 0.25, 3'600'000'000, 1'000'000}, {"crashed", 1, 0, 0, 0}};
  EXPECT_EQ(perf_json(perf), R"({
  "version": 1,
  "build": {
    "version": "0.1.0",
    "compiler": "g++ 12.2.0",
    "binary": "0123456789abcdef"
  },
  "jobs": 2,
  "wall_seconds": 0.5,
  "memory_peak_kib": 5000,
  "scenarios": [
    {
      "name": "calm",
      "runs": 100,
      "wall_seconds": 0.25,
      "virtual_seconds": 3600.0,
      "speed_up": 14400.0,
      "events": 1000000,
      "events_per_second": 4000000.0
    },
    {
      "name": "crashed",
      "runs": 1,
      "wall_seconds": 0.0,
      "virtual_seconds": 0.0,
      "speed_up": null,
      "events": 0,
      "events_per_second": null
    }
  ]
}
)");
}

TEST(LooksLikePerf, TellsItFromScenarios) {
  EXPECT_TRUE(looks_like_perf(perf_json({})));
  EXPECT_FALSE(looks_like_perf(R"({"version": 1, "name": "perf", "duration": "1s"})"));
  EXPECT_FALSE(looks_like_perf(""));
}

}  // namespace
}  // namespace reports
