// The world of a cloud scenario as it is at 0 s: instances, and Fly with what is on it. A scenario
// that has instances is one. Plain values; see scenario.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "controller/base/time.h"
#include "controller/fly/types.h"
#include "controller/instance/state.h"
#include "scenarios/format/duration_range.h"

namespace scenarios {

// What an instance has on Fly.
enum class Possession : std::uint8_t { nothing, volume, stopped, running };
// Which ids its store still holds.
enum class Memory : std::uint8_t { all, machine, volume, nothing };
// The controller on a machine: of today, one that predates the pairing routes (each as it shows:
// 401 with a code, 404 from the gateway, 502), or none.
enum class GuestKind : std::uint8_t { current, old_401, old_404, old_502, none };
// How instances speak to Fly: as bytes, or by typed calls, which is faster.
enum class Transport : std::uint8_t { json, typed };

// A create of which an instance does not know yet what became of it. `age`: it was asked for so
// long before the run. Ids are as in StoredSettings.
struct MachineCreate {
  std::string region{};
  std::vector<std::string> mounts{};  // empty: as the first programs stored it, which did not tell
  Duration age{};

  bool operator==(const MachineCreate&) const = default;
};
struct VolumeCreate {
  std::string region{};
  std::string fork_of{};             // empty: of a volume of its own
  std::vector<std::string> known{};  // volumes of its name that were there before
  Duration age{};

  bool operator==(const VolumeCreate&) const = default;
};

// What the store of an instance holds at 0 s, in full. Ids are those of machines and volumes of the
// scenario (`@name`), or are spelled out.
struct StoredSettings {
  controller::instance::Status status = controller::instance::Status::provisioned;
  std::string machine{};
  std::string volume{};
  std::string region{};
  bool has_user_data = false;
  std::vector<std::string> sources{};  // of which the volume is a fork that is not confirmed
  bool fork_was_used = false;
  bool fork_was_started = false;
  std::optional<MachineCreate> machine_create{};
  std::optional<VolumeCreate> volume_create{};
  std::vector<std::string> machines_to_delete{};
  std::vector<std::string> volumes_to_delete{};
  std::optional<Duration> starting_for{};  // how long before the run it began to start

  bool operator==(const StoredSettings&) const = default;
};

struct InstanceSettings {
  std::string user{};
  std::uint64_t count = 1;  // more: user-1, user-2 …
  Possession has = Possession::nothing;
  Memory remembers = Memory::all;
  std::optional<StoredSettings> stored{};  // in place of `has`, `remembers` and `started_once`
  bool started_once = true;                // unless it has nothing
  std::string region = "dfw";
  std::uint64_t data = 1;                // how new the user data on its volume is; 0: there is none
  GuestKind guest = GuestKind::current;  // on all of its machines
  bool load = true;                      // at 0 s its process begins; else a step starts it

  bool operator==(const InstanceSettings&) const = default;
};

// The users of its instances: one, or user-1, user-2 …
inline std::vector<std::string> users_of(const InstanceSettings& instance) {
  if (instance.count == 1) return {instance.user};
  std::vector<std::string> users;
  for (std::uint64_t i = 1; i <= instance.count; ++i)
    users.push_back(instance.user + '-' + std::to_string(i));
  return users;
}

// Beyond those of the instances. `name`: what the scenario calls it.
struct VolumeSettings {
  std::string name{};
  std::string of{};  // the user whose volume name, and data, it has
  std::string region = "dfw";
  std::uint64_t data = 0;
  std::string fork_of{};  // the volume, named before, that it is a fork of; may be empty

  bool operator==(const VolumeSettings&) const = default;
};
struct MachineSettings {
  std::string name{};
  std::string of{};  // the user whose machine name, and metadata, it has
  controller::fly::MachineState state = controller::fly::MachineState::stopped;
  std::string volume{};  // one of the scenario's volumes, at /root; may be empty
  std::string region = "dfw";
  bool named = true;                    // on Fly it is called as the instance would call it
  bool marked = true;                   // it has the metadata that an instance would give it
  std::string marked_for{};             // the user whose metadata that is; empty: `of`
  std::optional<std::uint64_t> cpus{};  // absent: as instances make them
  std::optional<std::uint64_t> memory_mb{};

  bool operator==(const MachineSettings&) const = default;
};

// What a GET shows of something that was destroyed.
enum class ShownDestroyed : std::uint8_t { destroyed, not_found };
// What Fly's proxy says of a machine that cannot be reached.
enum class ProxyAnswer : std::uint8_t { bad_gateway, unavailable, not_found };

// Recorded oddities of Fly; see docs/fly-facts.md.
struct QuirkSettings {
  Duration lists_lag{};
  bool lists_empty = false;
  Duration hidden_after_create{};
  Duration claims_linger{};
  Duration names_linger{};
  ShownDestroyed destroyed_shows = ShownDestroyed::destroyed;
  bool released_is_detached = false;
  bool forks_restore = false;
  bool hosts_hide_mounts = false;
  Duration abandoned_late{};

  bool operator==(const QuirkSettings&) const = default;
};

struct FlySettings {
  std::vector<std::string> regions = {"dfw", "ewr", "iad", "lax", "sjc", "eu"};
  std::vector<std::string> full{};  // regions without room
  std::optional<std::uint64_t> machine_limit{};
  std::optional<std::uint64_t> memory_quota_mb{};
  bool rate_limits = false;
  std::optional<DurationRange> latency{};    // of each call; absent: 20 ms to 300 ms
  std::optional<DurationRange> starting{};   // of a machine; absent: 1 s to 8 s
  std::optional<DurationRange> stopping{};   // likewise; absent: 0.5 s to 5 s
  std::optional<DurationRange> hydrating{};  // of a fork; absent: 10 s to 2 min
  std::optional<Duration> writes_every{};    // a running machine's user data; absent: at boots only
  ProxyAnswer proxy = ProxyAnswer::bad_gateway;
  QuirkSettings quirks{};

  bool operator==(const FlySettings&) const = default;
};

}  // namespace scenarios
