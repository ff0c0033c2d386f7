// Moments of a run, for tests.
#pragma once

#include "controller/base/time.h"

namespace sim {

// So long after the run began.
constexpr controller::Instant at(controller::Duration span) { return controller::Instant{} + span; }

}  // namespace sim
