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
  void delivered(const LineLedger::News& news) final {
    for (const LineLedger::Flaw& flaw : news.flaws) {
      if (flaw.clause == clause()) this->flag(flaw.text);
    }
    for (int i = tested(news); i > 0; --i) occasion();
  }
};

}  // namespace scenarios::seen
