// C2: a periodic refresh runs one period after the end of the last, not sooner and not later.
//
// Seen from outside: a refresh that nothing else explains begins no sooner than a period after the
// last of its kind ended; and when that time has come, a slot is free and nothing runs, it begins.
#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/overdue.h"

namespace scenarios {
namespace {

using namespace seen;

class C2 final : public OverdueJudge {
 public:
  explicit C2(const Terms& terms) : OverdueJudge("C2", terms) {}

 private:
  void explained(const Round& round, const Begin& begin) override {
    if (begin.why.only_period()) occasion();
    if (begin.blame != Blame::period) return;
    const std::string seen = "a " + text_of(round) +
                             " had no reason: no client, no approval and "
                             "no log line asked for it, and the ";
    const Round& last = *begin.previous;
    flag(seen + text_of(last) +
         (last.over ? ": the next was due at " + text_of(last.ended + terms().period)
                    : " still ran"));
  }

  void overdue(const Round& last, const AutomaticDue& due) override {
    if (due.by_back_off) return;
    flag("the " + text_of(last) + ": the next had to begin by " + text_of(due.at) +
             ", and nothing stood in its way",
         Property::liveness);
  }
};

}  // namespace

std::unique_ptr<MachineInvariant> make_c2(const Terms& terms) {
  return std::make_unique<C2>(terms);
}

}  // namespace scenarios
