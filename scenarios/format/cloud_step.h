// Steps of cloud scenarios. `instance` is a user's name; where it may be empty, it stands for all
// instances then.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "controller/base/time.h"
#include "controller/pairing/types.h"
#include "scenarios/format/cloud.h"

namespace scenarios {

enum class Credential : std::uint8_t;
enum class Letters : std::uint8_t;

// What somebody or something else does to Fly.
enum class FlyEvent : std::uint8_t {
  machine_dies,
  machine_stops,
  machine_suspends,
  machine_destroyed,
  machine_vanishes,
  machine_moves,
  volume_vanishes,
  volume_destroyed,
  volume_moves,
  mount_changes,
  lease_taken,
  lease_released,
  region_full,
  region_free,
  region_out,
  region_back,
};

enum class KvEvent : std::uint8_t { up, down, slow, poisoned };
// What becomes of an instance's store: unwritable, it can be read still.
enum class StoreEvent : std::uint8_t { up, down, unwritable };

namespace step {

struct StartInstance {
  static constexpr std::string_view kDo = "start";
  std::string instance{};
  bool operator==(const StartInstance&) const = default;
};
struct StopInstance {
  static constexpr std::string_view kDo = "stop";
  std::string instance{};
  bool operator==(const StopInstance&) const = default;
};
struct DestroyInstance {
  static constexpr std::string_view kDo = "destroy";
  std::string instance{};
  bool operator==(const DestroyInstance&) const = default;
};
struct InstanceStatus {
  static constexpr std::string_view kDo = "status";
  std::string instance{};
  bool operator==(const InstanceStatus&) const = default;
};
// A check of M13, now.
struct Reconcile {
  static constexpr std::string_view kDo = "reconcile";
  std::string instance{};
  bool operator==(const Reconcile&) const = default;
};
// Its process dies in the middle of whatever it does; its store stays (S7).
struct CrashInstance {
  static constexpr std::string_view kDo = "crash_instance";
  std::string instance{};
  bool operator==(const CrashInstance&) const = default;
};
struct RestartInstance {
  static constexpr std::string_view kDo = "restart_instance";
  std::string instance{};
  bool operator==(const RestartInstance&) const = default;
};

struct PairingList {
  static constexpr std::string_view kDo = "pairing_list";
  std::string instance{};
  controller::Kind list = controller::Kind::channels;
  bool forced = false;
  bool operator==(const PairingList&) const = default;
};
// As Approve of machine scenarios.
struct PairingApprove {
  static constexpr std::string_view kDo = "pairing_approve";
  std::string instance{};
  std::optional<std::string> channel{};
  std::optional<std::string> code{};
  std::optional<std::string> from{};
  std::optional<std::string> device{};
  std::optional<std::string> request_id{};
  std::optional<Letters> as{};
  std::optional<Duration> give_up_after{};  // the client closes the connection then
  bool operator==(const PairingApprove&) const = default;
};
// A request to the platform routes, in whatever shape.
struct Platform {
  static constexpr std::string_view kDo = "platform";
  std::string instance{};  // that it is about, for the judges; may be empty
  std::string method = "GET";
  std::string target{};
  std::string body{};
  std::optional<Credential> key{};  // absent: the right one
  bool operator==(const Platform&) const = default;
};

// What it is about: an instance's own machine or volume, one by its name, or a region. `to`: where
// a thing moves, or the volume that is mounted; `length`: of the lease.
struct FlyIntervention {
  static constexpr std::string_view kDo = "fly";
  FlyEvent event = FlyEvent::machine_dies;
  std::optional<std::string> instance{};
  std::optional<std::string> machine{};
  std::optional<std::string> volume{};
  std::optional<std::string> region{};
  std::optional<std::string> to{};
  std::optional<Duration> length{};  // "for"
  bool operator==(const FlyIntervention&) const = default;
};
// From here on Fly has these oddities and no others.
struct FlyQuirksChange {
  static constexpr std::string_view kDo = "fly_quirks";
  QuirkSettings quirks{};
  bool operator==(const FlyQuirksChange&) const = default;
};
struct GuestChange {
  static constexpr std::string_view kDo = "guest";
  std::string instance{};
  GuestKind guest = GuestKind::current;
  bool operator==(const GuestChange&) const = default;
};
struct Kv {
  static constexpr std::string_view kDo = "kv";
  KvEvent event = KvEvent::down;
  std::optional<std::string> value{};  // poisoned: what every key holds; absent: garbage
  bool operator==(const Kv&) const = default;
};
struct InstanceStore {
  static constexpr std::string_view kDo = "instance_store";
  std::string instance{};
  StoreEvent event = StoreEvent::down;
  bool operator==(const InstanceStore&) const = default;
};

}  // namespace step
}  // namespace scenarios
