// G3: a line hook that throws loses that one line; those after it still arrive.
#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/line_judge.h"

namespace scenarios {
namespace {

class G3 final : public seen::LineJudge {
 public:
  explicit G3(const Terms& terms) : LineJudge("G3", terms) {}

 private:
  [[nodiscard]] int tested(const seen::LineLedger::News& news) const override {
    return news.delivered_after_throw;
  }
};

}  // namespace

std::unique_ptr<MachineInvariant> make_g3(const Terms& terms) {
  return std::make_unique<G3>(terms);
}

}  // namespace scenarios
