#include "controller/instance/finder.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "controller/instance/deletions.h"
#include "controller/instance/fly_facts.h"
#include "controller/instance/machine_choice.h"

namespace controller::instance {
namespace {

std::optional<fly::Machine> copy_of(const fly::Machine* machine) {
  if (machine == nullptr) return std::nullopt;
  return *machine;
}

// What is to be deleted is not found again.
void leave_out_the_retired(std::vector<fly::Machine>& machines, const InstanceState& state) {
  std::erase_if(machines,
                [&state](const fly::Machine& machine) { return is_retired(state, machine.id); });
}

void note_name(InstanceState& state, const fly::Machine& machine) {
  std::erase(state.named_machines, machine.id);
  if (machine.name == state.sandbox_id) state.named_machines.push_back(machine.id);
}

}  // namespace

bool is_retired(const InstanceState& state, const std::string& machine) {
  return is_noted(state, {PendingDeletion::What::machine, machine});
}

void hold_machine(InstanceState& state, const fly::Machine& machine) {
  state.machine_id = machine.id;
  note_name(state, machine);
  const std::string& mounted = root_volume(machine);
  leave_found_mount(state);
  if (mounted != state.volume_id) state.found_mount = mounted;
  std::erase(state.doubted_machines, machine.id);
  note_mounted(state, mounted);
}

void hold_read_machine(InstanceState& state, const fly::Machine& machine) {
  hold_machine(state, machine);
  see_machine(state, machine);
}

void see_machine(InstanceState& state, const fly::Machine& machine) {
  note_name(state, machine);
  close_machine_intent(state, machine.name, root_volume(machine));
  if (bears_our_name(state, machine.id)) have_our_name(state, machine.id);
}

void have_our_name(InstanceState& state, const std::string& machine) {
  for (const std::string& doubted : std::exchange(state.doubted_machines, {}))
    if (!bears_our_name(state, doubted)) note_machine(state, doubted);
  state.named_machines = {machine};
}

void note_stray(InstanceState& state, const fly::Machine& machine) {
  note_machine(state, machine.id);
  note_mounted(state, root_volume(machine));
  leave_volume(state, root_volume(machine));
}

void leave_other_mount(InstanceState& state, const fly::Machine& machine) {
  const std::string& mounted = root_volume(machine);
  const bool as_found = mounted == state.found_mount;  // see leave_found_mount()
  if (mounted.empty() || mounted == state.volume_id || as_found) return;
  leave_volume(state, mounted);
  state.fork_was_started = false;
}

Task<Attempt<std::optional<fly::Machine>>> Finder::by_metadata() {
  const fly::MachineFilter filter{std::string(kUserKey), op_.state().user_id};
  auto machines = co_await op_.fly.list_machines(filter, op_.token);
  if (!machines) co_return Failure{trouble_of("looking for the machine", machines.error())};
  leave_out_the_retired(*machines, op_.state());
  const fly::Machine* chosen = choose_machine(*machines, op_.state().sandbox_id);
  for (const fly::Machine& machine : *machines) {
    const bool ours = belongs_to(machine, op_.state().sandbox_id) && !is_dead(machine.state);
    if (!ours || &machine == chosen || !machine.mounts_told) continue;
    note_stray(op_.change(), machine);
  }
  if (chosen != nullptr) op_.memory.note_listed(chosen->id);
  co_return copy_of(chosen);
}

Task<Attempt<std::optional<fly::Machine>>> Finder::by_name() {
  const fly::MachineFilter all;
  auto machines = co_await op_.fly.list_machines(all, op_.token);
  if (!machines) co_return Failure{trouble_of("looking for the machine", machines.error())};
  leave_out_the_retired(*machines, op_.state());
  const fly::Machine* chosen = choose_by_name(*machines, op_.state().sandbox_id);
  if (chosen != nullptr) op_.memory.note_listed(chosen->id);
  co_return copy_of(chosen);
}

// The hint alone proves nothing: whatever it names must bear our name.
Task<std::optional<fly::Machine>> Finder::by_hint(std::string hint) {
  if (!fly::valid_id(hint) || is_retired(op_.state(), hint)) co_return std::nullopt;
  auto machine = co_await op_.fly.get_machine(hint, op_.token);
  if (!machine || machine->name != op_.state().sandbox_id) co_return std::nullopt;
  co_return std::move(*machine);
}

Task<Attempt<std::optional<fly::Machine>>> Finder::by_lists() {
  auto marked = co_await by_metadata();
  if (!marked || *marked) co_return marked;
  co_return co_await by_name();
}

Task<Attempt<Nothing>> Finder::wait_for_end(std::string machine) {
  if (op_.state().machine_id != machine) {
    op_.change().machine_id = machine;
    auto saved = co_await op_.memory.save();
    if (!saved) co_return saved;
  }
  const std::string any_version;
  (void)co_await op_.fly.wait_for(machine, fly::MachineState::destroyed, any_version, op_.token);
  co_return Nothing{};
}

Task<fly::Reply<fly::Machine>> Finder::read_surely(std::string machine) {
  auto shown = co_await op_.fly.get_machine(machine, op_.token);
  if (!shown && says_no_machine(shown.error()))
    shown = co_await op_.fly.get_machine(machine, op_.token);
  co_return shown;
}

Task<Attempt<Nothing>> Finder::note_what_came() {
  const InstanceState& state = op_.state();
  const bool one_too_many = !state.machine_id.empty() && !bears_our_name(state, state.machine_id);
  if (!state.machine_intent || !one_too_many) co_return Nothing{};
  auto listed = co_await by_name();
  if (!listed) co_return Failure{listed.error()};
  if (*listed) co_return co_await note_too_many((*listed)->id);
  if (op_.memory.machine_intent_age() < op_.config.times.late_create) co_return Nothing{};
  // What it has made may have come, and gone, unseen.
  if (may_be_in_use(state)) mark_used(op_.change());
  op_.change().machine_intent.reset();
  co_return co_await op_.memory.save();
}

// What is hidden still is found another time. It may have written, or do so before it goes: its
// volume stays.
Task<Attempt<Nothing>> Finder::note_too_many(std::string id) {
  auto machine = co_await op_.fly.get_machine(id, op_.token);
  if (!machine) co_return Failure{trouble_of("reading the machine", machine.error())};
  if (is_dead(machine->state) || machine->name != op_.state().sandbox_id) co_return Nothing{};
  note_stray(op_.change(), *machine);
  op_.change().machine_intent.reset();
  co_return co_await op_.memory.save();
}

}  // namespace controller::instance
