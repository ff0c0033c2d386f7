// Text within messages.
#pragma once

#include "controller/base/shown.h"

namespace sim {

using controller::shown;

}  // namespace sim
