// C12: failing refreshes back off, each kind for itself: 30 s, doubling, at most 300 s; a success
// resets it. Clients and approvals ignore it. A trigger during back-off is served when it ends.
#include <set>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/joined.h"
#include "scenarios/invariants/support/overdue.h"

namespace scenarios {
namespace {

using namespace seen;

class NotSooner final : public OverdueJudge {
 public:
  explicit NotSooner(const Terms& terms) : OverdueJudge("C12", terms) {}

 private:
  void ended(const Round& round) override {
    if (world().running() && world().back_off(round.kind).surely_until()) occasion();
  }

  void explained(const Round& round, const Begin& begin) override {
    const Why& why = begin.why;
    if (begin.blame == Blame::period && begin.previous->outcome() == Outcome::failure) {
      flag("a " + text_of(round) + " came sooner than a period after the failed " +
           text_of(*begin.previous) + ": a back-off only ever delays");
    }
    if (why.first || why.asked || why.approval || why.boot) return;
    if (round.first_spawn >= begin.surely_backed_off_until) return;
    flag("a " + text_of(round) + " during the back-off of " + std::string(name_of(round.kind)) +
         ", which lasts until " + text_of(begin.surely_backed_off_until) +
         "; no client and no approval asked for it");
  }

  void overdue(const Round& last, const AutomaticDue& due) override {
    const Kind other = last.kind == Kind::channels ? Kind::devices : Kind::channels;
    const auto others = world().back_off(other).surely_until();
    if (!due.by_back_off && others && *others > due.at) {
      flag("the " + text_of(last) + ", and the next did not begin by " + text_of(due.at) +
               "; only the " + std::string(name_of(other)) + " back off, until " +
               text_of(*others) + ", and each kind does so for itself",
           Property::liveness);
    }
    if (!due.by_back_off) return;
    flag("the back-off after the failed " + text_of(last) + " was over at " + text_of(due.at) +
             " at the latest, and no refresh began",
         Property::liveness);
  }

  // A client does not wait for the end of a back-off.
  void idle(Instant until) override {
    OverdueJudge::idle(until);
    for (const auto& [id, call] : world().calls().open()) {
      if (!call.is_refresh() || !world().may_begin(call.body.list)) continue;
      const auto back_off = world().back_off(call.body.list).surely_until();
      if (!back_off || *back_off <= world().now() || !told_.insert(id).second) continue;
      flag("a client asked for fresh " + std::string(name_of(call.body.list)) + " at " +
               text_of(call.began) + ", during the back-off until " + text_of(*back_off) +
               "; that refresh had to begin at once",
           Property::liveness);
    }
  }

  std::set<std::int64_t> told_;  // client calls already complained of
};

class Remembered final : public Judge {
 public:
  explicit Remembered(const Terms& terms) : Judge("C12", terms) {}

 private:
  void owes(Kind /*kind*/, const Owed& owed) override {
    if (owed.during_back_off && owed.lines == 1) occasion();
  }
  void missing(Kind kind, const Owed& owed, Instant due) override {
    if (!owed.during_back_off) return;
    flag("remembered during back-off and then not served: " + text_of(kind, owed, due),
         Property::liveness);
  }
};

}  // namespace

std::unique_ptr<MachineInvariant> make_c12(const Terms& terms) {
  return std::make_unique<Joined>(std::make_unique<NotSooner>(terms),
                                  std::make_unique<Remembered>(terms));
}

}  // namespace scenarios
