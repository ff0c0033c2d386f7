// What a step does to Fly by another hand than the instances'.
#pragma once

#include <map>
#include <string>

#include "scenarios/format/cloud_step.h"
#include "sim/cloud/cloud_world.h"

namespace scenarios {

using IdsByName = std::map<std::string, std::string>;

// `volumes`, `machines`: the ids of those that the scenario has named. What is not there stays
// undisturbed.
void intervene(sim::CloudWorld& world, const step::FlyIntervention& step, const IdsByName& volumes,
               const IdsByName& machines);

}  // namespace scenarios
