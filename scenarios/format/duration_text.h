// Spans of time as scenarios write them.
#pragma once

#include "sim/text/duration_text.h"

namespace scenarios {

using sim::duration_text;
using sim::kDurationMax;
using sim::kDurationPattern;
using sim::kSignedDurationPattern;
using sim::parse_duration;
using sim::Sign;

}  // namespace scenarios
