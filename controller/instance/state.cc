#include "controller/instance/state.h"

#include <algorithm>
#include <utility>

namespace controller::instance {

std::string_view name_of(Status status) {
  switch (status) {
    case Status::provisioned:
      return "provisioned";
    case Status::starting:
      return "starting";
    case Status::running:
      return "running";
    case Status::stopped:
      return "stopped";
    case Status::destroying:
      return "destroying";
  }
  return "";
}

bool may_have_mounted(const CreateIntent& intent, const std::string& volume) {
  return intent.mounts.empty() || std::ranges::find(intent.mounts, volume) != intent.mounts.end();
}

bool bears_our_name(const InstanceState& state, const std::string& machine) {
  const std::vector<std::string>& named = state.named_machines;
  return std::ranges::find(named, machine) != named.end();
}

void doubt_machine(InstanceState& state, const std::string& machine) {
  std::vector<std::string>& doubted = state.doubted_machines;
  if (!machine.empty() && std::ranges::find(doubted, machine) == doubted.end())
    doubted.push_back(machine);
}

void note_mounted(InstanceState& state, const std::string& mounted) {
  if (!mounted.empty() && mounted == state.volume_id) mark_used(state);
}

void close_machine_intent(InstanceState& state, const std::string& name,
                          const std::string& mounted) {
  if (name != state.sandbox_id) return;
  const auto& intent = state.machine_intent;
  if (intent && mounted != state.volume_id && may_have_mounted(*intent, state.volume_id))
    state.doubted_volume = state.volume_id;
  state.machine_intent.reset();
}

bool may_be_in_use(const InstanceState& state) {
  return state.machine_intent && may_have_mounted(*state.machine_intent, state.volume_id);
}

bool is_volume_doubted(const InstanceState& state) {
  return !state.volume_id.empty() && state.volume_id == state.doubted_volume;
}

void mark_used(InstanceState& state) {
  state.has_user_data = true;
  state.fork_was_used = !state.unconfirmed_sources.empty();
}

// Started and not used is what only the older form has: it meant used, and knew of no success.
InstanceState as_stored_today(InstanceState stored) {
  if (stored.fork_was_started && !stored.fork_was_used) {
    stored.fork_was_used = true;
    stored.fork_was_started = false;
  }
  return stored;
}

}  // namespace controller::instance
