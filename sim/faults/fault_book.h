// The fault rules about processes of the machine, of one run.
#pragma once

#include "sim/faults/fault_rule.h"
#include "sim/faults/rule_book.h"

namespace sim {

bool agrees(const Match& match, const Call& call);

using FaultBook = RuleBook<FaultRule>;

}  // namespace sim
