// "Did you mean …?"
#pragma once

#include "sim/text/nearest.h"

namespace scenarios {

using sim::listed;
using sim::nearest;
using sim::unknown_word;

}  // namespace scenarios
