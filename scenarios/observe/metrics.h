// Counts a run: every metric of kMetrics (scenarios/format/metrics.h), from its events alone.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "scenarios/observe/watch.h"

namespace scenarios {

class MetricsWatch {
 public:
  // Told by `run`, which must outlive it.
  MetricsWatch(const Terms& terms, seen::Narrator& run);
  ~MetricsWatch();
  MetricsWatch(const MetricsWatch&) = delete;
  MetricsWatch& operator=(const MetricsWatch&) = delete;

  // Every metric, also those that are 0. Ask once, when the run is over. `end`: its last instant.
  std::map<std::string, std::int64_t> values(Instant end);

 private:
  class Counts;
  Watch watch_;
  Counts* counts_;  // `watch_` owns it
};

}  // namespace scenarios
