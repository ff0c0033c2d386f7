// A process that a child of the controller has started: it is of the child's process group, holds
// the child's pipes open, and ends by signals only.
#pragma once

#include <cstdint>

#include "sim/faults/fault_rule.h"
#include "sim/host/member_timer.h"

namespace sim {

class Host;

class Descendant {
 public:
  Descendant(Host& host, std::int64_t pid, std::int64_t group, const fault::Fork& fork);

  [[nodiscard]] std::int64_t pid() const { return pid_; }
  [[nodiscard]] std::int64_t group() const { return group_; }

  void on_signal(int number);

 private:
  void die();

  Host& host_;
  std::int64_t pid_;
  std::int64_t group_;
  bool ignore_term_;
  Duration reaped_after_;
  bool killed_ = false;
  MemberTimer<Descendant, &Descendant::die> death_timer_;
};

}  // namespace sim
