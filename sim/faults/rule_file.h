// Fault rules from JSON, in the words of scenario files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "controller/base/result.h"
#include "sim/faults/cloud_fault.h"
#include "sim/faults/fault_rule.h"
#include "sim/text/object_reader.h"

namespace sim {

// An array of rules. Names must differ, and actions must make sense for what they are about.
void read_rules(const format::Found& found, std::vector<FaultRule>& into);
void read_rules(const format::Found& found, std::vector<CloudFaultRule>& into);

}  // namespace sim
