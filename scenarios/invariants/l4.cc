// L4: a reactive refresh begins no earlier than max(2 s, 2·D) after the last one began; D is how
// long that one took.
//
// Seen from outside, kind by kind: D of a round of both kinds is at least that of each kind, so the
// gap that is demanded here is never longer than the right one.
#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/due.h"
#include "scenarios/invariants/support/judge.h"

namespace scenarios {
namespace {

using namespace seen;

class L4 final : public Judge {
 public:
  explicit L4(const Terms& terms) : Judge("L4", terms) {}

 private:
  void explained(const Round& round, const Begin& begin) override {
    if (!begin.why.only_reactive() || !begin.previous || !begin.previous->over) return;
    const Round& last = *begin.previous;
    // What waited for the end of a back-off begins then.
    const bool end_of_back_off = begin.surely_backed_off_until != Instant::min() &&
                                 round.first_spawn >= begin.surely_backed_off_until;
    if (end_of_back_off) return;
    occasion();
    const Instant gate = reactive_gate_at_least(last, terms());
    if (round.first_spawn >= gate) return;
    flag("a " + text_of(round) + " only because of log lines, but the " + text_of(last) +
         ": after that none may begin before " + text_of(gate));
  }
};

}  // namespace

std::unique_ptr<MachineInvariant> make_l4(const Terms& terms) {
  return std::make_unique<L4>(terms);
}

}  // namespace scenarios
