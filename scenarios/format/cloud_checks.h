// What must be true of a cloud scenario as a whole, and of any scenario because it is one or not.
#pragma once

#include "scenarios/format/node.h"
#include "scenarios/format/read_value.h"
#include "scenarios/format/scenario.h"

namespace scenarios {

// As check_scenario: see checks.h.
void check_cloud(const Scenario& scenario, const Node& root, Problems& problems);

}  // namespace scenarios
