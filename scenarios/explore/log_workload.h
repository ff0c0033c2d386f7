// The controller profile: what the gateway prints beside its own lines.
#pragma once

#include "scenarios/explore/sketch.h"

namespace scenarios {

// One line: a trigger, or something that looks like one, or neither.
void draw_noise(const Sketch& sketch);
// The same line again and again.
void draw_log_burst(const Sketch& sketch);
// Bytes that are no whole line, or no text, or more than the line buffer holds.
void draw_pieces(const Sketch& sketch);

}  // namespace scenarios
