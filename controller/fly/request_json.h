// The bodies of requests to the Machines API, as Fly's OpenAPI description has them. Pure; texts
// must be valid UTF-8 (see request_check.h).
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "controller/fly/types.h"

namespace controller::fly {

std::string create_machine_json(const CreateMachine& wanted);
std::string update_machine_json(const MachineSpec& spec);
std::string exec_json(const std::vector<std::string>& command, std::chrono::seconds timeout);
// A fork is without size_gb: Fly refuses the two together.
std::string create_volume_json(const CreateVolume& wanted);

}  // namespace controller::fly
