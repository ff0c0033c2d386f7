// What a call of a platform route holds, told by judges' own reading of its target and body (F8).
#pragma once

#include <string>
#include <vector>

#include "scenarios/invariants/support/cloud_objects.h"

namespace scenarios::seen {

struct PlatformAsk {
  std::vector<std::string> users;     // several, or one that is none: whose it is is left open
  std::vector<std::string> refusals;  // texts of the 400 that it has to be answered with; or none
};
// Precondition: it asks for pairing.
PlatformAsk read_platform(const Ask& ask);

}  // namespace scenarios::seen
