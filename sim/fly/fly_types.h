// What is asked of the fake Machines API and what it answers, as plain values. Bytes are
// http_front.h's business.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "controller/base/time.h"
#include "controller/fly/types.h"
#include "sim/fly/fly_refusal.h"

namespace sim {

using controller::Duration;
using controller::Instant;
using controller::WallTime;
using controller::fly::MachineState;
using controller::fly::VolumeState;

// Both clocks at one moment.
struct FlyNow {
  Instant at;
  WallTime wall;
};

struct FlyMachineConfig {
  controller::fly::MachineSpec spec;
  std::string rest;  // the members that the spec does not have, as JSON: `,"services":[…]`
};

namespace fly_call {

struct ListMachines {
  controller::fly::Pairs metadata;  // all must agree
  std::string region;
  std::string state;
  bool include_deleted = false;
};
struct GetMachine {
  std::string id;
};
struct CreateMachine {
  std::string name;    // empty: one is made up
  std::string region;  // empty: the first of the configuration
  std::shared_ptr<const FlyMachineConfig> config;
  bool skip_launch = false;
};
struct UpdateMachine {
  std::string id;
  std::string name;    // empty: not named
  std::string region;  // likewise
  std::string current_version;
  std::shared_ptr<const FlyMachineConfig> config;
  bool skip_launch = false;
};
struct StartMachine {
  std::string id;
};
struct StopMachine {
  std::string id;
};
struct DestroyMachine {
  std::string id;
  bool force = false;
};
struct Wait {
  std::string id;
  std::string state = "started";
  std::string instance_id;  // or version; empty: any
  std::int64_t timeout_s = 60;
};
struct Exec {
  std::string id;
  std::vector<std::string> command;
  std::int64_t timeout_s = 60;
};
struct GetLease {
  std::string id;
};
struct CreateLease {
  std::string id;
  std::int64_t ttl_s = 60;
  std::string description;
};
struct ReleaseLease {
  std::string id;
};
struct ListVolumes {};
struct GetVolume {
  std::string id;
};
struct CreateVolume {
  std::string name;
  std::string region;
  std::optional<std::int64_t> size_gb;
  std::string source_volume_id;
};
struct UpdateVolume {
  std::string id;
};
struct DestroyVolume {
  std::string id;
};
// A path that the API does not have.
struct UnknownRoute {};

}  // namespace fly_call

using FlyCall = std::variant<fly_call::ListMachines, fly_call::GetMachine, fly_call::CreateMachine,
                             fly_call::UpdateMachine, fly_call::StartMachine, fly_call::StopMachine,
                             fly_call::Wait, fly_call::DestroyMachine, fly_call::Exec,
                             fly_call::ListVolumes, fly_call::GetVolume, fly_call::CreateVolume,
                             fly_call::DestroyVolume, fly_call::UpdateVolume, fly_call::GetLease,
                             fly_call::CreateLease, fly_call::ReleaseLease, fly_call::UnknownRoute>;

// Who asks, as path and headers tell it.
struct FlyCaller {
  std::string app;
  std::string token;        // of the header Authorization
  std::string lease_nonce;  // of the header fly-machine-lease-nonce
};

struct FlyRequest {
  std::shared_ptr<const FlyCaller> caller;  // never null
  FlyCall call;
  std::string wrong;  // not empty: what is wrong with query or body, so that it is refused (400)
};

// The operation's name as in FlyCalled.
std::string_view operation_of(const FlyCall& call);
// The machine, or volume, that the call names; empty when it names none.
std::string_view machine_of(const FlyCall& call);
std::string_view volume_of(const FlyCall& call);
// The volume mounted at /root; empty: none.
std::string_view root_volume(const FlyMachineConfig& config);

// ---- what it shows

struct FlyMachineView {
  std::string id;
  std::string name;
  MachineState state = MachineState::created;
  std::string region;
  std::string instance_id;
  std::shared_ptr<const FlyMachineConfig> config;
  WallTime created_at;
  WallTime updated_at;
  std::string_view last_event = "api";  // a literal: what it changed for
  bool reachable = true;
  bool mounts_shown = true;

  [[nodiscard]] bool ends_or_ended() const {
    return state == MachineState::destroying || state == MachineState::destroyed;
  }
};
struct FlyVolumeView {
  std::string id;
  std::string name;
  VolumeState state = VolumeState::created;
  std::string region;
  std::int64_t size_gb = 0;
  std::string machine;  // that it is attached to
  WallTime created_at;
  bool reachable = true;
};
struct FlyLeaseView {
  std::string nonce;
  std::string owner;
  std::string description;
  std::string version;  // the machine's instance id
  WallTime expires_at;
};
struct FlyStartView {
  MachineState previous = MachineState::stopped;
};
struct FlyOk {};
struct FlyWaited {
  std::string version;
  MachineState state = MachineState::started;
};

using FlyBody = std::variant<FlyOk, FlyError, FlyMachineView, std::vector<FlyMachineView>,
                             FlyVolumeView, std::vector<FlyVolumeView>, FlyLeaseView, FlyStartView,
                             FlyWaited, controller::fly::ExecResult>;

struct FlyReply {
  int status = 200;
  FlyBody body;
  std::optional<std::chrono::seconds> retry_after;

  [[nodiscard]] const FlyError* error() const { return std::get_if<FlyError>(&body); }
};

FlyReply refuse(FlyRefusal refusal, const FlyWording& wording, const FlySubject& subject);

}  // namespace sim
