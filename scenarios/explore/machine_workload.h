// The controller profile: what people, devices and clients do, and what the gateway prints.
#pragma once

#include "scenarios/explore/sketch.h"

namespace scenarios {

void draw_machine_workload(const Sketch& sketch);

}  // namespace scenarios
