// The judges of instances and their machines on Fly, one a clause; each stands in the file of its
// clause's name. Those of a run share one picture.
#pragma once

#include <memory>

#include "scenarios/invariants/support/cloud_judge.h"

namespace scenarios {

using SharedCloud = std::shared_ptr<seen::CloudHub>;

std::unique_ptr<Invariant> make_f1(const SharedCloud& cloud);
std::unique_ptr<Invariant> make_f2(const SharedCloud& cloud);
std::unique_ptr<Invariant> make_f3(const SharedCloud& cloud);
std::unique_ptr<Invariant> make_f4(const SharedCloud& cloud);
std::unique_ptr<Invariant> make_f5(const SharedCloud& cloud);
std::unique_ptr<Invariant> make_f6(const SharedCloud& cloud);
std::unique_ptr<Invariant> make_f7(const SharedCloud& cloud);
std::unique_ptr<Invariant> make_f8(const SharedCloud& cloud);

std::unique_ptr<Invariant> make_m1(const SharedCloud& cloud);
std::unique_ptr<Invariant> make_m2(const SharedCloud& cloud);
std::unique_ptr<Invariant> make_m3(const SharedCloud& cloud);
std::unique_ptr<Invariant> make_m4(const SharedCloud& cloud);
std::unique_ptr<Invariant> make_m5(const SharedCloud& cloud);
std::unique_ptr<Invariant> make_m6(const SharedCloud& cloud);
std::unique_ptr<Invariant> make_m7(const SharedCloud& cloud);
std::unique_ptr<Invariant> make_m8(const SharedCloud& cloud);
std::unique_ptr<Invariant> make_m9(const SharedCloud& cloud);
std::unique_ptr<Invariant> make_m10(const SharedCloud& cloud);
std::unique_ptr<Invariant> make_m11(const SharedCloud& cloud);
std::unique_ptr<Invariant> make_m12(const SharedCloud& cloud);
std::unique_ptr<Invariant> make_m13(const SharedCloud& cloud);

}  // namespace scenarios
