#include "scenarios/observe/situations.h"

#include "scenarios/observe/detectors.h"

namespace scenarios {

class SituationWatch::Detectors {
 public:
  Detectors(const Terms& terms, seen::Narrator& run) : watch(terms, run) {
    add_gateway_detectors(watch, counts);
    add_trigger_detectors(watch, counts);
    add_cli_detectors(watch, counts);
    add_refresh_detectors(watch, counts);
    add_approval_detectors(watch, counts);
    add_request_detectors(watch, counts);
    add_end_detectors(watch, counts);
  }

  SituationCounts counts;
  Watch watch;
};

SituationWatch::SituationWatch(const Terms& terms, seen::Narrator& run)
    : detectors_(std::make_unique<Detectors>(terms, run)) {}

SituationWatch::~SituationWatch() = default;

std::map<std::string, std::uint64_t> SituationWatch::counts() const {
  return detectors_->counts.all();
}

}  // namespace scenarios
