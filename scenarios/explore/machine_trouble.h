// The controller profile: trouble that comes by itself rather than by a rule: damaged files, ends
// of processes, clocks.
#pragma once

#include <vector>

#include "scenarios/explore/sketch.h"

namespace scenarios {

using MachineTrouble = void (*)(const Sketch& sketch);

// Each adds the steps of one such trouble.
const std::vector<MachineTrouble>& machine_troubles();

// When trouble ends, files are whole again, and controller and gateway run.
void mend_machine(const Sketch& sketch);

}  // namespace scenarios
