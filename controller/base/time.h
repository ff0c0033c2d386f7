// Points and spans of time. Two clocks never mix: Instant is monotonic and drives every timeout,
// period and back-off; WallTime is civil time, may jump, and drives only expiry and what is shown
// to people.
#pragma once

#include <chrono>
#include <cstdint>

namespace controller {

using Duration = std::chrono::microseconds;

// A reading of the monotonic clock, in microseconds since an arbitrary start.
struct MonotonicClock {
  using duration = Duration;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<MonotonicClock>;
  static constexpr bool is_steady = true;
};
using Instant = MonotonicClock::time_point;

// Milliseconds since 1970-01-01T00:00:00Z, leap seconds ignored.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

inline constexpr Instant kNever = Instant::max();

}  // namespace controller
