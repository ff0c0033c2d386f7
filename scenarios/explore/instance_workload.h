// The instance profile: what users and the platform ask for.
#pragma once

#include "scenarios/explore/sketch.h"

namespace scenarios {

void draw_instance_workload(const Sketch& sketch);

// All users of the scenario.
std::vector<std::string> all_users(const Scenario& scenario);

}  // namespace scenarios
