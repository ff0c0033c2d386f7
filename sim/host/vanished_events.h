// Tells the judges of requests that are pending no longer.
#pragma once

#include <vector>

#include "sim/gateway/vanished.h"
#include "sim/trace/recorder.h"

namespace sim {

void emit_vanished(Recorder& recorder, Owner process, const std::vector<Vanished>& vanished);

}  // namespace sim
