// C7: output that cannot be read (invalid UTF-8, broken JSON, nested too deep) is an error of that
// one call: its list stays, and the others of the same refresh are updated.
#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/judge.h"

namespace scenarios {
namespace {

using namespace seen;

class C7 final : public Judge {
 public:
  explicit C7(const Terms& terms) : Judge("C7", terms) {}

 private:
  void ended(const Round& round) override {
    for (const ListCall& call : round.calls) {
      if (call.unreadable && world().running()) occasion();
    }
  }

  void differs(const Difference& difference) override {
    if (difference.wrong == Wrong::unreadable_used) flag(difference.text);
    if (!difference.beside_unreadable) return;
    const Wrong wrong = difference.wrong;
    if (wrong != Wrong::lost_on_failure && wrong != Wrong::not_added &&
        wrong != Wrong::not_removed) {
      return;
    }
    flag(difference.text +
         "; a call of that refresh printed what cannot be read, and that may "
         "cost nothing but its own result");
  }
};

}  // namespace

std::unique_ptr<MachineInvariant> make_c7(const Terms& terms) {
  return std::make_unique<C7>(terms);
}

}  // namespace scenarios
