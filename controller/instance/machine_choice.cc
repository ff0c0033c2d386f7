#include "controller/instance/machine_choice.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "controller/instance/fly_facts.h"

namespace controller::instance {
namespace {

using fly::Machine;
using fly::MachineState;

// M2, from the best to the worst; what is not named comes last.
constexpr std::array kPreference = {
    MachineState::started,  MachineState::starting,  MachineState::stopped,   MachineState::created,
    MachineState::stopping, MachineState::replacing, MachineState::suspended, MachineState::failed,
};

std::size_t rank_of(MachineState state) {
  return static_cast<std::size_t>(std::ranges::find(kPreference, state) - kPreference.begin());
}

bool better(const Machine& a, const Machine& b) {
  const auto time_of = [](const Machine& machine) {
    return machine.updated_at.value_or(WallTime::min());
  };
  return std::make_tuple(rank_of(a.state), time_of(b), std::string_view(a.id)) <
         std::make_tuple(rank_of(b.state), time_of(a), std::string_view(b.id));
}

template <class Fits>
const Machine* best_of(std::span<const Machine> machines, Fits fits) {
  const Machine* best = nullptr;
  for (const Machine& machine : machines) {
    if (is_dead(machine.state) || !fits(machine)) continue;
    if (best == nullptr || better(machine, *best)) best = &machine;
  }
  return best;
}

}  // namespace

bool belongs_to(const Machine& machine, std::string_view sandbox_id) {
  const auto sandbox = std::ranges::find(
      machine.metadata, kSandboxKey, [](const auto& pair) { return std::string_view(pair.first); });
  return sandbox == machine.metadata.end() ? machine.name == sandbox_id
                                           : sandbox->second == sandbox_id;
}

const std::string& root_volume(const Machine& machine) {
  static const std::string kNone;
  const auto mount = std::ranges::find(machine.mounts, kRoot,
                                       [](const auto& m) { return std::string_view(m.path); });
  return mount == machine.mounts.end() ? kNone : mount->volume;
}

const Machine* choose_machine(std::span<const Machine> machines, std::string_view sandbox_id) {
  return best_of(machines, [&](const Machine& machine) { return belongs_to(machine, sandbox_id); });
}

const Machine* choose_by_name(std::span<const Machine> machines, std::string_view name) {
  return best_of(machines, [&](const Machine& machine) { return machine.name == name; });
}

}  // namespace controller::instance
