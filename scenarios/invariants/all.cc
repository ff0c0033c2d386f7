#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/judges.h"

namespace scenarios {

std::vector<std::unique_ptr<MachineInvariant>> machine_invariants(const Terms& terms) {
  constexpr std::unique_ptr<MachineInvariant> (*kMakers[])(const Terms&) = {
      make_g1, make_g2, make_g3,  make_g4,  make_g5,  make_g6,  make_l1,  make_l2,  make_l3,
      make_l4, make_l5, make_c1,  make_c2,  make_c3,  make_c4,  make_c5,  make_c6,  make_c7,
      make_c8, make_c9, make_c10, make_c11, make_c12, make_c13, make_c14, make_c15, make_h1,
      make_h2, make_h3, make_h4,  make_h5,  make_h6,  make_h7,
  };
  std::vector<std::unique_ptr<MachineInvariant>> judges;
  for (const auto make : kMakers) judges.push_back(make(terms));
  return judges;
}

std::vector<std::string> judged_clauses() {
  std::vector<std::string> clauses;
  const Terms terms;
  for (const auto& judge : machine_invariants(terms)) clauses.emplace_back(judge->clause());
  for (const auto& judge : cloud_invariants(std::make_shared<seen::CloudHub>(terms)))
    clauses.emplace_back(judge->clause());
  return clauses;
}

}  // namespace scenarios
