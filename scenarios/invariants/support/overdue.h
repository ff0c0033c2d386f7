// A judge of automatic refreshes that do not come (C2, C12).
#pragma once

#include <array>

#include "scenarios/invariants/support/due.h"
#include "scenarios/invariants/support/judge.h"

namespace scenarios::seen {

// Overriders of its functions call it first.
class OverdueJudge : public Judge {
 public:
  using Judge::Judge;

 protected:
  void idle(Instant until) override {
    for (const Kind kind : kKinds) {
      const Round* last = world().last(kind);
      if (last == nullptr || !world().may_begin(kind)) continue;
      const auto due = automatic_due(world(), kind);
      if (!due || due->at >= until || told_[index_of(kind)] == last->first_event) continue;
      told_[index_of(kind)] = last->first_event;
      overdue(*last, *due);
    }
  }

  virtual void overdue(const Round& last, const AutomaticDue& due) = 0;

 private:
  std::array<std::uint64_t, controller::kKindCount> told_{};  // the rounds already complained of
};

}  // namespace scenarios::seen
