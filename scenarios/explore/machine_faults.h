// The controller profile: what goes wrong, by swarm.
#pragma once

#include "scenarios/explore/sketch.h"

namespace scenarios {

// Rules and steps, and what mends the lasting damage when trouble ends.
void draw_machine_faults(const Sketch& sketch);

}  // namespace scenarios
