// Notices situations: how often a run got into each of kSituations (scenarios/format/situations.h),
// from its events alone. When it cannot be told for sure, it is not counted: a scenario that
// requires a situation must not pass by a guess (contract S4).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "scenarios/invariants/support/narrator.h"

namespace scenarios {

class SituationWatch {
 public:
  // Told by `run`, which must outlive it.
  SituationWatch(const Terms& terms, seen::Narrator& run);
  ~SituationWatch();
  SituationWatch(const SituationWatch&) = delete;
  SituationWatch& operator=(const SituationWatch&) = delete;

  // Every situation, also those that never occurred. Complete when the run is over.
  [[nodiscard]] std::map<std::string, std::uint64_t> counts() const;

 private:
  class Detectors;
  std::unique_ptr<Detectors> detectors_;
};

}  // namespace scenarios
