// Stopping and destroying (M11).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "controller/instance/operation.h"

namespace controller::instance {

class Removal {
 public:
  explicit Removal(const Operation& operation) : op_(operation) {}

  // Stops the machine and waits until it is stopped.
  Task<Attempt<Nothing>> stop();
  // One pass at removing everything: first what is known is put on the persisted list, then it is
  // worked off. True when nothing is left, and nothing can come any more; the state is then erased.
  Task<Attempt<bool>> destroy();

 private:
  Task<Attempt<std::optional<fly::Machine>>> read(std::string id);
  Task<Attempt<Nothing>> find_machine();
  Task<Attempt<std::optional<fly::Machine>>> known_machine();
  Task<Attempt<Nothing>> wait_for_rest(fly::Machine machine);
  void note_what_is_held();
  Task<Attempt<Nothing>> note_mounts();
  Task<Attempt<Nothing>> note_what_is_found();
  Task<Attempt<Nothing>> note_machines();
  Task<Attempt<Nothing>> note_new_volume();
  Task<Attempt<std::optional<fly::Volume>>> look_at_ours(std::string id);
  Task<Attempt<Nothing>> note_left_volumes();
  Task<Attempt<Nothing>> note_mounted_volume(std::string id);
  Task<Attempt<bool>> is_taken(std::string claimant);
  [[nodiscard]] bool may_still_come(const std::optional<CreateIntent>& intent, Duration age) const;

  Operation op_;
  std::vector<std::string> unread_;     // machines on the list that nobody tells the mount of
  std::vector<std::string> destroyed_;  // machines that were seen so, whatever a list shows
};

}  // namespace controller::instance
