// What the Fly Machines API is about, as far as an instance needs it: plain values. Facts and their
// sources: docs/fly-facts.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "controller/base/time.h"

namespace controller::fly {

enum class MachineState : std::uint8_t {
  created,
  starting,
  started,
  stopping,
  stopped,
  suspending,
  suspended,
  restarting,
  updating,
  replacing,
  replaced,
  destroying,
  destroyed,
  failed,
  launch_failed,
  migrated,
  unknown,  // a word that no document has
};
std::string_view name_of(MachineState state);
MachineState machine_state_of(std::string_view name);

enum class VolumeState : std::uint8_t {
  created,
  attached,
  detached,
  restoring,
  hydrating,
  scheduling_destroy,
  pending_destroy,
  destroying,
  destroyed,
  unknown,
};
std::string_view name_of(VolumeState state);
VolumeState volume_state_of(std::string_view name);

struct Guest {
  std::string cpu_kind = "shared";
  std::int64_t cpus = 2;
  std::int64_t memory_mb = 3072;

  bool operator==(const Guest&) const = default;
};

struct Mount {
  std::string volume;  // its id
  std::string path;

  bool operator==(const Mount&) const = default;
};

using Pairs = std::vector<std::pair<std::string, std::string>>;

// What a machine is to be. The service and its check are the same for all (see docs/contract.md,
// Wire facts), so they are not told here.
struct MachineSpec {
  std::string image;
  Pairs env;       // in any order
  Pairs metadata;  // likewise
  Guest guest;
  std::vector<Mount> mounts;

  bool operator==(const MachineSpec&) const = default;
};

// A machine as the API shows it. Fields that are missing or of a wrong type are empty; `id` and
// `state` never are, and `mounts` are what the machine has (unless it is destroying or destroyed,
// when the API may not tell): an answer without them is refused (see reply_json.h).
struct Machine {
  std::string id;
  std::string name;
  MachineState state = MachineState::unknown;
  std::string region;
  std::string instance_id;
  std::optional<WallTime> created_at;
  std::optional<WallTime> updated_at;
  std::vector<Mount> mounts;
  // False: its host cannot be reached, and Fly has not told what it mounts. In lists only.
  bool mounts_told = true;
  Pairs metadata;
  std::optional<Guest> guest;

  bool operator==(const Machine&) const = default;
};

// `id` and `state` are never empty.
struct Volume {
  std::string id;
  std::string name;
  VolumeState state = VolumeState::unknown;
  std::string region;
  std::int64_t size_gb = 0;
  std::string attached_machine_id;  // empty: to none
  std::optional<WallTime> created_at;

  bool operator==(const Volume&) const = default;
};

struct CreateMachine {
  std::string name;
  std::string region;
  MachineSpec spec;
};

struct CreateVolume {
  std::string name;
  std::string region;
  std::int64_t size_gb = 10;     // of a fresh one; a fork has the size of its source
  std::string source_volume_id;  // empty: a fresh one
};

struct ExecResult {
  std::int64_t exit_code = 0;
  std::int64_t exit_signal = 0;
  std::string out;
  std::string err;
};

// Whether `id` may stand in a path as it is: letters, digits, `_` and `-`, 1 to 64 of them. Ids
// come from outside: one that does not look like this is never put into a request.
bool valid_id(std::string_view id);

}  // namespace controller::fly
