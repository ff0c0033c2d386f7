#include "controller/fly/types.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "controller/base/ascii.h"

namespace controller::fly {
namespace {

// In the order of the enumerators, the last of which is what other words mean.
constexpr std::array<std::string_view, 17> kMachineStates = {
    "created",   "starting",   "started",       "stopping",  "stopped",  "suspending",
    "suspended", "restarting", "updating",      "replacing", "replaced", "destroying",
    "destroyed", "failed",     "launch_failed", "migrated",  "unknown",
};
constexpr std::array<std::string_view, 10> kVolumeStates = {
    "created",         "attached",   "detached",  "restoring", "hydrating", "scheduling_destroy",
    "pending_destroy", "destroying", "destroyed", "unknown",
};
static_assert(kMachineStates.size() == static_cast<std::size_t>(MachineState::unknown) + 1);
static_assert(kVolumeStates.size() == static_cast<std::size_t>(VolumeState::unknown) + 1);

template <class State, std::size_t N>
State state_in(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  return found == names.end() ? State::unknown : static_cast<State>(found - names.begin());
}

}  // namespace

std::string_view name_of(MachineState state) {
  return kMachineStates[static_cast<std::size_t>(state)];
}
MachineState machine_state_of(std::string_view name) {
  return state_in<MachineState>(kMachineStates, name);
}

std::string_view name_of(VolumeState state) {
  return kVolumeStates[static_cast<std::size_t>(state)];
}
VolumeState volume_state_of(std::string_view name) {
  return state_in<VolumeState>(kVolumeStates, name);
}

bool valid_id(std::string_view id) {
  constexpr std::size_t kMaxSize = 64;
  return !id.empty() && id.size() <= kMaxSize &&
         std::ranges::all_of(id, [](char c) { return is_alnum_ascii(c) || c == '_' || c == '-'; });
}

}  // namespace controller::fly
