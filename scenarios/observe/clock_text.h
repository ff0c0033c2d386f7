// How long a run had lasted, for messages: "41.250 s".
#pragma once

#include <string>

#include "controller/base/time.h"

namespace scenarios {

// To the millisecond, or to the microsecond when that is needed to be exact.
inline std::string clock_text(controller::Instant at) {
  const auto us = at.time_since_epoch().count();
  const std::string digits = std::to_string(1'000'000 + us % 1'000'000).substr(1);
  const bool whole = us % 1000 == 0;
  return std::to_string(us / 1'000'000) + '.' + digits.substr(0, whole ? 3 : 6) + " s";
}

}  // namespace scenarios
