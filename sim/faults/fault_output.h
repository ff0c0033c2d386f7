// What a CLI call prints once faults have struck it.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "sim/choice/choice.h"
#include "sim/faults/fault_rule.h"

namespace sim {

struct CliOutput {
  std::string out;
  std::string err;
  bool operator==(const CliOutput&) const = default;
};

// Carries out, in the order of the rules, the actions that change what is printed: stdout,
// stdout_file, garbage, prefix, suffix, truncate and flood. The others are the caller's.
void shape_output(std::span<const FaultRule* const> struck, CliOutput& output,
                  ChoiceSource& choices);

// So many bytes in lines of 64, none of which holds a keyword; the last line may be unfinished.
std::string flood_text(std::uint64_t bytes);

}  // namespace sim
