// The instance profile: instances and Fly as they are at the start.
#pragma once

#include "scenarios/explore/sketch.h"

namespace scenarios {

// What a stray machine may have mounted.
inline constexpr const char* kStrayVolume = "left";

void draw_instance_settings(const Sketch& sketch);

}  // namespace scenarios
