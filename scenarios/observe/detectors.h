// What notices situations, by theme. Each adds to `tally`, which must outlive it.
#pragma once

#include <cstdint>

#include "scenarios/observe/tally.h"
#include "scenarios/observe/watch.h"

namespace scenarios {

using SituationTally = Tally<std::uint64_t>;

void add_gateway_detectors(Watch& watch, SituationTally& tally);
void add_trigger_detectors(Watch& watch, SituationTally& tally);
void add_cli_detectors(Watch& watch, SituationTally& tally);
void add_refresh_detectors(Watch& watch, SituationTally& tally);
void add_approval_detectors(Watch& watch, SituationTally& tally);
void add_end_detectors(Watch& watch, SituationTally& tally);

// A detector that adds to the tally.
class Counter : public Detector {
 public:
  explicit Counter(SituationTally& tally) : tally_(tally) {}

 protected:
  void saw(std::string_view situation, std::uint64_t count = 1) { tally_.add(situation, count); }
  void saw_if(bool condition, std::string_view situation) { saw(situation, condition ? 1 : 0); }

 private:
  SituationTally& tally_;
};

}  // namespace scenarios
