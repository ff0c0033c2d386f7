// A judge that watches the gateways, with deadlines.
#pragma once

#include "scenarios/invariants/support/judge.h"

namespace scenarios::seen {

class GatewayJudge : public Judge {
 public:
  using Judge::Judge;

 protected:
  [[nodiscard]] const Gateways& gateways() const { return world().gateways(); }
};

}  // namespace scenarios::seen
