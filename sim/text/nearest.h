// "Did you mean …?"
#pragma once

#include "controller/base/nearest.h"

namespace sim {

using controller::listed;
using controller::nearest;
using controller::unknown_word;

}  // namespace sim
