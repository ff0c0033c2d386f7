// L2: the first trigger of a quiet time arms a debounce; further ones in it are absorbed and do not
// move its end; one window starts one reactive refresh at most.
//
// Seen from outside: no refresh without another reason begins before a window ends, or twice for
// one window; and a window with several triggers ends in time.
#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/joined.h"
#include "scenarios/invariants/support/judge.h"

namespace scenarios {
namespace {

using namespace seen;

class NoMore final : public Judge {
 public:
  explicit NoMore(const Terms& terms) : Judge("L2", terms) {}

 private:
  void explained(const Round& round, const Begin& begin) override {
    if (begin.why.only_reactive()) occasion();
    if (begin.blame != Blame::window) return;
    flag("a " + text_of(round) + " had no reason but log lines, and no debounce of " +
         text_of(terms().debounce) +
         " ended since the refresh before it: it came too early, or twice for one window");
  }
};

class NotMoved final : public Judge {
 public:
  explicit NotMoved(const Terms& terms) : Judge("L2", terms) {}

 private:
  void owes(Kind kind, const Owed& owed) override {
    if (kind == Kind::devices && owed.lines == 2) occasion();
  }
  void missing(Kind kind, const Owed& owed, Instant due) override {
    if (owed.during_refresh || owed.during_back_off || owed.lines < 2) return;
    flag("later triggers must not move the end of a debounce: " + text_of(kind, owed, due),
         Property::liveness);
  }
};

}  // namespace

std::unique_ptr<MachineInvariant> make_l2(const Terms& terms) {
  return std::make_unique<Joined>(std::make_unique<NoMore>(terms),
                                  std::make_unique<NotMoved>(terms));
}

}  // namespace scenarios
