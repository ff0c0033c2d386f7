// The instance's volume: checked, made, replaced, and confirmed (M6, M8, M9). The rule above all
// others: what may hold user data is never deleted before a copy of it is known to be good.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "controller/instance/operation.h"

namespace controller::instance {

// Which volume has the data when ours is to be replaced: a fork that was never used is made again
// from its source (M8).
std::string volume_to_copy(const InstanceState& state);
// Whether `volume` may be what the create of `intent` has made. Names are cut, so others may bear
// the same: what was there before, is older than the intent, or in use is not ours.
bool may_come_of(const CreateIntent& intent, const fly::Volume& volume);
// The volume intent that is open, dated by the wall clock as it goes now: since it was made that
// may have been set back. Precondition: one is open.
CreateIntent open_volume_intent(const Operation& operation);

class Volumes {
 public:
  explicit Volumes(const Operation& operation) : op_(operation) {}

  // An earlier create, of a volume or a fork, whose outcome is not known: waits for what it may
  // have made and takes that, until Fly cannot be carrying it out any more.
  Task<Attempt<Nothing>> settle();
  // What the create of the open intent may have made: each as it says itself, since a list may be
  // stale, and show what was lost before the create. Precondition: a volume intent is open.
  Task<Attempt<std::vector<fly::Volume>>> made();
  // M6: the volume that is held exists and is where we think; gone for sure: it is held no longer.
  Task<Attempt<Nothing>> check();
  // Any volume; nothing when it is gone for sure. What cannot be told is trouble: an outage must
  // not cost a user's data.
  Task<Attempt<std::optional<fly::Volume>>> look_at(std::string id);
  // Makes a volume if none is held: in `region` if that is not empty and has room, else elsewhere.
  // A machine of ours that turns out to be there already is known from then on, and its volume
  // held (M2). What is made beside no machine may not be persisted yet: the create that follows
  // does that.
  Task<Attempt<Nothing>> ensure(std::string region);
  // What replace() would copy. A source that is gone for sure is none any more: then the fork is
  // what there is.
  Task<Attempt<fly::Volume>> to_copy();
  // M8: there is no room for a machine where the volume is. Another volume, in another region,
  // takes its place: a fork if it may hold user data, else a fresh one. Persisted as by ensure().
  Task<Attempt<Nothing>> replace();
  // M8: a machine found no room in that region, and no volume is to be made there in this start.
  // Whether that is new.
  bool note_no_room(const std::string& region) { return tried_.insert(region).second; }
  // M8: a start has succeeded, on the fork if Fly names our machine beside it. Confirms as below.
  Task<Attempt<Nothing>> note_start();
  // M8: after a start on it has succeeded. A fork that is complete lets its source go.
  Task<Attempt<Nothing>> confirm();

 private:
  void let_sources_go();
  Task<Attempt<Nothing>> create_somewhere(CreateIntent::What what, std::vector<std::string> regions,
                                          std::string source);
  Task<Attempt<Nothing>> create(CreateIntent::What what, std::string region, std::string source);
  void take(std::string id, std::string region);
  Task<Attempt<Nothing>> expect_unlisted(std::string id);
  Task<Attempt<Nothing>> forget_intent();
  Task<Attempt<Nothing>> lose();
  Task<Attempt<std::vector<fly::Volume>>> volumes_of_our_name();
  Task<Attempt<bool>> find_in_use(const std::vector<fly::Volume>& named);
  Task<Attempt<bool>> hold_in_use(const fly::Machine& machine);
  // Those that were not tried yet.
  std::vector<std::string> regions_beginning_with(const std::string& first);
  std::vector<std::string> regions_ending_with(const std::string& last);
  std::vector<std::string> shuffled_regions();

  Operation op_;
  std::set<std::string>
      tried_;  // regions that had no room for a volume, or for a machine beside it
};

}  // namespace controller::instance
