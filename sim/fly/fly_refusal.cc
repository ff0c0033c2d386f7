#include "sim/fly/fly_refusal.h"

#include <algorithm>
#include <utility>

namespace sim {
namespace {

constexpr std::array<std::string_view, kFlyRefusalCount> kRefusalNames = {
    "name_taken",
    "lease_held",
    "concurrent_update",
    "version_mismatch",
    "capacity",
    "volume_host_full",
    "volume_capacity",
    "quota",
    "machine_limit",
    "start_refused",
    "being_replaced",
    "still_active",
    "destroy_refused",
    "stop_refused",
    "volume_bound",
    "volume_claimed",
    "volume_elsewhere",
    "volume_missing",
    "app_missing",
    "machine_missing",
    "wait_machine_missing",
    "volume_not_found",
    "lease_missing",
    "route_missing",
    "wait_timeout",
    "rate_limited",
    "not_running",
    "output_too_long",
    "exec_timeout",
    "unreachable",
    "unauthorized",
    "invalid",
};

using Shape = FlyWording::Shape;

// "Assumed" marks texts that docs/fly-facts.md does not have.

constexpr std::string_view kNameTaken =
    "already_exists: unique machine name violation, machine ID {machine} already exists with name "
    "\"{name}\"";
constexpr FlyWording kNameTakenWordings[] = {
    {409, kNameTaken},
    {409,
     "already_exists: unique machine name violation, machine ID {machine} already exists with name "
     "{name}"},
    {409, "already_exists: unique machine name violation,"},
    {422, kNameTaken},
    {409, "already_exists: conflict"},
    {409, "already_exists: unique machine name violation"},
    {409, "", "unknown", Shape::empty},
};
constexpr FlyWording kLeaseHeld[] = {
    {409, "machine ID {machine} lease currently held by {name}, expires at {detail}"}};
constexpr FlyWording kConcurrentUpdate[] = {
    {409, "aborted: machine update failed due to concurrent update"}};
// The status is recorded, the text assumed.
constexpr FlyWording kVersionMismatch[] = {
    {409, "aborted: machine update failed due to version mismatch"}};
constexpr FlyWording kCapacity[] = {
    {409,
     "aborted: could not reserve resource for machine: insufficient memory available to fulfill "
     "request"},
    {409,
     "unknown: could not reserve resource for machine: insufficient memory available to fulfill "
     "request"},
    {409,
     "could not reserve resource for machine: insufficient memory available to fulfill request"},
    {409,
     "aborted: could not reserve resource for machine: insufficient CPUs available to fulfill "
     "request"},
    {409,
     "aborted: could not reserve resource for machine: insufficient IPs available to fulfill "
     "request"},
    {409, "aborted: could not reserve resource for machine: no capacity"},
    {422, "could not find a candidate host", "insufficient_capacity"},
};
constexpr FlyWording kVolumeHostFull[] = {
    {412, "insufficient resources to create new machine with existing volume '{volume}'"}};
constexpr FlyWording kVolumeCapacity[] = {{400, "no capacity"}};
constexpr FlyWording kQuota[] = {
    {403,
     "organization \"{name}\" is using {detail} MB of memory in dfw which is over the allowed "
     "quota"}};
constexpr FlyWording kMachineLimit[] = {
    {422, "Your organization has reached its machine limit of {detail}"}};
constexpr FlyWording kStartRefused[] = {
    {412, "failed_precondition: unable to start machine from current state: '{state}'"}};
constexpr FlyWording kBeingReplaced[] = {{412, "machine getting replaced, refusing to start"}};
constexpr FlyWording kStillActive[] = {{412, "machine still active, refusing to start"}};
constexpr FlyWording kDestroyRefused[] = {
    {412, "unable to destroy machine, not currently stopped, suspended, failed or created"}};
constexpr FlyWording kStopRefused[] = {  // assumed
    {412, "failed_precondition: unable to stop machine from current state: '{state}'"}};
constexpr FlyWording kVolumeBound[] = {
    {412, "volume is currently bound to machine: {machine}"},
    {412, "failed_precondition: volume is currently bound to machine: {machine}"}};
constexpr FlyWording kVolumeClaimed[] = {
    {412, "volume already claimed by machine {machine}"},
    {412, "failed_precondition: volume already claimed by machine {machine}"}};
constexpr FlyWording kVolumeElsewhere[] = {  // assumed
    {400, "invalid_argument: volume {volume} is not in region {detail}"}};
constexpr FlyWording kVolumeMissing[] = {
    {400, "invalid_argument: volume does not exist"},
    {400, "volume not found"},
    {404, "volume not found"},
    {422, "volume not found"},
    {400, "could not find volume"},
    {404, "could not find volume"},
    {422, "could not find volume"},
};
constexpr FlyWording kAppMissing[] = {{404, "app not found"}};
constexpr FlyWording kMachineMissing[] = {{404, "machine not found"}};
constexpr FlyWording kWaitMachineMissing[] = {{404, "not_found: machine not found"}};
constexpr FlyWording kVolumeNotFound[] = {{404, "volume not found"}};
constexpr FlyWording kLeaseMissing[] = {{404, "lease not found"}};  // assumed
constexpr FlyWording kRouteMissing[] = {{404, "404 page not found", "", Shape::plain}};
constexpr FlyWording kWaitTimeout[] = {
    {408, "deadline_exceeded: machine failed to reach desired state, {wanted}, currently {state}"},
    {408, "", "unknown", Shape::empty},
};
constexpr FlyWording kRateLimited[] = {
    {429, "rate limit exceeded"},
    {429, "rate limit exceeded", "unknown", Shape::object, true},
    {429, "resource_exhausted: rate limit exceeded"},
    {429, "resource_exhausted: rate limit exceeded", "unknown", Shape::object, true},
};
// The text is recorded, the status assumed.
constexpr FlyWording kNotRunning[] = {{412, "machine not running"}};
// It is recorded that it is refused; text and status are assumed.
constexpr FlyWording kOutputTooLong[] = {{400, "invalid_argument: output exceeds 10 MiB"}};
constexpr FlyWording kExecTimeout[] = {  // assumed
    {408, "deadline_exceeded: command did not end in time"}};
constexpr FlyWording kUnreachable[] = {{503, "unavailable: host unreachable"}};  // assumed
constexpr FlyWording kUnauthorized[] = {{401, "unauthorized"}};                  // assumed
constexpr FlyWording kInvalid[] = {{400, "invalid_argument: {detail}"}};         // assumed

constexpr std::array<std::span<const FlyWording>, kFlyRefusalCount> kWordings = {
    kNameTakenWordings,  kLeaseHeld,      kConcurrentUpdate, kVersionMismatch,
    kCapacity,           kVolumeHostFull, kVolumeCapacity,   kQuota,
    kMachineLimit,       kStartRefused,   kBeingReplaced,    kStillActive,
    kDestroyRefused,     kStopRefused,    kVolumeBound,      kVolumeClaimed,
    kVolumeElsewhere,    kVolumeMissing,  kAppMissing,       kMachineMissing,
    kWaitMachineMissing, kVolumeNotFound, kLeaseMissing,     kRouteMissing,
    kWaitTimeout,        kRateLimited,    kNotRunning,       kOutputTooLong,
    kExecTimeout,        kUnreachable,    kUnauthorized,     kInvalid,
};

std::string_view value_of(std::string_view place, const FlySubject& subject) {
  if (place == "machine") return subject.machine;
  if (place == "name") return subject.name;
  if (place == "volume") return subject.volume;
  if (place == "state") return subject.state;
  if (place == "wanted") return subject.wanted;
  return subject.detail;
}

}  // namespace

std::string_view name_of(FlyRefusal refusal) {
  return kRefusalNames[static_cast<std::size_t>(refusal)];
}

std::optional<FlyRefusal> fly_refusal_of(std::string_view name) {
  const auto* found = std::ranges::find(kRefusalNames, name);
  if (found == kRefusalNames.end()) return std::nullopt;
  return static_cast<FlyRefusal>(found - kRefusalNames.begin());
}

std::span<const FlyWording> wordings_of(FlyRefusal refusal) {
  return kWordings[static_cast<std::size_t>(refusal)];
}

std::string fill_in(std::string_view text, const FlySubject& subject) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find('}', open);
    out += value_of(text.substr(open + 1, close - open - 1), subject);
    text.remove_prefix(close + 1);
  }
  return out;
}

}  // namespace sim
