// Who has our volume, and whether it can be created on, or copied (M5, M8).
#include <string>

#include "controller/instance/deletions.h"
#include "controller/instance/finder.h"
#include "controller/instance/fly_facts.h"
#include "controller/instance/machine_choice.h"
#include "controller/instance/machines.h"
#include "controller/instance/volumes.h"

namespace controller::instance {

using fly::Refusal;
using fly::RefusalKind;

// Another machine has our volume: ours, a dead one whose claim lingers, or somebody else's whose
// volume has the same name.
Task<Attempt<Progress>> Machines::volume_is_claimed(Refusal refusal) {
  const Trouble trouble = trouble_of("creating the machine", refusal);
  const std::string id = op_.state().volume_id;
  auto volume = co_await op_.fly.get_volume(id, op_.token);
  if (!volume) co_return Failure{trouble};
  if (is_dead(volume->state))
    co_return Failure{Trouble{412, "the claimed volume is gone", RefusalKind::volume_missing}};
  const std::string claimant = volume->attached_machine_id;
  if (!fly::valid_id(claimant)) co_return Progress::claimed;
  auto machine = co_await op_.fly.get_machine(claimant, op_.token);
  if (!machine || is_dead(machine->state)) co_return Progress::claimed;
  if (is_retired(op_.state(), claimant)) {
    auto removed = co_await Deletions(op_).remove_machine(claimant);
    if (!removed) co_return Failure{removed.error()};
    co_return Progress::claimed;
  }
  if (belongs_to(*machine, op_.state().sandbox_id)) co_return co_await adopt_machine(*machine);
  co_return co_await let_volume_go(trouble);
}

// Somebody else's machine has our volume, whose name may be the same: it is theirs, unless a
// machine of ours may have written there. Then it is `trouble`.
Task<Attempt<Progress>> Machines::let_volume_go(Trouble trouble) {
  const bool may_be_used = may_be_in_use(op_.state()) || is_volume_doubted(op_.state());
  if (op_.state().has_user_data || may_be_used) co_return Failure{trouble};
  op_.change().volume_id.clear();
  auto saved = co_await op_.memory.save();
  if (!saved) co_return Failure{saved.error()};
  co_return Progress::unclaimed;
}

Task<Attempt<bool>> Machines::release_volume() {
  const std::string known = op_.state().machine_id;
  auto volume = co_await Volumes(op_).to_copy();
  if (!volume) co_return Failure{volume.error()};
  // It may hold what its source does not, and cannot be forked before it is complete.
  if (is_being_copied(volume->state))
    co_return Failure{Trouble{503, "the volume is still being copied"}};
  const bool moved = volume->id == op_.state().volume_id && !volume->region.empty() &&
                     volume->region != op_.state().region;
  if (moved) op_.change().region = volume->region;  // persisted with what is done next
  const std::string claimant = volume->attached_machine_id;
  if (fly::valid_id(claimant) && claimant != known) {
    auto machine = co_await op_.fly.get_machine(claimant, op_.token);
    if (!machine)
      co_return Failure{trouble_of("reading the machine on the volume", machine.error())};
    auto free = co_await outlives_its_claim(*machine);
    if (!free || !*free) co_return free;
  }
  if (moved) co_return false;  // there may be room where it is now
  if (known.empty()) co_return true;
  auto retired = co_await retire();
  if (!retired) co_return Failure{retired.error()};
  co_return true;
}

// The known machine cannot be given our volume: another may have it. If that is ours as well, it is
// the known one from now on. It may be hidden still, or be gone before its claim.
Task<Attempt<Progress>> Machines::yield_to_claimant(Refusal refusal) {
  const std::string id = op_.state().volume_id;
  auto volume = co_await op_.fly.get_volume(id, op_.token);
  if (!volume) co_return Failure{trouble_of("checking the volume", volume.error())};
  const std::string claimant = volume->attached_machine_id;
  if (!fly::valid_id(claimant) || claimant == op_.state().machine_id)
    co_return co_await look_again();
  auto machine = co_await op_.fly.get_machine(claimant, op_.token);
  if (!machine && says_no_machine(machine.error())) co_return co_await look_again();
  if (!machine) co_return Failure{trouble_of("reading the machine on the volume", machine.error())};
  if (!is_dead(machine->state) && !belongs_to(*machine, op_.state().sandbox_id))
    co_return co_await let_volume_go(trouble_of("updating the machine", refusal));
  auto free = co_await outlives_its_claim(*machine);
  if (!free) co_return Failure{free.error()};
  if (*free) co_return co_await look_again();
  co_return Progress::present;
}

// Whether the machine is gone that Fly names beside our volume, so that nothing writes there. One
// of ours is the known one from now on.
Task<Attempt<bool>> Machines::outlives_its_claim(const fly::Machine& claimant) {
  const bool ours = belongs_to(claimant, op_.state().sandbox_id);
  const std::string known = op_.state().machine_id;
  if (is_dead(claimant.state)) {
    // One of ours is waited for when it has our name: when there is no other.
    if (!ours || !known.empty()) co_return true;
    auto lost = co_await lose_dead(claimant);
    if (!lost) co_return Failure{lost.error()};
    co_return true;
  }
  if (!ours) co_return Failure{Trouble{503, "another machine has the volume"}};
  if (is_retired(op_.state(), claimant.id)) {
    auto removed = co_await Deletions(op_).remove_machine(claimant.id);
    if (!removed) co_return Failure{removed.error()};
    co_return true;
  }
  note_machine(op_.change(), known);
  hold_read_machine(op_.change(), claimant);
  auto saved = co_await op_.memory.save();
  if (!saved) co_return Failure{saved.error()};
  co_return false;
}

}  // namespace controller::instance
