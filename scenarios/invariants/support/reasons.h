// A judge that is told why refreshes begin, and of lines. Overriders of its functions call it
// first.
#pragma once

#include "scenarios/invariants/support/judge.h"

namespace scenarios::seen {

class ReasonJudge : public Judge {
 public:
  using Judge::Judge;

 protected:
  void began(const Round& round) final {
    if (world().running()) explained(round, explainer().begin());
  }
  void after(const sim::Event& /*event*/) override {
    if (!world().running()) return;
    for (const Line& line : world().news().lines) this->line(line);
  }

  virtual void explained(const Round& round, const Begin& begin) = 0;
  // A complete line of the gateway.
  virtual void line(const Line& /*line*/) {}
};

}  // namespace scenarios::seen
