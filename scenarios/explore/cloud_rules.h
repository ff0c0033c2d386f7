// The instance profile: rules about calls to Fly, to controllers and to the key-value store.
#pragma once

#include <vector>

#include "scenarios/explore/sketch.h"

namespace scenarios {

// Draws one rule of its kind. What is done late is done within the times that the contract reckons
// with (M1, M9).
using CloudRule = sim::CloudFaultRule (*)(const Sketch& sketch);

const std::vector<CloudRule>& cloud_rules();

}  // namespace scenarios
