// The controller profile: requests to the controller's port, right and wrong.
#pragma once

#include "scenarios/explore/sketch.h"

namespace scenarios {

// As clients send them, with and without their tokens.
void draw_request(const Sketch& sketch);
// Too large, too slow, given up, malformed, or for a route that is spelled in another way.
void draw_odd_request(const Sketch& sketch);

}  // namespace scenarios
