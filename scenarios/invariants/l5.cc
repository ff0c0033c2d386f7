// L5: logs are incomplete: both streams are watched, and the periodic refresh stays.
//
// Seen from outside: a trigger that one stream alone carries is followed by a refresh, and where
// the log is silent a refresh comes after each period.
#include <array>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/due.h"
#include "scenarios/invariants/support/judge.h"

namespace scenarios {
namespace {

using namespace seen;

class L5 final : public Judge {
 public:
  explicit L5(const Terms& terms) : Judge("L5", terms) {}

 private:
  void owes(Kind kind, const Owed& owed) override {
    if (kind == Kind::devices && owed.lines == 1) occasion();
    last_trigger_ = world().now();
  }
  void missing(Kind kind, const Owed& owed, Instant due) override {
    if (owed.on_out && owed.on_err) return;
    flag(std::string("on ") + (owed.on_err ? "stderr" : "stdout") +
             " alone: " + text_of(kind, owed, due),
         Property::liveness);
  }

  void idle(Instant until) override {
    for (const Kind kind : kKinds) {
      const Round* last = world().last(kind);
      if (last == nullptr || !world().may_begin(kind)) continue;
      if (last_trigger_ >= last->first_spawn) continue;
      const auto due = automatic_due(world(), kind);
      if (!due || due->at >= until || told_[index_of(kind)] == last->first_event) continue;
      told_[index_of(kind)] = last->first_event;
      flag("the log was silent since the " + text_of(*last) + ": by " + text_of(due->at) +
               " the periodic refresh of " + std::string(name_of(kind)) + " had to begin",
           Property::liveness);
    }
  }

  Instant last_trigger_ = Instant::min();

  std::array<std::uint64_t, controller::kKindCount> told_{};  // the rounds already complained of
};

}  // namespace

std::unique_ptr<MachineInvariant> make_l5(const Terms& terms) {
  return std::make_unique<L5>(terms);
}

}  // namespace scenarios
