// C15: a reader never sees half of a refresh: what its calls yield appears at one instant, when the
// last of them has ended.
//
// That reading does not wait cannot be told from events: a reader that waits shows nothing.
#include <array>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/judge.h"

namespace scenarios {
namespace {

using namespace seen;

class C15 final : public Judge {
 public:
  explicit C15(const Terms& terms) : Judge("C15", terms) {}

 private:
  void idle(Instant /*until*/) override {
    const Round* round = world().last(Kind::channels);
    if (round == nullptr || round->over || round->first_event == counted_) return;
    for (const ListCall& call : round->calls) {
      if (call.outcome != Outcome::success) continue;
      counted_ = round->first_event;
      occasion();
      return;
    }
  }

  void differs(const Difference& difference) override {
    const Wrong wrong = difference.wrong;
    const bool late =
        difference.beside_committed && (wrong == Wrong::not_added || wrong == Wrong::not_removed);
    if (wrong == Wrong::half) flag(difference.text);
    if (late) flag(difference.text + ", though another list of the same refresh is in place");
  }

  std::uint64_t counted_ = 0;  // the round counted last
};

}  // namespace

std::unique_ptr<MachineInvariant> make_c15(const Terms& terms) {
  return std::make_unique<C15>(terms);
}

}  // namespace scenarios
