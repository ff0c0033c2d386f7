// The controller profile: how controller, gateway and command line are set up, and what is there at
// the start.
#pragma once

#include "scenarios/explore/draws.h"
#include "scenarios/explore/sketch.h"

namespace scenarios {

// Before the sketch is made: its times depend on them.
ControllerSettings draw_controller_settings(Draws& draws);
// The rest.
void draw_machine_settings(const Sketch& sketch);
// Some subset of the channels, in some order; the simplest is telegram alone.
std::vector<std::string> draw_channels(Draws& draws);

}  // namespace scenarios
