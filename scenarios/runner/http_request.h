// From the step of a scenario to the request that is sent.
#pragma once

#include "scenarios/format/step.h"
#include "sim/http/http_call.h"

namespace scenarios {

sim::HttpCall http_call_of(const step::Http& step);

}  // namespace scenarios
