// The recordings that a scenario names: looked up, read and put into it.
#pragma once

#include <string>

#include "scenarios/format/node.h"
#include "scenarios/format/read_value.h"
#include "scenarios/format/scenario.h"

namespace scenarios {

// `path` is the scenario's file, `root` what stands in it, `folder` where recordings are looked up
// by name (empty: see LoadOptions).
void read_recordings(Scenario& scenario, const Node& root, const std::string& path,
                     const std::string& folder, Problems& problems);

}  // namespace scenarios
