// The commands that Fly runs in a machine for an instance (F5, F6): the two list scripts, and the
// vendor's command line itself, over what is on the machine's volume.
#pragma once

#include "sim/fly/fly_model.h"
#include "sim/gateway/machine.h"
#include "sim/world/wall_clock.h"

namespace sim {

// `files`, `wall` and `choices` must outlive the plan. A command that is not known ends with 127.
FlyCommandPlan plan_guest_command(const std::vector<std::string>& argv, Machine& files,
                                  const WallClock& wall, ChoiceSource& choices);

}  // namespace sim
