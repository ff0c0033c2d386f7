#include "controller/instance/start.h"

#include <optional>
#include <utility>

#include "controller/instance/deletions.h"
#include "controller/instance/finder.h"

namespace controller::instance {
namespace {

using fly::RefusalKind;

const Trouble kUnsettled{503, "the machine keeps changing"};

}  // namespace

Task<Attempt<Nothing>> Start::make_it_run() {
  auto settled = co_await volumes_.settle();
  if (!settled) co_return settled;
  auto found = co_await find_machine();
  if (!found) co_return found;
  auto held = co_await hold_volume();
  if (!held) co_return held;
  co_return co_await run_machine();
}

// M6, M7. Where none is held, or it is gone, what the known machine mounts is the user's (M2).
Task<Attempt<Nothing>> Start::hold_volume() {
  const std::string held = op_.state().volume_id;
  auto checked = co_await volumes_.check();
  const InstanceState& state = op_.state();
  const bool told = !state.machine_id.empty() || !state.found_mount.empty();
  if (!checked || !state.volume_id.empty() || !told) co_return checked;
  auto taken = co_await machines_.take_mount(held);
  if (!taken) co_return Failure{taken.error()};
  co_return co_await volumes_.check();
}

// M2. With an intent open the name is asked for too: the metadata of what a lost create made may be
// listed late.
Task<Attempt<Nothing>> Start::find_machine() {
  if (!op_.state().machine_id.empty()) co_return Nothing{};
  // One that was to be destroyed has our name, and is in every list.
  auto cleared = co_await Deletions(op_).remove_machines();
  if (!cleared) co_return cleared;
  Finder finder(op_);
  auto found = co_await finder.by_metadata();
  if (!found) co_return Failure{found.error()};
  if (*found) co_return co_await machine_is(std::move(**found));
  if (!op_.state().machine_intent) co_return Nothing{};
  found = co_await finder.by_name();
  if (!found) co_return Failure{found.error()};
  if (*found) co_return co_await machine_is(std::move(**found));
  co_return Nothing{};
}

Task<Attempt<Nothing>> Start::machine_is(fly::Machine machine) {
  op_.log.write(LogLevel::info, "instance.machine_found", {{"machine", machine.id}});
  hold_machine(op_.change(), machine);
  auto saved = co_await op_.memory.save();
  if (!saved) co_return saved;
  // Others of the sandbox may claim the volume that this one is to have.
  (void)co_await Deletions(op_).remove_machines();
  co_return Nothing{};
}

Task<Attempt<Nothing>> Start::run_machine() {
  for (;;) {
    const std::string near_the_machine;
    auto held = co_await volumes_.ensure(near_the_machine);
    if (!held) co_return held;
    auto reached = co_await try_once();
    if (reached && *reached == Progress::running) co_return co_await it_runs();
    auto mended = co_await mend(std::move(reached));
    if (!mended) co_return mended;
  }
}

Task<Attempt<Progress>> Start::try_once() {
  if (op_.state().machine_id.empty()) co_return co_await machines_.create();
  co_return co_await machines_.bring_up();
}

Task<Attempt<Nothing>> Start::mend(Attempt<Progress> reached) {
  if (!reached) co_return co_await mend_refusal(reached.error());
  co_return co_await mend_progress(*reached);
}

Task<Attempt<Nothing>> Start::mend_progress(Progress progress) {
  switch (progress) {
    case Progress::running:
    case Progress::present:
    case Progress::unclaimed:
      co_return Nothing{};
    case Progress::gone:
      if (left_.creates_anew-- == 0) co_return Failure{kUnsettled};
      co_return Nothing{};
    case Progress::misplaced:
      if (left_.stale-- == 0) co_return Failure{kUnsettled};
      co_return co_await machines_.retire();
    case Progress::claimed:
      co_return Failure{Trouble{412, "another machine still claims the volume"}};
  }
  co_return Nothing{};
}

Task<Attempt<Nothing>> Start::mend_refusal(Trouble trouble) {
  if (trouble.kind == RefusalKind::capacity) co_return co_await move_elsewhere(std::move(trouble));
  co_return co_await mend_missing(std::move(trouble));
}

Task<Attempt<Nothing>> Start::mend_missing(Trouble trouble) {
  const bool missing = trouble.kind == RefusalKind::volume_missing;
  if (!missing || left_.missing_volumes-- == 0) co_return Failure{trouble};
  co_return co_await hold_volume();
}

// M8. A machine cannot move: it goes, and is created anew beside the new volume. It goes first:
// what it wrote beside the copy would be lost.
Task<Attempt<Nothing>> Start::move_elsewhere(Trouble trouble) {
  // A machine that a lost create may still bring would be on the volume that is to be left.
  const bool one_may_come =
      op_.state().machine_intent && op_.memory.machine_intent_age() < op_.config.times.late_volume;
  if (one_may_come) co_return Failure{trouble};
  // What an earlier create made may have written on the volume, and be gone by now.
  const auto& intent = op_.state().machine_intent;
  const bool announced = intent && may_have_mounted(*intent, op_.state().volume_id);
  if (announced || is_volume_doubted(op_.state())) mark_used(op_.change());
  const std::string full = op_.state().region;
  auto released = co_await machines_.release_volume();
  if (!released) {
    // Not the retry of M7: each move leaves a region behind.
    const bool missing = released.error().kind == RefusalKind::volume_missing;
    if (!volumes_.note_no_room(full) || !missing) co_return Failure{released.error()};
    co_return co_await hold_volume();
  }
  if (!*released) co_return Nothing{};
  co_return co_await volumes_.replace();
}

Task<Attempt<Nothing>> Start::it_runs() {
  InstanceState& state = op_.change();
  mark_used(state);
  leave_found_mount(state);
  auto saved = co_await op_.memory.save();
  if (!saved) co_return saved;
  // What is left over is worked off now or by the periodic check. It is saved with the status.
  (void)co_await volumes_.note_start();
  (void)co_await Finder(op_).note_what_came();
  (void)co_await Deletions(op_).try_each();
  co_return Nothing{};
}

}  // namespace controller::instance
