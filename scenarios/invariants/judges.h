// The judges, one a clause; each stands in the file of its clause's name.
#pragma once

#include <memory>

#include "scenarios/invariants/invariant.h"

namespace scenarios {

std::unique_ptr<MachineInvariant> make_g1(const Terms& terms);
std::unique_ptr<MachineInvariant> make_g2(const Terms& terms);
std::unique_ptr<MachineInvariant> make_g3(const Terms& terms);
std::unique_ptr<MachineInvariant> make_g4(const Terms& terms);
std::unique_ptr<MachineInvariant> make_g5(const Terms& terms);
std::unique_ptr<MachineInvariant> make_g6(const Terms& terms);

std::unique_ptr<MachineInvariant> make_l1(const Terms& terms);
std::unique_ptr<MachineInvariant> make_l2(const Terms& terms);
std::unique_ptr<MachineInvariant> make_l3(const Terms& terms);
std::unique_ptr<MachineInvariant> make_l4(const Terms& terms);
std::unique_ptr<MachineInvariant> make_l5(const Terms& terms);

std::unique_ptr<MachineInvariant> make_c1(const Terms& terms);
std::unique_ptr<MachineInvariant> make_c2(const Terms& terms);
std::unique_ptr<MachineInvariant> make_c3(const Terms& terms);
std::unique_ptr<MachineInvariant> make_c4(const Terms& terms);
std::unique_ptr<MachineInvariant> make_c5(const Terms& terms);
std::unique_ptr<MachineInvariant> make_c6(const Terms& terms);
std::unique_ptr<MachineInvariant> make_c7(const Terms& terms);
std::unique_ptr<MachineInvariant> make_c8(const Terms& terms);
std::unique_ptr<MachineInvariant> make_c9(const Terms& terms);
std::unique_ptr<MachineInvariant> make_c10(const Terms& terms);
std::unique_ptr<MachineInvariant> make_c11(const Terms& terms);
std::unique_ptr<MachineInvariant> make_c12(const Terms& terms);
std::unique_ptr<MachineInvariant> make_c13(const Terms& terms);
std::unique_ptr<MachineInvariant> make_c14(const Terms& terms);
std::unique_ptr<MachineInvariant> make_c15(const Terms& terms);

std::unique_ptr<MachineInvariant> make_h1(const Terms& terms);
std::unique_ptr<MachineInvariant> make_h2(const Terms& terms);
std::unique_ptr<MachineInvariant> make_h3(const Terms& terms);
std::unique_ptr<MachineInvariant> make_h4(const Terms& terms);
std::unique_ptr<MachineInvariant> make_h5(const Terms& terms);
std::unique_ptr<MachineInvariant> make_h6(const Terms& terms);
std::unique_ptr<MachineInvariant> make_h7(const Terms& terms);

}  // namespace scenarios
