// The ways in which the program is the vendor's: each runs to its end and answers the exit code, or
// does not return when a signal ends the process.
#pragma once

#include <string>
#include <vector>

#include "sim/apps/openclaw/state_dir.h"

namespace sim::fake {

// `words`: what follows `gateway`.
int run_gateway(StateDir& directory, const std::vector<std::string>& words);
// `argv` as the vendor's program gets it; its first element picks the dialect.
int run_cli(StateDir& directory, const std::vector<std::string>& argv);
// node with one of the two list scripts.
int run_script(StateDir& directory, const std::vector<std::string>& argv);

}  // namespace sim::fake
