// What notices situations, by theme. Each adds to `counts`, which must outlive it.
#pragma once

#include <cstdint>

#include "scenarios/format/situations.h"
#include "scenarios/observe/named_counts.h"
#include "scenarios/observe/watch.h"

namespace scenarios {

using SituationCounts = NamedCounts<kSituations, std::uint64_t>;

void add_gateway_detectors(Watch& watch, SituationCounts& counts);
void add_trigger_detectors(Watch& watch, SituationCounts& counts);
void add_cli_detectors(Watch& watch, SituationCounts& counts);
void add_refresh_detectors(Watch& watch, SituationCounts& counts);
void add_approval_detectors(Watch& watch, SituationCounts& counts);
void add_request_detectors(Watch& watch, SituationCounts& counts);
void add_end_detectors(Watch& watch, SituationCounts& counts);

// A detector that adds to the counts.
class Counter : public Detector {
 public:
  explicit Counter(SituationCounts& counts) : counts_(counts) {}

 protected:
  using Situation = SituationCounts::Name;

  void saw(Situation situation, std::uint64_t count = 1) { counts_.add(situation, count); }
  void saw_if(bool condition, Situation situation) {
    if (condition) saw(situation);
  }

 private:
  SituationCounts& counts_;
};

}  // namespace scenarios
