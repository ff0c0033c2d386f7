// Looks for the instance's machine at Fly (M2, M3).
#pragma once

#include <optional>
#include <string>

#include "controller/instance/operation.h"

namespace controller::instance {

// `machine` is the instance's from now on; save() makes it so.
void hold_machine(InstanceState& state, const fly::Machine& machine);
// The same for one that a GET has shown: it answers the open intent as well.
void hold_read_machine(InstanceState& state, const fly::Machine& machine);
// A GET shows the known machine, which is not on its way out.
void see_machine(InstanceState& state, const fly::Machine& machine);
// `machine` bears our name, so no other does: what was doubted and did is gone. What did not, and
// is there all the same, is one too many.
void have_our_name(InstanceState& state, const std::string& machine);
// `machine` is one too many of ours: it is to be destroyed, and what it mounts stays. If that is
// our volume, it may have written there.
void note_stray(InstanceState& state, const fly::Machine& machine);
// `machine`, which is the known one, has another volume mounted than ours, or had: that stays, and
// no start on our fork has succeeded (M8). Nothing happens when it has ours, or none.
void leave_other_mount(InstanceState& state, const fly::Machine& machine);
// It is to be destroyed: whoever names it, it is not taken again.
bool is_retired(const InstanceState& state, const std::string& machine);

class Finder {
 public:
  explicit Finder(const Operation& operation) : op_(operation) {}

  // By the user's metadata. No machine: absence is not proven by that, lists lag. Others of the
  // sandbox beside the one that is found are noted for deletion: a sandbox has one machine. What
  // they mount stays.
  Task<Attempt<std::optional<fly::Machine>>> by_metadata();
  // By its name, among all of the app.
  Task<Attempt<std::optional<fly::Machine>>> by_name();
  // By metadata, then by name.
  Task<Attempt<std::optional<fly::Machine>>> by_lists();
  // By an id that a refusal has told, or an empty one: what that is if it has our name.
  Task<std::optional<fly::Machine>> by_hint(std::string hint);
  // A machine of our name is on its way out: waits until it is gone, or takes too long for that. It
  // is the known one meanwhile, and afterwards: what is waited for is held (M9).
  Task<Attempt<Nothing>> wait_for_end(std::string machine);
  // A GET of it; twice when Fly denies it, since one answer alone may be wrong.
  Task<fly::Reply<fly::Machine>> read_surely(std::string machine);
  // The known machine does not bear our name, and a create is open: what that has made since, if it
  // has, is one too many, and goes.
  Task<Attempt<Nothing>> note_what_came();

 private:
  Task<Attempt<Nothing>> note_too_many(std::string id);

  Operation op_;
};

}  // namespace controller::instance
