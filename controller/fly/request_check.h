// What is wrong with a request to the Machines API before it is sent: one short text without the
// values, or an empty one. Ids come from outside, so each is checked. Pure.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "controller/fly/machines_api.h"

namespace controller::fly {

std::string_view flaw_of(const MachineFilter& filter);
std::string_view flaw_of(const MachineSpec& spec);
std::string_view flaw_of(const CreateMachine& wanted);
std::string_view flaw_of(const CreateVolume& wanted);
std::string_view flaw_of_exec(const std::vector<std::string>& command,
                              std::chrono::seconds timeout);
// Fly waits for few states only, and for `stopped` of one instance_id.
std::string_view flaw_of_wait(MachineState state, std::string_view instance_id);

}  // namespace controller::fly
