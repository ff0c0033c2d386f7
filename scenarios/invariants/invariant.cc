#include "scenarios/invariants/invariant.h"

#include <algorithm>

namespace scenarios {

// In the order of the events that showed them; what the end showed, whose event is 0, is last.
void Invariant::absorb(const Invariant& part) {
  occasions_ += part.occasions_;
  violations_.insert(violations_.end(), part.violations_.begin(), part.violations_.end());
  std::ranges::stable_sort(violations_, {},
                           [](const Violation& violation) { return violation.event - 1; });
}

}  // namespace scenarios
