// G2: a line longer than the limit is delivered once, cut and marked; no other line is.
#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/line_judge.h"

namespace scenarios {
namespace {

class G2 final : public seen::LineJudge {
 public:
  explicit G2(const Terms& terms) : LineJudge("G2", terms) {}

 private:
  [[nodiscard]] int tested(const seen::LineLedger::News& news) const override {
    return news.delivered_cut;
  }
};

}  // namespace

std::unique_ptr<MachineInvariant> make_g2(const Terms& terms) {
  return std::make_unique<G2>(terms);
}

}  // namespace scenarios
