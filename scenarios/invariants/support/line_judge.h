// A judge of what the line ledger says about its clause.
#pragma once

#include "scenarios/invariants/support/judge.h"

namespace scenarios::seen {

class LineJudge : public Judge {
 public:
  using Judge::Judge;

 protected:
  // How many of these deliveries put the clause to the test.
  [[nodiscard]] virtual int tested(const LineLedger::News& news) const = 0;

 private:
  void after(const sim::Event& /*event*/) final {
    tell();
    for (int i = tested(world().lines_delivered()); i > 0; --i) occasion();
  }
  void over(Instant /*end*/) final { tell(); }

  void tell() {
    for (const LineLedger::Flaw& flaw : world().lines_delivered().flaws) {
      if (flaw.clause == clause()) this->flag(flaw.text);
    }
  }
};

}  // namespace scenarios::seen
