// Scenarios to files: JSON laid out for reading, in the order of the documentation, without what
// has its default value. Loading the text gives the same scenario.
#pragma once

#include <string>

#include "scenarios/format/scenario.h"

namespace scenarios {

std::string write_scenario(const Scenario& scenario);

}  // namespace scenarios
