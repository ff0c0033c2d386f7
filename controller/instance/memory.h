// What the instance knows, in memory and in its store. What a successor needs is saved before what
// it is needed for is asked of Fly (M9).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "controller/base/log.h"
#include "controller/base/semaphore.h"
#include "controller/instance/instance_store.h"
#include "controller/instance/outcome.h"

namespace controller::instance {

class Memory {
 public:
  // All must outlive the memory. Precondition: sandbox_id_of() accepts the user id.
  Memory(Scheduler& scheduler, InstanceStore& store, Log& log, std::string user_id);

  Task<Attempt<Nothing>> load();
  // Writes what is known now, all of it, unless that is stored already. Saves are written one after
  // the other, and none once the store has been erased.
  Task<Attempt<Nothing>> save();
  // Erases the store: the instance has never been.
  Task<Attempt<Nothing>> erase();

  [[nodiscard]] const InstanceState& state() const { return state_; }
  // What changes is only persisted by the next save(). For the status there is become().
  InstanceState& change() { return state_; }
  // Nothing leads back from destroying (M1).
  void become(Status status) {
    if (destroying() || state_.status == status) return;
    state_.status = status;
    status_since_ = scheduler_.now();
    if (on_status_) on_status_();
  }
  // How long at least the status has been what it is, by the monotonic clock: since it changed, or
  // was loaded.
  [[nodiscard]] Duration status_age() const { return scheduler_.now() - status_since_; }
  // Called when the status has changed; it only takes note.
  void set_on_status(std::function<void()> on_status) { on_status_ = std::move(on_status); }

  // Opens an intent: what is written before a create call (M9). A machine's that is open stays as
  // old as it is; a volume's never is: it is settled first.
  void intend_machine(CreateIntent intent);
  void intend_volume(CreateIntent intent);
  // A create that the open intent announces may have happened now.
  void renew_machine_intent() { machine_since_ = scheduler_.now(); }
  // How long at least the intent that is open has been so, by the monotonic clock: since it was
  // opened, renewed or loaded. The wall clock may be set meanwhile.
  [[nodiscard]] Duration machine_intent_age() const { return scheduler_.now() - machine_since_; }
  [[nodiscard]] Duration volume_intent_age() const { return scheduler_.now() - volume_since_; }

  // Fly has told that it made this machine just now, so for a while it may say that there is none.
  void note_newborn(std::string machine);
  [[nodiscard]] bool is_newborn(std::string_view machine) const;
  // Machines that this process has destroyed: late lists show them still.
  void note_destroyed(std::string machine) { destroyed_.insert(std::move(machine)); }
  [[nodiscard]] bool was_destroyed(std::string_view machine) const {
    return destroyed_.contains(machine);
  }
  // A list shows this machine, which was not known: it may be new.
  void note_listed(const std::string& machine);
  // Whether a destroy, the last chance to find it, may be told that there is no such machine though
  // there is: one that is new; and any soon after a restart, which forgets when Fly told of it.
  [[nodiscard]] bool may_be_hidden(std::string_view machine) const;

  [[nodiscard]] bool loaded() const { return loaded_; }
  [[nodiscard]] bool erased() const { return erased_; }
  [[nodiscard]] bool destroying() const { return state_.status == Status::destroying; }

 private:
  Scheduler& scheduler_;
  InstanceStore& store_;
  Log& log_;
  Semaphore writing_;
  Instant loaded_since_;
  Instant status_since_;
  std::string newborn_;
  Instant newborn_since_;
  std::set<std::string, std::less<>> destroyed_;
  std::map<std::string, Instant, std::less<>> listed_since_;  // machines
  Instant machine_since_;
  Instant volume_since_;
  std::shared_ptr<const InstanceState> stored_;  // none: not known, or nothing is
  bool loaded_ = false;
  bool erased_ = false;
  InstanceState state_;
  std::function<void()> on_status_;
};

}  // namespace controller::instance
