#include "scenarios/observe/watch.h"

#include <algorithm>

namespace scenarios {

bool is_hook_throw(const sim::FaultInjected& fault) { return fault.action == "hook.throw"; }

bool Watch::refresh_in_flight() const {
  return std::any_of(std::begin(seen::kKinds), std::end(seen::kKinds),
                     [this](Kind kind) { return world().rounds().in_flight(kind); });
}

void Watch::before(const sim::Event& event) { audiences_.tell<&Detector::before>(event, *this); }

void Watch::before_output(const sim::Event& event) {
  audiences_.tell<&Detector::before_output>(event, *this);
}

void Watch::approved(const seen::Approval& approval) {
  audiences_.tell<&Detector::approved>(approval, *this);
}

void Watch::explained(const seen::Round& round, const seen::Begin& begin) {
  audiences_.tell<&Detector::began>(round, begin, *this);
}

void Watch::ended(const seen::Round& round) { audiences_.tell<&Detector::ended>(round, *this); }

void Watch::after(const sim::Event& event) { audiences_.tell<&Detector::after>(event, *this); }

void Watch::line(const seen::Line& line) {
  if (line.triggers()) audiences_.tell<&Detector::triggered>(*this);
}

}  // namespace scenarios
