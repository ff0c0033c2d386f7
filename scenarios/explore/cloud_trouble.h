// The instance profile: trouble that comes by itself rather than by a rule: what others do to Fly,
// crashes, clocks, another controller, the key-value store.
#pragma once

#include <vector>

#include "scenarios/explore/sketch.h"

namespace scenarios {

using CloudTrouble = void (*)(const Sketch& sketch);

// Each adds the steps of one such trouble.
const std::vector<CloudTrouble>& cloud_troubles();

// When trouble ends, regions and the key-value store are back, Fly has no quirks, and all instances
// run.
void mend_cloud(const Sketch& sketch);

}  // namespace scenarios
