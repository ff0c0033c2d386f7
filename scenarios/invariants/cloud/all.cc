#include "scenarios/invariants/cloud/judges.h"

namespace scenarios {

std::vector<std::unique_ptr<Invariant>> cloud_invariants(const SharedCloud& run) {
  constexpr std::unique_ptr<Invariant> (*kMakers[])(const SharedCloud&) = {
      make_f1, make_f2, make_f3, make_f4,  make_f5,  make_f6,  make_f7,
      make_f8, make_m1, make_m2, make_m3,  make_m4,  make_m5,  make_m6,
      make_m7, make_m8, make_m9, make_m10, make_m11, make_m12, make_m13,
  };
  run->compare_with_model();
  std::vector<std::unique_ptr<Invariant>> judges;
  for (const auto make : kMakers) judges.push_back(make(run));
  return judges;
}

}  // namespace scenarios
