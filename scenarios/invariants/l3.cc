// L3: a trigger during a refresh is not lost: a refresh that begins after it follows, as soon as L4
// and C12 allow.
#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/judge.h"

namespace scenarios {
namespace {

using namespace seen;

class L3 final : public Judge {
 public:
  explicit L3(const Terms& terms) : Judge("L3", terms) {}

 private:
  void owes(Kind /*kind*/, const Owed& owed) override {
    if (owed.during_refresh && owed.lines == 1) occasion();
  }
  void missing(Kind kind, const Owed& owed, Instant due) override {
    if (!owed.during_refresh) return;
    flag("lost while a refresh ran: " + text_of(kind, owed, due), Property::liveness);
  }
};

}  // namespace

std::unique_ptr<MachineInvariant> make_l3(const Terms& terms) {
  return std::make_unique<L3>(terms);
}

}  // namespace scenarios
