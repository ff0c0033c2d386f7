// Machines and volumes that are to be deleted: each stays on the persisted list until it is known
// to be gone (M9, M11).
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "controller/instance/operation.h"

namespace controller::instance {

// For how long a check or a destroy reads, of its five minutes: the rest is left to its deletions.
inline constexpr Duration kForReading = std::chrono::seconds(90);
// What cannot be read keeps no other from being so.
inline constexpr Duration kReadsIn = std::chrono::seconds(30);

// `volume` is the instance's from now on, and no longer one that was left.
void hold_volume(InstanceState& state, std::string volume);
// Notes `id` for deletion; save() makes it so. Nothing happens for an empty id or one that is
// noted.
void note_machine(InstanceState& state, const std::string& id);
void note_volume(InstanceState& state, const std::string& id);
// The machine that mounts `volume` is to go, and the volume stays, though it is not the one we
// hold: it goes with the instance, and is not to be deleted before. Nothing happens for an empty
// id, nor for the one we hold.
void leave_volume(InstanceState& state, const std::string& volume);
// The same of what a found machine had mounted, which is gone or has our volume by now. What ours
// is a fork of goes once that is confirmed, and what is to go does.
void leave_found_mount(InstanceState& state);
[[nodiscard]] bool is_left(const InstanceState& state, const std::string& volume);
// The next pass begins with the others. Nothing happens for what is not noted.
void try_last(InstanceState& state, const PendingDeletion& deletion);
[[nodiscard]] bool is_noted(const InstanceState& state, const PendingDeletion& deletion);

class Deletions {
 public:
  explicit Deletions(const Operation& operation) : op_(operation) {}
  // `held_back`: machines that are not tried yet.
  Deletions(const Operation& operation, std::vector<std::string> held_back)
      : op_(operation), held_back_(std::move(held_back)) {}

  // Tries each once, machines first. Volumes that the instance holds are never deleted, whatever
  // the list says; and none is while a fork is not confirmed: what it was made from is not told by
  // the list (M8). Nor is one while a machine is held back, which may have it. What is left is
  // persisted by the next save().
  Task<Attempt<Nothing>> try_each();
  // The same, and saves what is left. True when nothing is.
  Task<Attempt<bool>> work_off();
  // Destroys all machines on the list now and waits until they are gone. One that is on its way
  // out, and does not bear our name, may take longer.
  Task<Attempt<Nothing>> remove_machines();
  // The same for one of them.
  Task<Attempt<Nothing>> remove_machine(std::string id);

 private:
  // What became of a machine that is to go.
  enum class Fate : std::uint8_t { there, going, gone };

  Task<Fate> let_go(std::string machine);
  Task<Fate> end_of(std::string machine);
  Task<bool> volume_gone(std::string id);
  Task<bool> has_to_wait(std::string volume);
  [[nodiscard]] bool is_held_back(const std::string& machine) const;
  Task<void> work_off_machines();
  Task<void> work_off_volumes();

  Operation op_;
  std::vector<std::string> held_back_;
};

}  // namespace controller::instance
