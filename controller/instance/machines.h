// The instance's machine: created, adopted when it exists already, and brought up (M3-M5).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "controller/instance/operation.h"

namespace controller::instance {

// What became of the attempt to have the machine run.
enum class Progress : std::uint8_t {
  running,
  present,    // it exists and is known: look at it (again)
  gone,       // it does not exist any more, and is known no longer: create it anew
  misplaced,  // it is known, and cannot have the volume that we hold: it must go
  claimed,    // not created: a claim on our volume has outlived its machine; try again later
  unclaimed,  // not created: the volume that was held is somebody else's, and is held no longer
};

class Machines {
 public:
  explicit Machines(const Operation& operation) : op_(operation) {}

  // No volume is held: the one at the /root of the known machine is ours, unless it is `gone`. When
  // that machine cannot tell any more, what a list has told. Whether Fly showed it gone, or going.
  Task<Attempt<bool>> take_mount(std::string gone);
  // Creates the machine and waits until it runs; if its name is taken, adopts the one that has it
  // (`present`, or `misplaced`).
  Task<Attempt<Progress>> create();
  // M5: has the known machine run.
  Task<Attempt<Progress>> bring_up();
  // Destroys the known machine and waits until it is gone, so that its name is free. What it mounts
  // stays.
  Task<Attempt<Nothing>> retire();
  // Before the volume is replaced (M8): what is to be copied is complete, and not written to any
  // more. The known machine is destroyed. False: another one of ours has the volume, and is the
  // known one from now on; or the volume has moved, and there may be room where it is.
  Task<Attempt<bool>> release_volume();

 private:
  [[nodiscard]] fly::MachineSpec spec(const fly::Guest& guest) const;
  [[nodiscard]] bool drifts(const fly::Machine& machine) const;

  Task<Attempt<Progress>> created(std::string id);
  // `earlier`: the machine intent that had been open before.
  Task<Attempt<Progress>> not_created(fly::Refusal refusal, std::optional<CreateIntent> earlier);
  Task<Attempt<Progress>> find_created(fly::Refusal refusal);
  Task<Attempt<Progress>> adopt(fly::Refusal refusal, std::optional<CreateIntent> earlier);
  Task<Attempt<Progress>> adopt_listed(const fly::Machine& listed);
  Task<Attempt<Progress>> adopt_machine(const fly::Machine& machine);
  Task<Attempt<Progress>> volume_is_claimed(fly::Refusal refusal);
  Task<Attempt<Nothing>> yield_to(const fly::Machine& machine);
  Task<Attempt<bool>> has_had_ours(const fly::Machine& machine);
  Task<Attempt<Progress>> let_volume_go(Trouble trouble);
  Task<Attempt<Progress>> yield_to_claimant(fly::Refusal refusal);
  Task<Attempt<bool>> outlives_its_claim(const fly::Machine& claimant);

  Task<Attempt<Progress>> bring_up_from(const fly::Machine& machine);
  Task<Attempt<Progress>> wait_in_transit(const fly::Machine& machine);
  Task<Attempt<Progress>> update(const fly::Machine& machine);
  Task<Attempt<Nothing>> unmark_used(const InstanceState& before);
  Task<Attempt<Progress>> wait_and_update(const fly::Machine& machine, fly::MachineState state);
  Task<Attempt<Progress>> stop_and_update(const fly::Machine& machine);
  Task<Attempt<Progress>> wait_until_started(std::string id);
  Task<Attempt<Progress>> look_again();
  Task<Attempt<Progress>> lose_denied();
  Task<Attempt<Progress>> lose_dead(const fly::Machine& machine);
  Task<Attempt<Progress>> lose_unheld(const fly::Machine& machine);
  Task<Attempt<Progress>> lose(std::string id);

  Operation op_;
  std::string adopted_;  // the last; an adoption leads to none of another machine (M4)
};

}  // namespace controller::instance
