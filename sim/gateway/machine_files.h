// The machine's state directory as text: the vendor's own files in its own formats, and one of ours
// for what the vendor keeps in memory or elsewhere. So processes that share nothing but the
// directory work on one machine.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "sim/gateway/machine.h"

namespace sim {

struct StateFile {
  std::string text;
  WallTime modified;  // read for lock files only
};
// By path below the state directory.
using StateFiles = std::map<std::string, StateFile, std::less<>>;

// A machine, and what else outlives the processes on it.
struct StoredMachine {
  Machine machine;
  WallTime epoch;  // when its time began
  std::optional<WallTime> cli_device_made;
  std::map<std::string, std::uint64_t, std::less<>> rule_counts;  // by name of the fault rule
};

// Whether files_of or stored_machine_of care about the file.
bool is_state_file(std::string_view path);

// `epoch`: of a directory that has none yet. openclaw.json that is no JSON counts as truncated, one
// whose channels are no objects with a boolean `enabled` as invalid.
StoredMachine stored_machine_of(const StateFiles& files, WallTime epoch);

// All but openclaw.json, which is the owner's. A file that need not be there is left out; lock
// files are empty, for their text is their owner's.
StateFiles files_of(const StoredMachine& stored, WallTime now);

}  // namespace sim
