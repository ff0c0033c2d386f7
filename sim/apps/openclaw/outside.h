// `fake-openclaw sim …`: the world around the gateway, at the hands of whoever tests it.
#pragma once

#include <string>
#include <vector>

namespace sim::fake {

// `state`: the state directory; empty when none is known. Answers the exit code.
int run_outside(const std::string& state, const std::vector<std::string>& argv);

}  // namespace sim::fake
