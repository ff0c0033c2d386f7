#include "controller/instance/check.h"

#include <algorithm>
#include <string>

#include "controller/instance/deletions.h"
#include "controller/instance/finder.h"
#include "controller/instance/fly_facts.h"
#include "controller/instance/machine_choice.h"
#include "controller/instance/machines.h"
#include "controller/instance/removal.h"
#include "controller/instance/volumes.h"

namespace controller::instance {
namespace {

// For how long a check looks for a machine that a stop, or another check, took for gone: two of its
// periods, and some more.
constexpr Duration kLooksBack = std::chrono::hours(2);

}  // namespace

Task<Attempt<Nothing>> Check::run() {
  auto left = co_await left_starting();
  if (!left) co_return left;
  const bool rests = op_.state().status == Status::stopped;
  Attempt<Nothing> checked = Nothing{};
  Attempt<Nothing> noted = Nothing{};
  Attempt<Nothing> confirmed = Nothing{};
  {
    // What cannot be read, or mended, keeps nothing else from being done.
    const Within reading(op_, kForReading);
    if (op_.state().status == Status::running) checked = co_await running();
    noted = co_await Finder(op_).note_what_came();
    confirmed = co_await Volumes(op_).confirm();
  }
  auto deleted = co_await Deletions(op_).work_off();
  // Last, since a machine that does not stop takes all the time of a check.
  if (wrong_mount_) checked = co_await mend_mount();
  if (!checked) co_return checked;
  if (!noted) co_return noted;
  if (!confirmed) co_return confirmed;
  if (!deleted) co_return Failure{deleted.error()};
  if (rests) co_return co_await stopped();
  co_return Nothing{};
}

// A start that a predecessor of this process did not finish.
Task<Attempt<Nothing>> Check::left_starting() {
  InstanceState& state = op_.change();
  if (state.status != Status::starting) co_return Nothing{};
  if (state.starting_since) {
    // A clock that was set back makes the age too small: it is so old at least as we have known it.
    const Duration age = op_.wall_clock.now() - *state.starting_since;
    if (std::max(age, op_.memory.status_age()) <= op_.config.times.starting_at_most)
      co_return Nothing{};
  }
  op_.memory.become(Status::stopped);
  state.starting_since.reset();
  co_return co_await op_.memory.save();
}

// A machine that was taken for gone, or for down, or that a create has made late, would run unseen.
Task<Attempt<Nothing>> Check::stopped() {
  const InstanceState& state = op_.state();
  const bool one_may_run =
      !state.machine_id.empty() || state.machine_intent || !state.doubted_machines.empty();
  if (!one_may_run || op_.memory.status_age() > kLooksBack) co_return Nothing{};
  co_return co_await Removal(op_).stop();
}

Task<Attempt<Nothing>> Check::running() {
  const std::string id = op_.state().machine_id;
  if (id.empty()) co_return co_await machine_is_gone();
  auto machine = co_await op_.fly.get_machine(id, op_.token);
  if (!machine) {
    if (!says_no_machine(machine.error()))
      co_return Failure{trouble_of("checking the machine", machine.error())};
    co_return co_await machine_is_denied();
  }
  if (is_dead(machine->state)) {
    leave_other_mount(op_.change(), *machine);
    co_return co_await machine_is_gone();
  }
  see_machine(op_.change(), *machine);
  // What it has is not to be deleted meanwhile. Persisted before anything is.
  const std::string mounted = root_volume(*machine);
  if (is_noted(op_.state(), {PendingDeletion::What::volume, mounted}))
    leave_volume(op_.change(), mounted);
  if (machine->state != fly::MachineState::started) co_return co_await machine_is_down();
  if (op_.state().failed_checks != 0) {
    op_.change().failed_checks = 0;
    auto saved = co_await op_.memory.save();
    if (!saved) co_return saved;
  }
  if (mounted == op_.state().volume_id) co_return co_await runs_on_fork();
  wrong_mount_ = mounted;
  // It may have been given that before it ran: then no start on the fork has succeeded (M8).
  op_.change().fork_was_started = false;
  co_return Nothing{};
}

// What a start could not see, or a check has mended: then a start on it has succeeded as well (M8).
Task<Attempt<Nothing>> Check::runs_on_fork() {
  const InstanceState& state = op_.state();
  if (state.unconfirmed_sources.empty() || state.fork_was_started) co_return Nothing{};
  mark_used(op_.change());
  op_.change().fork_was_started = true;
  co_return co_await op_.memory.save();
}

// One answer alone may be an outage in disguise: a list has to lack the machine, too.
Task<Attempt<Nothing>> Check::machine_is_denied() {
  const std::string id = op_.state().machine_id;
  const fly::MachineFilter all;
  auto machines = co_await op_.fly.list_machines(all, op_.token);
  if (!machines)
    co_return Failure{trouble_of("confirming that the machine is gone", machines.error())};
  const auto listed = std::ranges::find(*machines, id, &fly::Machine::id);
  if (listed != machines->end() && !is_dead(listed->state))
    co_return Failure{Trouble{503, "Fly both lists the machine and says that it does not exist"}};
  doubt_machine(op_.change(), id);
  co_return co_await machine_is_gone();
}

Task<Attempt<Nothing>> Check::machine_is_gone() {
  InstanceState& state = op_.change();
  op_.log.write(LogLevel::warning, "instance.machine_gone", {{"machine", state.machine_id}});
  state.machine_id.clear();
  op_.memory.become(Status::stopped);
  state.failed_checks = 0;
  co_return co_await op_.memory.save();
}

Task<Attempt<Nothing>> Check::machine_is_down() {
  InstanceState& state = op_.change();
  if (++state.failed_checks >= op_.config.failed_checks_max) {
    op_.log.write(LogLevel::warning, "instance.machine_down", {{"machine", state.machine_id}});
    op_.memory.become(Status::stopped);
    state.failed_checks = 0;
  }
  co_return co_await op_.memory.save();
}

// Ours is gone: then what the machine has instead is ours (M2).
Task<Attempt<Nothing>> Check::mend_mount() {
  const std::string mounted = *wrong_mount_;
  const std::string held = op_.state().volume_id;
  auto checked = co_await Volumes(op_).check();
  if (!checked) co_return checked;
  Machines machines(op_);
  if (op_.state().volume_id.empty()) {
    op_.change().found_mount = mounted;
    auto dead = co_await machines.take_mount(held);
    if (!dead) co_return Failure{dead.error()};
    if (*dead) co_return co_await machine_is_gone();
    co_return co_await running();  // it may have gone meanwhile
  }
  auto progress = co_await machines.bring_up();
  if (!progress) co_return Failure{progress.error()};
  // It cannot have our volume, which is in another region: it goes, and the next start makes one.
  if (*progress == Progress::misplaced) {
    auto retired = co_await machines.retire();
    if (!retired) co_return retired;
  }
  if (*progress == Progress::gone || *progress == Progress::misplaced)
    co_return co_await machine_is_gone();
  co_return Nothing{};
}

}  // namespace controller::instance
