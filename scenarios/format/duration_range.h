// A span of time that is drawn.
#pragma once

#include "controller/base/time.h"

namespace scenarios {

using controller::Duration;

// Drawn anew each time from [min, max]; fixed when they are equal.
struct DurationRange {
  Duration min{};
  Duration max{};
  bool operator==(const DurationRange&) const = default;
};

}  // namespace scenarios
