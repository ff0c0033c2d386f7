// How long a crashed gateway stays down (G4): 1 s, doubling to 300 s, until a run was long enough.
#pragma once

#include <algorithm>
#include <chrono>

#include "controller/base/time.h"

namespace controller {

struct RestartLimits {
  Duration first = std::chrono::seconds(1);         // after the first crash of a series
  Duration max = std::chrono::seconds(300);         // no wait is longer
  Duration healthy_run = std::chrono::seconds(30);  // a run this long ends the series
  Duration gap_min = std::chrono::seconds(1);       // from one spawn to the next after a clean exit
};

class RestartBackoff {
 public:
  explicit RestartBackoff(const RestartLimits& limits) : limits_(limits), next_(limits.first) {}

  // A child has run for `span`, however it ended.
  void ran(Duration span) {
    if (span >= limits_.healthy_run) next_ = limits_.first;
  }
  // It crashed: how long to wait now.
  Duration crashed() {
    const Duration wait = next_;
    next_ = std::min(next_ * 2, limits_.max);
    return wait;
  }

 private:
  RestartLimits limits_;
  Duration next_;
};

}  // namespace controller
