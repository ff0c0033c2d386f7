// Whole scenarios by chance: workload, faults, times and settings, by swarm. Pure: the same draws,
// the same scenario.
#pragma once

#include "scenarios/explore/profile.h"
#include "scenarios/format/scenario.h"
#include "sim/choice/choice.h"

namespace scenarios {

// Always valid: parse_scenario(write_scenario(s)) == s. It asks for nothing that chance may deny
// (no `expect`, no `must_happen`, no clauses), so that only a broken clause makes it fail. Draws on
// Stream::workload; if all draws are 0, it is the simplest scenario that still does something.
Scenario generate(Profile profile, sim::ChoiceSource& choices);

}  // namespace scenarios
