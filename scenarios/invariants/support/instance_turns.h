// Which operations of an instance may be at work: they take turns (M1), and who made a call is not
// told, so this is a set. A part of the instance's reference model (instance_model.h).
#pragma once

#include <optional>

#include "scenarios/invariants/support/cloud.h"

namespace scenarios::seen {

// Whoever may be at work. Of a check it is told apart what it may do by the instance's status.
struct AtWork {
  bool start = false;
  bool stop = false;
  bool check = false;
  bool destroy = false;
};

class InstanceTurns {
 public:
  void restart() { *this = InstanceTurns(); }
  // A lifecycle operation was asked for.
  void asked(const CloudInstance& instance, Instant now);
  // The instance called, was answered, or stored something; it does no more before `until` at the
  // latest, when it was told to wait.
  void active(const CloudInstance& instance, Instant until);
  void stored(const CloudInstance& instance, const std::optional<sim::InstanceStored>& old);

  [[nodiscard]] AtWork at_work(const CloudInstance& instance) const;

 private:
  // The calls of one check are no further apart, unless Fly asked for it.
  static constexpr Duration kPause = std::chrono::seconds(50);

  std::optional<Instant> checked_;  // when a check was last seen at work
  bool behind_ = false;             // what was asked for may have to wait for a check
};

}  // namespace scenarios::seen
