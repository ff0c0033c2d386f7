#include "controller/instance/deletions.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "controller/base/deadline.h"
#include "controller/instance/fly_facts.h"

namespace controller::instance {
namespace {

using Doomed = PendingDeletion::What;

// Destroying takes seconds. What does not come to its end takes no other's time.
constexpr Duration kEndsIn = std::chrono::seconds(65);
// Nor do machines take that of all volumes, nor these that of what a check does last.
constexpr Duration kForMachines = std::chrono::seconds(75);
constexpr Duration kForVolumes = std::chrono::seconds(60);
constexpr Duration kForAVolume = std::chrono::seconds(15);

bool is_gone(const fly::Reply<fly::Machine>& shown) {
  return shown ? shown->state == fly::MachineState::destroyed : says_no_machine(shown.error());
}

// Those of a kind.
std::vector<std::string> noted(const InstanceState& state, Doomed what) {
  std::vector<std::string> ids;
  for (const PendingDeletion& deletion : state.deletions)
    if (deletion.what == what) ids.push_back(deletion.id);
  return ids;
}

// It is gone, or another pass tries it.
void settle(InstanceState& state, const PendingDeletion& deletion, bool gone) {
  if (gone)
    std::erase(state.deletions, deletion);
  else
    try_last(state, deletion);
}

void note(InstanceState& state, Doomed what, const std::string& id) {
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

void hold_volume(InstanceState& state, std::string volume) {
  std::erase(state.left_volumes, volume);
  state.volume_id = std::move(volume);
}

void note_machine(InstanceState& state, const std::string& id) { note(state, Doomed::machine, id); }
void note_volume(InstanceState& state, const std::string& id) { note(state, Doomed::volume, id); }

bool is_left(const InstanceState& state, const std::string& volume) {
  return std::ranges::find(state.left_volumes, volume) != state.left_volumes.end();
}

void leave_volume(InstanceState& state, const std::string& volume) {
  if (volume.empty() || volume == state.volume_id) return;
  if (state.status != Status::destroying)
    std::erase(state.deletions, PendingDeletion{Doomed::volume, volume});
  if (!is_left(state, volume)) state.left_volumes.push_back(volume);
}

void leave_found_mount(InstanceState& state) {
  const std::string mounted = std::exchange(state.found_mount, std::string());
  const bool goes = is_noted(state, {Doomed::volume, mounted});
  if (!goes && !holds_volume(state, mounted)) leave_volume(state, mounted);
}

void try_last(InstanceState& state, const PendingDeletion& deletion) {
  if (std::erase(state.deletions, deletion) > 0) state.deletions.push_back(deletion);
}

bool is_noted(const InstanceState& state, const PendingDeletion& deletion) {
  return std::ranges::find(state.deletions, deletion) != state.deletions.end();
}

// A 404 to a DELETE is believed when a GET agrees: one answer alone may be an outage in disguise.
Task<Deletions::Fate> Deletions::let_go(std::string machine) {
  Deadline deadline(op_.scheduler, kEndsIn, op_.token);
  auto destroyed = co_await op_.fly.destroy_machine(machine, deadline.token());
  if (destroyed) {
    op_.memory.note_destroyed(machine);
    co_return Fate::going;
  }
  if (!says_no_machine(destroyed.error()) || op_.memory.may_be_hidden(machine))
    co_return Fate::there;
  auto shown = co_await op_.fly.get_machine(machine, deadline.token());
  co_return is_gone(shown) ? Fate::gone : Fate::there;
}

// Still going: nothing waits for it, since it has not our name.
Task<Deletions::Fate> Deletions::end_of(std::string machine) {
  Deadline deadline(op_.scheduler, kEndsIn, op_.token);
  const std::string any_version;
  auto waited = co_await op_.fly.wait_for(machine, fly::MachineState::destroyed, any_version,
                                          deadline.token());
  if (waited || says_no_machine(waited.error())) co_return Fate::gone;
  Deadline reading(op_.scheduler, kReadsIn, op_.token);
  auto shown = co_await op_.fly.get_machine(machine, reading.token());
  if (is_gone(shown)) co_return Fate::gone;
  const bool going = shown && is_dead(shown->state) && shown->name != op_.state().sandbox_id;
  co_return going ? Fate::going : Fate::there;
}

Task<bool> Deletions::volume_gone(std::string id) {
  Deadline deadline(op_.scheduler, kForAVolume, op_.token);
  auto destroyed = co_await op_.fly.destroy_volume(id, deadline.token());
  if (destroyed && is_dead(destroyed->state)) co_return true;
  if (!destroyed && !says_no_volume(destroyed.error())) co_return false;
  auto volume = co_await op_.fly.get_volume(id, deadline.token());
  co_return volume.ok() ? is_dead(volume->state) : says_no_volume(volume.error());
}

Task<bool> Deletions::has_to_wait(std::string volume) {
  const InstanceState& state = op_.state();
  // A machine that is held back may have any of them.
  if (!state.unconfirmed_sources.empty() || !held_back_.empty()) co_return true;
  if (!is_confirmed_source(state, volume)) co_return false;
  // The fork was there when it was confirmed. Its source is the last copy when it is lost since.
  const std::string fork = state.volume_id;
  auto shown = co_await op_.fly.get_volume(fork, op_.token);
  co_return !shown.ok() || !is_complete(shown->state);
}

bool Deletions::is_held_back(const std::string& machine) const {
  return std::ranges::find(held_back_, machine) != held_back_.end();
}

// All are told to go before any is waited for.
Task<void> Deletions::work_off_machines() {
  const Within phase(op_, kForMachines);
  std::vector<std::string> going;
  const std::vector<std::string> machines = noted(op_.state(), Doomed::machine);
  for (const std::string& id : machines) {
    if (op_.fly.is_used_up() || op_.token.cancelled()) break;
    if (is_held_back(id)) continue;
    const auto fate = co_await let_go(id);
    if (fate == Fate::going)
      going.push_back(id);
    else
      settle(op_.change(), {Doomed::machine, id}, fate == Fate::gone);
  }
  for (const std::string& id : going) {
    const auto fate = co_await end_of(id);
    settle(op_.change(), {Doomed::machine, id}, fate == Fate::gone);
  }
}

Task<void> Deletions::work_off_volumes() {
  const Within phase(op_, kForVolumes);
  const std::vector<std::string> volumes = noted(op_.state(), Doomed::volume);
  for (const std::string& id : volumes) {
    if (op_.fly.is_used_up() || op_.token.cancelled()) break;
    bool done = holds_volume(op_.state(), id);
    if (!done) {
      const auto waits = co_await has_to_wait(id);
      if (!waits) done = co_await volume_gone(id);
    }
    settle(op_.change(), {Doomed::volume, id}, done);
  }
}

Task<Attempt<Nothing>> Deletions::try_each() {
  if (op_.state().deletions.empty()) co_return Nothing{};
  // A successor would hold what we delete.
  auto listed = co_await op_.memory.save();
  if (!listed) co_return listed;
  co_await work_off_machines();
  co_await work_off_volumes();
  co_return Nothing{};
}

Task<Attempt<bool>> Deletions::work_off() {
  auto tried = co_await try_each();
  if (!tried) co_return Failure{tried.error()};
  auto saved = co_await op_.memory.save();
  if (!saved) co_return Failure{saved.error()};
  co_return op_.state().deletions.empty();
}

Task<Attempt<Nothing>> Deletions::remove_machines() {
  const std::vector<std::string> machines = noted(op_.state(), Doomed::machine);
  for (const std::string& id : machines) {
    auto removed = co_await remove_machine(id);
    if (!removed) co_return removed;
  }
  co_return Nothing{};
}

Task<Attempt<Nothing>> Deletions::remove_machine(std::string id) {
  auto fate = co_await let_go(id);
  if (fate == Fate::going) fate = co_await end_of(id);
  if (fate == Fate::there)
    co_return Failure{Trouble{503, "an old machine could not be destroyed yet"}};
  if (fate == Fate::going) co_return Nothing{};
  settle(op_.change(), {Doomed::machine, id}, true);
  co_return co_await op_.memory.save();
}

}  // namespace controller::instance
