// A judge of what the lists show. Overriders of its functions call it first.
#pragma once

#include "scenarios/invariants/support/judge.h"

namespace scenarios::seen {

class ListJudge : public Judge {
 public:
  using Judge::Judge;

 protected:
  void after(const sim::Event& /*event*/) override { tell(); }
  void idle(Instant /*until*/) override { tell(); }

  virtual void differs(const Difference& difference) = 0;

  [[nodiscard]] const ListModel& model(Kind kind) const { return lists().model(kind); }

 private:
  void tell() {
    for (const Difference& difference : lists().differences()) differs(difference);
  }
};

}  // namespace scenarios::seen
