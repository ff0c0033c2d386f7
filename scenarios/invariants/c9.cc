// C9: a refresh that began earlier never overwrites one that began later.
//
// Seen from outside: what is shown of a channel, or of the devices, never comes from a list call
// that was spawned before the one whose result is shown already.
#include <array>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/judge.h"

namespace scenarios {
namespace {

using namespace seen;

class C9 final : public Judge {
 public:
  explicit C9(const Terms& terms) : Judge("C9", terms) {}

 private:
  void ended(const Round& round) override {
    if (!world().running() || round.outcome() != Outcome::success) return;
    // The first result has nothing to overwrite.
    if (succeeded_[index_of(round.kind)]) occasion();
    succeeded_[index_of(round.kind)] = true;
  }
  void differs(const Difference& difference) override {
    if (difference.wrong == Wrong::older_used) flag(difference.text);
  }

  std::array<bool, controller::kKindCount> succeeded_{};
};

}  // namespace

std::unique_ptr<MachineInvariant> make_c9(const Terms& terms) {
  return std::make_unique<C9>(terms);
}

}  // namespace scenarios
