#include "controller/instance/removal.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "controller/base/deadline.h"
#include "controller/instance/deletions.h"
#include "controller/instance/finder.h"
#include "controller/instance/fly_facts.h"
#include "controller/instance/identity.h"
#include "controller/instance/machine_choice.h"
#include "controller/instance/volumes.h"

namespace controller::instance {
namespace {

const Trouble kNotShownYet{503, "Fly does not show the new machine yet"};
const Trouble kTooMany{503, "there are more machines than can be read at once"};

// Of the 60 of a pass.
constexpr int kCallsToDelete = 40;

}  // namespace

// Nothing: Fly says that it does not exist, and it is not new.
Task<Attempt<std::optional<fly::Machine>>> Removal::read(std::string id) {
  std::optional<fly::Machine> found;
  auto machine = co_await op_.fly.get_machine(id, op_.token);
  if (machine) {
    found = std::move(*machine);
    co_return found;
  }
  if (!says_no_machine(machine.error()))
    co_return Failure{trouble_of("reading the machine", machine.error())};
  if (op_.memory.is_newborn(id)) co_return Failure{kNotShownYet};
  co_return found;
}

// One that was taken for gone, or that a create has made, though nobody was told of it.
Task<Attempt<Nothing>> Removal::find_machine() {
  if (!op_.state().machine_id.empty()) co_return Nothing{};
  const std::vector<std::string> doubted = op_.state().doubted_machines;
  for (const std::string& id : doubted) {
    auto machine = co_await read(id);
    if (!machine) co_return Failure{machine.error()};
    if (!*machine || is_dead((*machine)->state)) continue;
    hold_read_machine(op_.change(), **machine);
    co_return co_await op_.memory.save();
  }
  if (!op_.state().machine_intent) co_return Nothing{};
  auto found = co_await Finder(op_).by_lists();
  if (!found) co_return Failure{found.error()};
  if (!*found) co_return Nothing{};
  hold_machine(op_.change(), **found);
  co_return co_await op_.memory.save();
}

// The machine that is known, as it is; nothing: it is gone.
Task<Attempt<std::optional<fly::Machine>>> Removal::known_machine() {
  const std::optional<fly::Machine> gone;
  const std::string id = op_.state().machine_id;
  if (id.empty()) co_return gone;
  auto machine = co_await read(id);
  if (!machine) co_return machine;
  if (!*machine) doubt_machine(op_.change(), id);
  if (!*machine || is_dead((*machine)->state)) {
    op_.change().machine_id.clear();
    auto saved = co_await op_.memory.save();
    if (!saved) co_return Failure{saved.error()};
    co_return gone;
  }
  see_machine(op_.change(), **machine);
  co_return machine;
}

Task<Attempt<Nothing>> Removal::stop() {
  auto looked = co_await find_machine();
  if (!looked) co_return looked;
  auto machine = co_await known_machine();
  if (machine && *machine && (*machine)->state == fly::MachineState::created) {
    // It is going to be launched, and cannot be stopped before.
    const std::string any_version;
    const std::string id = (*machine)->id;
    (void)co_await op_.fly.wait_for(id, fly::MachineState::started, any_version, op_.token);
    machine = co_await known_machine();
  }
  if (!machine) co_return Failure{machine.error()};
  if (!*machine || is_at_rest((*machine)->state)) co_return Nothing{};
  if ((*machine)->state == fly::MachineState::created)
    co_return Failure{Trouble{503, "the machine has not been launched yet, and cannot be stopped"}};
  const std::string id = (*machine)->id;
  auto stopped = co_await op_.fly.stop_machine(id, op_.token);
  if (!stopped) co_return Failure{trouble_of("stopping the machine", stopped.error())};
  co_return co_await wait_for_rest(std::move(**machine));
}

// Somebody may have changed it meanwhile: then another version is to stop.
Task<Attempt<Nothing>> Removal::wait_for_rest(fly::Machine machine) {
  using enum fly::MachineState;
  for (;;) {
    auto waited = co_await op_.fly.wait_for(machine.id, stopped, machine.instance_id, op_.token);
    if (waited) co_return Nothing{};
    const Trouble trouble = trouble_of("waiting for the machine to stop", waited.error());
    if (trouble.kind != fly::RefusalKind::wait_timeout) co_return Failure{trouble};
    auto now = co_await known_machine();
    if (!now) co_return Failure{now.error()};
    if (!*now || is_at_rest((*now)->state)) co_return Nothing{};
    if ((*now)->state == started) co_return Failure{trouble};  // somebody has started it
    machine = std::move(**now);
  }
}

// Whether Fly may still be carrying out the create that `intent` announced.
bool Removal::may_still_come(const std::optional<CreateIntent>& intent, Duration age) const {
  return intent && age < op_.config.times.late_create;
}

// Machines that nobody knows of: made by a create whose reply was lost, or whose id was.
Task<Attempt<Nothing>> Removal::note_machines() {
  const fly::MachineFilter all;
  auto machines = co_await op_.fly.list_machines(all, op_.token);
  if (!machines) co_return Failure{trouble_of("looking for machines", machines.error())};
  for (const fly::Machine& machine : *machines) {
    if (is_dead(machine.state) || !belongs_to(machine, op_.state().sandbox_id)) continue;
    if (std::ranges::find(destroyed_, machine.id) != destroyed_.end()) continue;
    const bool known = is_retired(op_.state(), machine.id);
    if (!known) op_.memory.note_listed(machine.id);
    note_machine(op_.change(), machine.id);
    if (op_.fly.calls_left() < kCallsToDelete) {
      if (!known) unread_.push_back(machine.id);
      continue;
    }
    const std::string mounted = root_volume(machine);
    auto noted = co_await note_mounted_volume(mounted);
    std::erase(unread_, machine.id);
    if (!noted || !machine.mounts_told) unread_.push_back(machine.id);
    if (!noted) co_return noted;
  }
  co_return Nothing{};
}

// A volume that a create of ours may have made.
Task<Attempt<Nothing>> Removal::note_new_volume() {
  if (!op_.state().volume_intent || !names_its_volume_alone(op_.state().sandbox_id))
    co_return Nothing{};
  auto made = co_await Volumes(op_).made();
  if (!made) co_return Failure{made.error()};
  for (const fly::Volume& volume : *made) note_volume(op_.change(), volume.id);
  co_return Nothing{};
}

void Removal::note_what_is_held() {
  InstanceState& state = op_.change();
  note_machine(state, std::exchange(state.machine_id, std::string()));
  for (const std::string& machine : std::exchange(state.doubted_machines, {}))
    note_machine(state, machine);
  note_volume(state, std::exchange(state.volume_id, std::string()));
  leave_found_mount(state);
  for (const std::string& source : state.unconfirmed_sources) note_volume(state, source);
  state.unconfirmed_sources.clear();
}

// Nothing: it is gone, or another instance's by its name.
Task<Attempt<std::optional<fly::Volume>>> Removal::look_at_ours(std::string id) {
  auto volume = co_await Volumes(op_).look_at(id);
  const bool there = volume && *volume;
  if (there && (*volume)->name != volume_name_of(op_.state().sandbox_id)) volume->reset();
  co_return volume;
}

// Volumes that machines of ours were given: ours by their name, unless others have them by now.
Task<Attempt<Nothing>> Removal::note_left_volumes() {
  const bool alone = names_its_volume_alone(op_.state().sandbox_id);
  std::erase_if(op_.change().left_volumes, [this, alone](const std::string& id) {
    return !alone || is_noted(op_.state(), {PendingDeletion::What::volume, id});
  });
  const std::vector<std::string> left = op_.state().left_volumes;
  for (const std::string& id : left) {
    auto volume = co_await look_at_ours(id);
    if (!volume) co_return Failure{volume.error()};
    if (*volume) {
      auto taken = co_await is_taken((*volume)->attached_machine_id);
      if (!taken) co_return Failure{taken.error()};
      if (!*taken) note_volume(op_.change(), id);
    }
    std::erase(op_.change().left_volumes, id);
  }
  co_return Nothing{};
}

// Whether a machine has a volume, and is not gone and claims it still. What those mount that are to
// go is noted before.
Task<Attempt<bool>> Removal::is_taken(std::string claimant) {
  if (claimant.empty()) co_return false;
  auto machine = co_await Finder(op_).read_surely(std::move(claimant));
  if (machine) co_return !is_dead(machine->state);
  if (says_no_machine(machine.error())) co_return false;
  co_return Failure{trouble_of("reading the machine on a volume that was left", machine.error())};
}

Task<Attempt<Nothing>> Removal::note_what_is_found() {
  auto noted = co_await note_machines();
  if (!noted) co_return noted;
  noted = co_await note_left_volumes();
  if (!noted) co_return noted;
  co_return co_await note_new_volume();
}

// Somebody may have given our machine a volume of another instance.
Task<Attempt<Nothing>> Removal::note_mounted_volume(std::string id) {
  if (id.empty() || is_noted(op_.state(), {PendingDeletion::What::volume, id})) co_return Nothing{};
  auto volume = co_await look_at_ours(id);
  if (!volume) co_return Failure{volume.error()};
  if (*volume) note_volume(op_.change(), id);
  co_return Nothing{};
}

// What a machine mounts nobody can tell any more when it is gone, and it may not be what is held.
// One that cannot be read does not keep the others.
Task<Attempt<Nothing>> Removal::note_mounts() {
  std::optional<Trouble> trouble;
  const std::vector<PendingDeletion> noted = op_.state().deletions;
  for (const PendingDeletion& deletion : noted) {
    if (deletion.what != PendingDeletion::What::machine) continue;
    if (op_.fly.calls_left() < kCallsToDelete || op_.token.cancelled()) {
      trouble = kTooMany;
      unread_.push_back(deletion.id);
      continue;
    }
    Deadline deadline(op_.scheduler, kReadsIn, op_.token);
    auto machine = co_await op_.fly.get_machine(deletion.id, deadline.token());
    const bool unknown = !machine && says_no_machine(machine.error());
    if (!machine && !unknown) {
      trouble = trouble_of("reading the machine", machine.error());
      unread_.push_back(deletion.id);
      try_last(op_.change(), deletion);
      continue;
    }
    const bool destroyed = machine && machine->state == fly::MachineState::destroyed;
    if (destroyed) destroyed_.push_back(deletion.id);
    if (machine) {
      const std::string mounted = root_volume(*machine);
      auto asked = co_await note_mounted_volume(mounted);
      if (!asked) {
        trouble = asked.error();
        unread_.push_back(deletion.id);
        continue;
      }
    }
    const bool gone = destroyed || (unknown && !op_.memory.may_be_hidden(deletion.id));
    if (gone) std::erase(op_.change().deletions, deletion);
  }
  if (trouble) co_return Failure{*trouble};
  co_return Nothing{};
}

Task<Attempt<bool>> Removal::destroy() {
  note_what_is_held();
  Attempt<Nothing> mounted = Nothing{};
  Attempt<Nothing> noted = Nothing{};
  {
    const Within reading(op_, kForReading);
    mounted = co_await note_mounts();
    noted = co_await note_what_is_found();
  }
  // Also when the search broke off: nothing is deleted that the list does not have.
  auto empty = co_await Deletions(op_, unread_).work_off();
  if (!noted) co_return Failure{noted.error()};
  if (!unread_.empty() && !mounted) co_return Failure{mounted.error()};
  if (!empty) co_return Failure{empty.error()};
  if (!*empty) co_return false;
  const InstanceState& state = op_.state();
  if (may_still_come(state.machine_intent, op_.memory.machine_intent_age()) ||
      may_still_come(state.volume_intent, op_.memory.volume_intent_age()))
    co_return false;
  auto erased = co_await op_.memory.erase();
  if (!erased) co_return Failure{erased.error()};
  co_return true;
}

}  // namespace controller::instance
