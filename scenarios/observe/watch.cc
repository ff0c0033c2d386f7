#include "scenarios/observe/watch.h"

#include <algorithm>

namespace scenarios {

bool is_hook_throw(const sim::FaultInjected& fault) { return fault.action == "hook.throw"; }

bool Watch::refresh_in_flight() const {
  return std::any_of(std::begin(seen::kKinds), std::end(seen::kKinds),
                     [this](Kind kind) { return world().rounds().in_flight(kind); });
}

void Watch::before(const sim::Event& event) {
  for (const auto& detector : detectors_) detector->before(event, *this);
}

void Watch::approved(const seen::Approval& approval) {
  for (const auto& detector : detectors_) detector->approved(approval, *this);
}

void Watch::explained(const seen::Round& round, const seen::Begin& begin) {
  for (const auto& detector : detectors_) detector->began(round, begin, *this);
}

void Watch::ended(const seen::Round& round) {
  for (const auto& detector : detectors_) detector->ended(round, *this);
}

void Watch::after(const sim::Event& event) {
  ReasonJudge::after(event);
  for (const auto& detector : detectors_) detector->after(event, *this);
}

void Watch::line(const seen::Line& line) {
  if (line.keyword.empty() || !line.sure) return;  // told only while the cache runs
  for (const auto& detector : detectors_) detector->triggered(*this);
}

}  // namespace scenarios
