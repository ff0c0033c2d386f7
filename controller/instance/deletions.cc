#include "controller/instance/deletions.h"

#include <algorithm>
#include <vector>

#include "controller/instance/fly_facts.h"

namespace controller::instance {
namespace {

void note(InstanceState& state, PendingDeletion::What what, const std::string& id) {
  if (id.empty()) return;
  const PendingDeletion deletion{what, id};
  if (!is_noted(state, deletion)) state.deletions.push_back(deletion);
}

bool holds_volume(const InstanceState& state, const std::string& id) {
  return id == state.volume_id ||
         std::ranges::find(state.unconfirmed_sources, id) != state.unconfirmed_sources.end();
}

// What the held volume, or one that it was made of, is a copy of.
bool is_confirmed_source(const InstanceState& state, const std::string& volume) {
  return !state.volume_id.empty() &&
         std::ranges::find(state.confirmed_sources, volume) != state.confirmed_sources.end();
}

}  // namespace

void note_machine(InstanceState& state, const std::string& id) {
  note(state, PendingDeletion::What::machine, id);
}
void note_volume(InstanceState& state, const std::string& id) {
  note(state, PendingDeletion::What::volume, id);
}

bool is_left(const InstanceState& state, const std::string& volume) {
  return std::ranges::find(state.left_volumes, volume) != state.left_volumes.end();
}

bool leave_volume(InstanceState& state, const std::string& volume) {
  if (volume.empty() || volume == state.volume_id) return false;
  if (state.status != Status::destroying)
    std::erase(state.deletions, PendingDeletion{PendingDeletion::What::volume, volume});
  if (is_left(state, volume)) return false;
  state.left_volumes.push_back(volume);
  return true;
}

bool is_noted(const InstanceState& state, const PendingDeletion& deletion) {
  return std::ranges::find(state.deletions, deletion) != state.deletions.end();
}

// A 404 to a DELETE is believed when a GET agrees: one answer alone may be an outage in disguise.
Task<bool> Deletions::machine_gone(std::string id) {
  auto destroyed = co_await op_.fly.destroy_machine(id, op_.token);
  if (!destroyed) {
    if (!says_no_machine(destroyed.error()) || op_.memory.may_be_hidden(id)) co_return false;
    auto machine = co_await op_.fly.get_machine(id, op_.token);
    co_return machine ? machine->state == fly::MachineState::destroyed
                      : says_no_machine(machine.error());
  }
  op_.memory.note_destroyed(id);
  const std::string any_version;
  auto waited = co_await op_.fly.wait_for(id, fly::MachineState::destroyed, any_version, op_.token);
  co_return waited.ok() || says_no_machine(waited.error());
}

Task<bool> Deletions::volume_gone(std::string id) {
  auto destroyed = co_await op_.fly.destroy_volume(id, op_.token);
  if (!destroyed && !says_no_volume(destroyed.error())) co_return false;
  auto volume = co_await op_.fly.get_volume(id, op_.token);
  co_return volume.ok() ? is_dead(volume->state) : says_no_volume(volume.error());
}

Task<bool> Deletions::has_to_wait(PendingDeletion deletion) {
  const InstanceState& state = op_.state();
  if (deletion.what == PendingDeletion::What::machine)
    co_return std::ranges::find(held_back_, deletion.id) != held_back_.end();
  // A machine that is held back may have any of the volumes.
  if (!state.unconfirmed_sources.empty() || !held_back_.empty()) co_return true;
  if (!is_confirmed_source(state, deletion.id)) co_return false;
  // The fork was there when it was confirmed. Its source is the last copy when it is lost since.
  const std::string fork = state.volume_id;
  auto volume = co_await op_.fly.get_volume(fork, op_.token);
  co_return !volume.ok() || !is_complete(volume->state);
}

Task<bool> Deletions::gone(PendingDeletion deletion) {
  if (deletion.what == PendingDeletion::What::machine) co_return co_await machine_gone(deletion.id);
  co_return co_await volume_gone(deletion.id);
}

Task<Attempt<bool>> Deletions::work_off() {
  std::vector<PendingDeletion> todo = op_.state().deletions;
  if (todo.empty()) co_return true;
  if (op_.memory.is_ahead()) {
    // A successor would hold what we delete.
    auto listed = co_await op_.memory.save();
    if (!listed) co_return Failure{listed.error()};
  }
  std::ranges::stable_sort(todo, {}, &PendingDeletion::what);
  for (const PendingDeletion& deletion : todo) {
    const bool held =
        deletion.what == PendingDeletion::What::volume && holds_volume(op_.state(), deletion.id);
    bool done = held;
    if (!held) {
      const auto waits = co_await has_to_wait(deletion);
      if (!waits) done = co_await gone(deletion);
    }
    if (done) std::erase(op_.change().deletions, deletion);
  }
  auto saved = co_await op_.memory.save();
  if (!saved) co_return Failure{saved.error()};
  co_return op_.state().deletions.empty();
}

Task<Attempt<Nothing>> Deletions::remove_machines() {
  const std::vector<PendingDeletion> todo = op_.state().deletions;
  for (const PendingDeletion& deletion : todo) {
    if (deletion.what != PendingDeletion::What::machine) continue;
    auto removed = co_await remove_machine(deletion.id);
    if (!removed) co_return removed;
  }
  co_return Nothing{};
}

Task<Attempt<Nothing>> Deletions::remove_machine(std::string id) {
  const auto done = co_await machine_gone(id);
  if (!done) co_return Failure{Trouble{503, "an old machine could not be destroyed yet"}};
  std::erase(op_.change().deletions, PendingDeletion{PendingDeletion::What::machine, id});
  co_return co_await op_.memory.save();
}

}  // namespace controller::instance
