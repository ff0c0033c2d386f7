// What a scenario says that the store of an instance holds, as the instance would have stored it.
#pragma once

#include <map>
#include <string>

#include "controller/base/time.h"
#include "controller/instance/state.h"
#include "scenarios/format/cloud.h"

namespace scenarios {

// Of the machines and volumes of a scenario, by their names in it.
struct IdsInStore {
  const std::map<std::string, std::string>& machines;
  const std::map<std::string, std::string>& volumes;
};

// `state` has the ids of user and sandbox alone. `now`: what the wall clock shows. Precondition:
// each `@name` is among `ids`.
controller::instance::InstanceState stored_state(const StoredSettings& stored,
                                                 controller::instance::InstanceState state,
                                                 controller::WallTime now, const IdsInStore& ids);

}  // namespace scenarios
