// What a scenario says, in the terms of those who need it: the world that is simulated, and the
// judges.
#pragma once

#include <string_view>

#include "scenarios/format/scenario.h"
#include "scenarios/invariants/invariant.h"
#include "sim/world/world.h"

namespace scenarios {

// The gateway's token: what clients prove themselves with. Scenarios may spell it out.
inline constexpr std::string_view kToken = "made-up";

// `scenario` must outlive the world that is made from it.
sim::WorldConfig world_config_of(const Scenario& scenario);
Terms terms_of(const Scenario& scenario);

// The gateway's configuration file that a scenario or a step describes.
sim::Config gateway_config_of(const ConfigState& state);

}  // namespace scenarios
