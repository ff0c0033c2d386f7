// Counts a run: every metric of kMetrics (scenarios/format/metrics.h), from its events alone.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "scenarios/invariants/invariant.h"

namespace scenarios {

class MetricsSink final : public sim::EventSink {
 public:
  explicit MetricsSink(const Terms& terms);
  ~MetricsSink() override;

  void on_event(const sim::Event& event) override;

  // Every metric, also those that are 0. `end`: the last instant of the run; ask once, after it.
  std::map<std::string, std::int64_t> values(Instant end);

 private:
  class Counts;
  std::unique_ptr<Counts> counts_;
};

}  // namespace scenarios
