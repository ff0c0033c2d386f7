#include "controller/instance/machines.h"

#include <utility>

#include "controller/base/json_text.h"
#include "controller/instance/deletions.h"
#include "controller/instance/finder.h"
#include "controller/instance/fly_facts.h"
#include "controller/instance/machine_choice.h"
#include "controller/instance/volumes.h"

namespace controller::instance {
namespace {

using fly::MachineState;
using fly::Refusal;
using fly::RefusalKind;

// A claim on a volume can outlive its machine for a while.
constexpr int kClaimTries = 5;
constexpr Duration kClaimWait = std::chrono::seconds(4);
// A machine that changes under our eyes is looked at this often.
constexpr int kLooks = 6;
constexpr Duration kLookAgain = std::chrono::seconds(2);
// A machine just created can be unknown for a moment.
constexpr int kNewbornTries = 5;
constexpr Duration kNewbornWait = std::chrono::seconds(1);

// docs/contract.md, Wire facts.
std::string gateway_arguments(std::string_view token) {
  std::string out = R"(["--port","3001","--verbose","--allow-unconfigured","--bind","loopback",)";
  out += R"("--token",)";
  append_json_string(out, token);
  out += ']';
  return out;
}

// That of all machines, and what the controller of this one cannot start without: its token.
fly::Pairs env_of(const InstanceConfig& config, const std::string& token) {
  constexpr std::string_view kToken = "OPENCLAW_GATEWAY_TOKEN";
  constexpr std::string_view kArguments = "KILOCLAW_GATEWAY_ARGS";
  fly::Pairs env;
  env.reserve(config.env.size() + 2);
  for (const auto& pair : config.env)
    if (pair.first != kToken && pair.first != kArguments) env.push_back(pair);
  env.emplace_back(kToken, token);
  env.emplace_back(kArguments, gateway_arguments(token));
  return env;
}

bool is_last_source(const InstanceState& state, const std::string& volume) {
  return !state.unconfirmed_sources.empty() && state.unconfirmed_sources.back() == volume;
}

// Whether our volume, which no machine has used, gives way to what a machine has `mounted` (M4). So
// does a fork to its source: a machine that was hidden when the fork was made has written since.
bool yields_to(const InstanceState& state, const std::string& mounted) {
  if (mounted.empty() || mounted == state.volume_id) return false;
  return !state.has_user_data || (!state.fork_was_used && is_last_source(state, mounted));
}

// Whatever has been found and is gone, a create anew is no answer to these.
bool stands(RefusalKind kind) {
  using enum RefusalKind;
  return kind == volume_missing || kind == precondition || fly::is_lack_of_room(kind);
}

}  // namespace

fly::MachineSpec Machines::spec(const fly::Guest& guest) const {
  fly::MachineSpec spec;
  spec.image = op_.config.image;
  spec.env = env_of(op_.config, op_.controller_token);
  spec.metadata.reserve(2);
  spec.metadata.emplace_back(kUserKey, op_.state().user_id);
  spec.metadata.emplace_back(kSandboxKey, op_.state().sandbox_id);
  spec.guest = guest;
  spec.mounts.push_back({op_.state().volume_id, std::string(kRoot)});
  return spec;
}

bool Machines::drifts(const fly::Machine& machine) const {
  return root_volume(machine) != op_.state().volume_id;
}

// ---- creating, adopting
// -----------------------------------------------------------------------------------------------

Task<Attempt<Progress>> Machines::create() {
  for (int tries = 1;; ++tries) {
    const std::optional<CreateIntent> earlier = op_.state().machine_intent;
    CreateIntent intent;
    intent.name = op_.state().sandbox_id;
    intent.region = op_.state().region;
    intent.mounts = {op_.state().volume_id};
    intent.made_at = op_.wall_clock.now();
    op_.memory.intend_machine(std::move(intent));
    auto saved = co_await op_.memory.save();
    if (!saved) co_return Failure{saved.error()};

    fly::CreateMachine wanted;
    wanted.name = op_.state().sandbox_id;
    wanted.region = op_.state().region;
    wanted.spec = spec(op_.state().guest.value_or(op_.config.guest));
    auto machine = co_await op_.fly.create_machine(wanted, op_.token);
    if (machine) co_return co_await created(machine->id);
    auto progress = co_await not_created(machine.error(), earlier);
    const bool claimed = progress && *progress == Progress::claimed;
    if (!claimed || tries == kClaimTries) co_return progress;
    const auto waited = co_await sleep(op_.scheduler, kClaimWait * tries, op_.token);
    if (!waited) co_return Failure{given_up()};
  }
}

Task<Attempt<Progress>> Machines::created(std::string id) {
  InstanceState& state = op_.change();
  state.machine_id = id;
  op_.memory.note_newborn(id);
  mark_used(state);
  state.machine_intent.reset();
  have_our_name(state, id);
  auto saved = co_await op_.memory.save();
  if (!saved) co_return Failure{saved.error()};
  for (int tries = 1;; ++tries) {
    const std::string any_version;
    auto waited = co_await op_.fly.wait_for(id, MachineState::started, any_version, op_.token);
    if (waited) co_return Progress::running;
    if (!says_no_machine(waited.error()) || tries == kNewbornTries) co_return Progress::present;
    const auto slept = co_await sleep(op_.scheduler, kNewbornWait, op_.token);
    if (!slept) co_return Failure{given_up()};
  }
}

Task<Attempt<Progress>> Machines::not_created(Refusal refusal,
                                              std::optional<CreateIntent> earlier) {
  if (refusal.may_have_happened) op_.memory.renew_machine_intent();
  if (refusal.kind == RefusalKind::name_taken)
    co_return co_await adopt(std::move(refusal), std::move(earlier));
  if (refusal.may_have_happened) co_return co_await find_created(refusal);
  op_.change().machine_intent = std::move(earlier);
  auto saved = co_await op_.memory.save();
  if (!saved) co_return Failure{saved.error()};
  if (refusal.kind == RefusalKind::precondition) co_return co_await volume_is_claimed(refusal);
  co_return Failure{trouble_of("creating the machine", refusal)};
}

// No reply came, or a refusal of what may have happened before. What it may have made is ours if it
// is there already, which includes that it has our volume; else the intent stays open, and the next
// start looks first.
Task<Attempt<Progress>> Machines::find_created(Refusal refusal) {
  auto found = co_await Finder(op_).by_lists();
  if (!found) co_return Failure{found.error()};
  if (*found) {
    auto adopted = co_await adopt_listed(**found);
    if (!adopted) co_return adopted;
    // What Fly has said of the volume is looked into, whoever has that mounted (M7).
    const bool checked_next = refusal.kind == RefusalKind::volume_missing;
    const bool gone = *adopted == Progress::gone;
    if (!checked_next && !(gone && stands(refusal.kind))) co_return adopted;
  }
  if (refusal.kind == RefusalKind::precondition) co_return co_await volume_is_claimed(refusal);
  co_return Failure{trouble_of("creating the machine", refusal)};
}

Task<Attempt<Progress>> Machines::adopt(Refusal refusal, std::optional<CreateIntent> earlier) {
  if (!refusal.may_have_happened) op_.change().machine_intent = std::move(earlier);
  Finder finder(op_);
  auto hinted = co_await finder.by_hint(std::move(refusal.machine_id_hint));
  if (hinted && hinted->state == MachineState::destroying) co_return co_await lose_unheld(*hinted);
  if (hinted && !is_dead(hinted->state)) {
    auto adopted = co_await adopt_machine(*hinted);
    if (!adopted || *adopted != Progress::present) co_return adopted;
    co_return co_await bring_up_from(*hinted);  // as it was read just now
  }
  auto found = co_await finder.by_lists();
  if (!found) co_return Failure{found.error()};
  // One that is gone by now may have had the name till then.
  if (!*found && hinted) co_return co_await lose_unheld(*hinted);
  if (!*found)
    co_return Failure{Trouble{409, "the machine's name is taken, and no machine has it"}};
  note_mounted(op_.change(), root_volume(**found));
  co_return co_await adopt_listed(**found);
}

// Lists lag: what counts is the machine itself.
Task<Attempt<Progress>> Machines::adopt_listed(const fly::Machine& listed) {
  const std::string id = listed.id;
  auto machine = co_await op_.fly.get_machine(id, op_.token);
  if (!machine && !says_no_machine(machine.error()))
    co_return Failure{trouble_of("reading the machine", machine.error())};
  if (machine && !is_dead(machine->state)) co_return co_await adopt_machine(*machine);
  fly::Machine lost = listed;
  if (machine) lost.state = machine->state;
  co_return co_await lose_unheld(lost);
}

// M4. One that was adopted before, or made by this process, is no stranger: Fly hid it for a while.
Task<Attempt<Progress>> Machines::adopt_machine(const fly::Machine& machine) {
  const bool known = (machine.id == adopted_ && !is_retired(op_.state(), machine.id)) ||
                     op_.memory.is_newborn(machine.id);
  if (!known && !std::exchange(adopted_, machine.id).empty())
    co_return Failure{Trouble{503, "one machine after the other has the name"}};
  op_.log.write(LogLevel::info, "instance.machine_adopted", {{"machine", machine.id}});
  hold_read_machine(op_.change(), machine);
  const std::string mounted = root_volume(machine);
  auto saved = co_await op_.memory.save();
  if (!saved) co_return Failure{saved.error()};
  if (yields_to(op_.state(), mounted)) {
    auto yielded = co_await yield_to(machine);
    if (!yielded) co_return Failure{yielded.error()};
    co_return Progress::present;
  }
  const bool stale = !mounted.empty() && mounted != op_.state().volume_id;
  if (stale) leave_volume(op_.change(), mounted);
  co_return stale ? Progress::misplaced : Progress::present;
}

// Fly dates both, machines to the second: one that is not older than our volume was made with that.
// Where a date is missing, what may have been written counts for more.
Task<Attempt<bool>> Machines::has_had_ours(const fly::Machine& machine) {
  if (!is_volume_doubted(op_.state())) co_return false;
  const std::string id = op_.state().volume_id;
  auto ours = co_await Volumes(op_).look_at(id);
  if (!ours) co_return Failure{ours.error()};
  if (!*ours) co_return false;
  const auto& made = (*ours)->created_at;
  co_return !made || !machine.created_at ||
      *machine.created_at >= std::chrono::floor<std::chrono::seconds>(*made);
}

Task<Attempt<Nothing>> Machines::yield_to(const fly::Machine& machine) {
  auto used = co_await has_had_ours(machine);
  if (!used) co_return Failure{used.error()};
  if (*used) {
    mark_used(op_.change());
    co_return co_await op_.memory.save();
  }
  std::string mounted = root_volume(machine);
  auto volume = co_await Volumes(op_).look_at(mounted);
  if (!volume) co_return Failure{volume.error()};
  if (!*volume) co_return Nothing{};  // what it mounts is gone: ours stays
  // What one had that is gone by now may be somebody else's.
  const std::string claimant = (*volume)->attached_machine_id;
  if (is_dead(machine.state) && !claimant.empty() && claimant != machine.id) co_return Nothing{};
  InstanceState& state = op_.change();
  note_volume(state, state.volume_id);
  hold_volume(state, std::move(mounted));
  if (state.found_mount == state.volume_id) state.found_mount.clear();
  state.has_user_data = true;
  if (is_last_source(state, state.volume_id)) {
    state.unconfirmed_sources.pop_back();
    state.fork_was_used = !state.unconfirmed_sources.empty();
  }
  if (!(*volume)->region.empty()) state.region = (*volume)->region;
  co_return co_await op_.memory.save();
}

Task<Attempt<bool>> Machines::take_mount(std::string gone) {
  const std::string id = op_.state().machine_id;
  std::string mounted = op_.state().found_mount;
  std::string region;
  bool dead = false;
  if (!id.empty()) {
    auto machine = co_await op_.fly.get_machine(id, op_.token);
    if (!machine && !says_no_machine(machine.error()))
      co_return Failure{trouble_of("reading the machine", machine.error())};
    // One that is gone by now had its volume all the same.
    dead = machine && is_dead(machine->state);
    const std::string shown = machine ? root_volume(*machine) : std::string();
    if (machine && !dead) see_machine(op_.change(), *machine);
    // Fly may tell nothing of what was mounted any more.
    if (machine && (!dead || !shown.empty())) {
      mounted = shown;
      region = machine->region;
    }
  }
  InstanceState& state = op_.change();
  state.found_mount.clear();
  if (!mounted.empty() && mounted != gone) {
    hold_volume(state, mounted);
    state.has_user_data = true;
    if (!region.empty()) state.region = region;  // else the check of the volume tells
  }
  auto saved = co_await op_.memory.save();
  if (!saved) co_return Failure{saved.error()};
  co_return dead;
}

Task<Attempt<Nothing>> Machines::retire() {
  InstanceState& state = op_.change();
  const std::string id = std::exchange(state.machine_id, std::string());
  op_.log.write(LogLevel::warning, "instance.machine_retired", {{"machine", id}});
  note_machine(state, id);
  auto saved = co_await op_.memory.save();
  if (!saved) co_return saved;
  co_return co_await Deletions(op_).remove_machine(id);
}

// ---- bringing up
// -------------------------------------------------------------------------------------------------------

Task<Attempt<Progress>> Machines::bring_up() {
  for (int look = 0; look < kLooks; ++look) {
    const std::string id = op_.state().machine_id;
    auto machine = co_await op_.fly.get_machine(id, op_.token);
    if (!machine) {
      if (says_no_machine(machine.error())) co_return co_await lose_denied();
      co_return Failure{trouble_of("reading the machine", machine.error())};
    }
    auto progress = co_await bring_up_from(*machine);
    if (!progress || *progress != Progress::present) co_return progress;
  }
  co_return Failure{Trouble{503, "the machine does not come up"}};
}

Task<Attempt<Progress>> Machines::bring_up_from(const fly::Machine& machine) {
  if (is_dead(machine.state)) {
    leave_other_mount(op_.change(), machine);
    co_return co_await lose_dead(machine);
  }
  const std::string mounted = root_volume(machine);
  see_machine(op_.change(), machine);
  if (yields_to(op_.state(), mounted)) {
    auto yielded = co_await yield_to(machine);
    if (!yielded) co_return Failure{yielded.error()};
  }
  const bool drifted = drifts(machine);
  if (drifted) {
    leave_volume(op_.change(), mounted);
    // It may have been given that before it ran: then no start on the fork has succeeded (M8).
    op_.change().fork_was_started = false;
  }
  auto saved = co_await op_.memory.save();
  if (!saved) co_return Failure{saved.error()};
  const bool elsewhere = !machine.region.empty() && machine.region != op_.state().region;
  if (drifted && elsewhere) co_return Progress::misplaced;
  switch (machine.state) {
    case MachineState::started:
      if (!drifted) co_return Progress::running;
      co_return co_await stop_and_update(machine);
    case MachineState::stopped:
    case MachineState::created:
    case MachineState::failed:
    case MachineState::launch_failed:
    case MachineState::suspended:
      co_return co_await update(machine);
    case MachineState::stopping:
      co_return co_await wait_and_update(machine, MachineState::stopped);
    case MachineState::suspending:
      co_return co_await wait_and_update(machine, MachineState::suspended);
    default:  // in transit
      co_return co_await wait_in_transit(machine);
  }
}

// Where it arrives with a wrong mount it is not where it is to be.
Task<Attempt<Progress>> Machines::wait_in_transit(const fly::Machine& machine) {
  auto reached = co_await wait_until_started(machine.id);
  if (reached && drifts(machine)) co_return Progress::present;
  co_return reached;
}

Task<Attempt<Progress>> Machines::update(const fly::Machine& machine) {
  const InstanceState before = op_.state();
  mark_used(op_.change());
  auto marked = co_await op_.memory.save();
  if (!marked) co_return Failure{marked.error()};
  const fly::Guest legacy = machine.guest.value_or(op_.config.guest);
  const fly::MachineSpec wanted = spec(op_.state().guest.value_or(legacy));
  auto updated = co_await op_.fly.update_machine(machine.id, wanted, op_.token);
  if (updated) co_return co_await wait_until_started(machine.id);
  // An earlier try of it may have been carried out: then it has its room already.
  if (updated.error().may_have_happened && updated.error().kind == RefusalKind::capacity) {
    auto now = co_await op_.fly.get_machine(machine.id, op_.token);
    if (!now && !says_no_machine(now.error()))
      co_return Failure{trouble_of("reading the machine", now.error())};
    const bool unchanged = now && (is_at_rest(now->state) || now->state == MachineState::created);
    if (!unchanged) co_return co_await look_again();
  }
  if (!updated.error().may_have_happened && drifts(machine)) {
    auto unmarked = co_await unmark_used(before);
    if (!unmarked) co_return Failure{unmarked.error()};
  }
  // It may be on its way out, and have our name still.
  if (says_no_machine(updated.error())) co_return Progress::present;
  if (updated.error().kind == RefusalKind::precondition) {
    if (drifts(machine)) co_return co_await yield_to_claimant(updated.error());
    co_return co_await look_again();
  }
  co_return Failure{trouble_of("updating the machine", updated.error())};
}

// The machine has not been given our volume, and so has written nothing there.
Task<Attempt<Nothing>> Machines::unmark_used(const InstanceState& before) {
  op_.change().has_user_data = before.has_user_data;
  op_.change().fork_was_used = before.fork_was_used;
  co_return co_await op_.memory.save();
}

Task<Attempt<Progress>> Machines::wait_and_update(const fly::Machine& machine, MachineState state) {
  auto waited = co_await op_.fly.wait_for(machine.id, state, machine.instance_id, op_.token);
  if (!waited) co_return Progress::present;
  co_return co_await update(machine);
}

Task<Attempt<Progress>> Machines::stop_and_update(const fly::Machine& machine) {
  op_.log.write(LogLevel::warning, "instance.mount_drift", {{"machine", machine.id}});
  auto stopped = co_await op_.fly.stop_machine(machine.id, op_.token);
  if (!stopped) {
    if (says_no_machine(stopped.error())) co_return co_await lose_denied();
    if (stopped.error().kind == RefusalKind::precondition) co_return co_await look_again();
    co_return Failure{trouble_of("stopping the machine", stopped.error())};
  }
  co_return co_await wait_and_update(machine, MachineState::stopped);
}

Task<Attempt<Progress>> Machines::wait_until_started(std::string id) {
  const std::string any_version;
  auto waited = co_await op_.fly.wait_for(id, MachineState::started, any_version, op_.token);
  co_return waited ? Progress::running : Progress::present;
}

// Its state is no longer the one that was seen.
Task<Attempt<Progress>> Machines::look_again() {
  const auto waited = co_await sleep(op_.scheduler, kLookAgain, op_.token);
  if (!waited) co_return Failure{given_up()};
  co_return Progress::present;
}

// Fly says that the known machine does not exist.
Task<Attempt<Progress>> Machines::lose_denied() {
  const std::string id = op_.state().machine_id;
  doubt_machine(op_.change(), id);
  co_return co_await lose(id);
}

// It is on its way out: its name becomes free when it is gone.
Task<Attempt<Progress>> Machines::lose_dead(const fly::Machine& machine) {
  if (machine.state == MachineState::destroying) {
    auto ended = co_await Finder(op_).wait_for_end(machine.id);
    if (!ended) co_return Failure{ended.error()};
  }
  co_return co_await lose(machine.id);
}

// It bore our name and never was ours to know. It tells which volume was its own, and may have
// written there. Our volume does not yield to that if a create may have given it to a machine: this
// one has not got the name any more, so that may have. Nor does it to one that we destroyed.
Task<Attempt<Progress>> Machines::lose_unheld(const fly::Machine& machine) {
  const std::string mounted = root_volume(machine);
  note_mounted(op_.change(), mounted);
  const bool stranger = !may_be_in_use(op_.state()) && !op_.memory.was_destroyed(machine.id);
  // A predecessor of this process may have destroyed it, to leave the source of a fork behind.
  const bool gone = machine.state == MachineState::destroyed && op_.state().has_user_data;
  if (stranger && !gone && yields_to(op_.state(), mounted)) {
    auto yielded = co_await yield_to(machine);
    if (!yielded) co_return Failure{yielded.error()};
  }
  if (is_dead(machine.state)) co_return co_await lose_dead(machine);
  doubt_machine(op_.change(), machine.id);
  co_return co_await lose(machine.id);
}

Task<Attempt<Progress>> Machines::lose(std::string id) {
  // A destroy that has come meanwhile sees for itself that it is gone (M11).
  if (op_.memory.destroying()) co_return Failure{given_up()};
  InstanceState& state = op_.change();
  op_.log.write(LogLevel::warning, "instance.machine_gone", {{"machine", id}});
  state.machine_id.clear();
  auto saved = co_await op_.memory.save();
  if (!saved) co_return Failure{saved.error()};
  co_return Progress::gone;
}

}  // namespace controller::instance
