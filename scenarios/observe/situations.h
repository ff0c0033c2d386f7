// Notices situations: how often a run got into each of kSituations (scenarios/format/situations.h),
// from its events alone. When it cannot be told for sure, it is not counted: a scenario that
// requires a situation must not pass by a guess (contract S4).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "scenarios/invariants/invariant.h"

namespace scenarios {

class SituationSink final : public sim::EventSink {
 public:
  explicit SituationSink(const Terms& terms);
  ~SituationSink() override;

  void on_event(const sim::Event& event) override;

  // Every situation, also those that never occurred. `end`: the last instant of the run; ask once,
  // after it.
  std::map<std::string, std::uint64_t> counts(Instant end);

 private:
  class Detectors;
  std::unique_ptr<Detectors> detectors_;
};

}  // namespace scenarios
