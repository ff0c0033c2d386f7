// What must be true of a scenario as a whole, beyond each value by itself.
#pragma once

#include "scenarios/format/node.h"
#include "scenarios/format/read_value.h"
#include "scenarios/format/scenario.h"

namespace scenarios {

// Adds a problem for everything that contradicts something else in the scenario, which was read
// from `root` without problems.
void check_scenario(const Scenario& scenario, const Node& root, Problems& problems);

}  // namespace scenarios
