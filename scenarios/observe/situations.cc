#include "scenarios/observe/situations.h"

#include "scenarios/format/situations.h"
#include "scenarios/observe/detectors.h"

namespace scenarios {

class SituationSink::Detectors {
 public:
  explicit Detectors(const Terms& terms) : counts(kSituations), watch(terms) {
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

SituationSink::SituationSink(const Terms& terms) : detectors_(std::make_unique<Detectors>(terms)) {}

SituationSink::~SituationSink() = default;

void SituationSink::on_event(const sim::Event& event) { detectors_->watch.observe(event); }

std::map<std::string, std::uint64_t> SituationSink::counts(Instant end) {
  detectors_->watch.finish(end);
  const auto& all = detectors_->counts.all();
  return {all.begin(), all.end()};
}

}  // namespace scenarios
