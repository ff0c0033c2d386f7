#include "scenarios/runner/stored_state.h"

#include <utility>
#include <vector>

#include "controller/instance/identity.h"

namespace scenarios {
namespace {

using controller::instance::CreateIntent;
using State = controller::instance::InstanceState;
using controller::instance::PendingDeletion;
using Ids = std::map<std::string, std::string>;

// `@name`, or an id as it is.
std::string stored_id(const std::string& id, const Ids& ids) {
  return id.starts_with('@') ? ids.at(id.substr(1)) : id;
}

std::vector<std::string> stored_ids(const std::vector<std::string>& all, const Ids& ids) {
  std::vector<std::string> out;
  for (const std::string& id : all) out.push_back(stored_id(id, ids));
  return out;
}

controller::WallTime before(controller::WallTime now, Duration span) {
  return now - std::chrono::floor<std::chrono::milliseconds>(span);
}

CreateIntent intent_of(const MachineCreate& create, const State& state, controller::WallTime now,
                       const Ids& volumes) {
  CreateIntent intent;
  intent.what = CreateIntent::What::machine;
  intent.name = state.sandbox_id;
  intent.region = create.region;
  intent.mounts = stored_ids(create.mounts, volumes);
  intent.made_at = before(now, create.age);
  return intent;
}

CreateIntent intent_of(const VolumeCreate& create, const State& state, controller::WallTime now,
                       const Ids& volumes) {
  CreateIntent intent;
  intent.what = create.fork_of.empty() ? CreateIntent::What::volume : CreateIntent::What::fork;
  intent.name = controller::instance::volume_name_of(state.sandbox_id);
  intent.region = create.region;
  intent.source_volume_id = stored_id(create.fork_of, volumes);
  intent.known_volumes = stored_ids(create.known, volumes);
  intent.made_at = before(now, create.age);
  return intent;
}

}  // namespace

State stored_state(const StoredSettings& stored, State state, controller::WallTime now,
                   const IdsInStore& ids) {
  const auto& [machines, volumes] = ids;
  state.status = stored.status;
  state.machine_id = stored_id(stored.machine, machines);
  state.volume_id = stored_id(stored.volume, volumes);
  state.region = stored.region;
  state.has_user_data = stored.has_user_data;
  state.unconfirmed_sources = stored_ids(stored.sources, volumes);
  state.fork_was_used = stored.fork_was_used;
  state.fork_was_started = stored.fork_was_started;
  if (stored.machine_create)
    state.machine_intent = intent_of(*stored.machine_create, state, now, volumes);
  if (stored.volume_create)
    state.volume_intent = intent_of(*stored.volume_create, state, now, volumes);
  for (const std::string& id : stored_ids(stored.machines_to_delete, machines))
    state.deletions.push_back({PendingDeletion::What::machine, id});
  for (const std::string& id : stored_ids(stored.volumes_to_delete, volumes))
    state.deletions.push_back({PendingDeletion::What::volume, id});
  if (stored.starting_for) state.starting_since = before(now, *stored.starting_for);
  return state;
}

}  // namespace scenarios
