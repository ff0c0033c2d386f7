// Calls about machines that are answered at once. Facts: docs/fly-facts.md, "Machines" and
// "Errors".
#include <algorithm>
#include <utility>

#include "controller/base/iso8601.h"
#include "sim/fly/fly_model.h"

namespace sim {
namespace {

using controller::fly::Mount;

constexpr std::size_t kNameMost = 200;  // assumed
constexpr std::string_view kNonceAlphabet = "0123456789abcdef";
constexpr std::size_t kNonce = 14;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}
bool is_machine_name(std::string_view name) {
  return name.size() <= kNameMost && std::ranges::all_of(name, is_word);
}

FlySubject about(const FlyMachine& machine) {
  FlySubject subject;
  subject.machine = machine.view.id;
  subject.name = machine.view.name;
  subject.state = controller::fly::name_of(machine.view.state);
  return subject;
}

bool has_metadata(const FlyMachineView& view, const controller::fly::Pairs& wanted) {
  const auto& metadata = view.config->spec.metadata;
  return std::ranges::all_of(wanted, [&](const auto& pair) {
    return std::ranges::find(metadata, pair) != metadata.end();
  });
}

// What the machine was at `moment`; nothing: it was not there.
const FlyMachineView* view_at(const FlyMachine& machine, Instant moment) {
  if (machine.vanished && machine.ended <= moment) return nullptr;
  const FlyMachineView* seen = nullptr;
  for (const auto& [since, view] : machine.history) {
    if (since > moment) break;
    seen = &view;
  }
  // Older than what is remembered.
  if (seen == nullptr && machine.created <= moment) seen = &machine.history.front().second;
  return seen;
}

}  // namespace

FlyModel::Reply FlyModel::blocked_by_lease(FlyMachine& machine) {
  if (!machine.lease || machine.lease->expires <= now_.at) return std::nullopt;
  if (!nonce_.empty() && nonce_ == machine.lease->nonce) return std::nullopt;
  FlySubject subject = about(machine);
  subject.name = machine.lease->owner;
  const std::string expires =
      controller::format_iso8601(machine.lease->expires_at.time_since_epoch().count());
  subject.detail = expires;
  return refusal(FlyRefusal::lease_held, subject);
}

// "lists lag; some were empty though machines existed"
FlyModel::Reply FlyModel::call(const fly_call::ListMachines& call) {
  std::vector<FlyMachineView> found;
  const Instant moment = now_.at - config_.quirks.lists_lag - disturbance_.list_lag;
  const bool empty = config_.quirks.lists_empty || disturbance_.list_empty;
  for (const FlyMachine& machine : machines_) {
    if (empty) break;
    const FlyMachineView* view = nullptr;
    if (moment == now_.at) {
      view = machine.vanished ? nullptr : &machine.view;
    } else {
      view = view_at(machine, moment);
    }
    if (view == nullptr) continue;
    if (view->state == MachineState::destroyed && !call.include_deleted) continue;
    if (!call.region.empty() && view->region != call.region) continue;
    if (!call.state.empty() && controller::fly::name_of(view->state) != call.state) continue;
    if (!has_metadata(*view, call.metadata)) continue;
    found.push_back(*view);
    tell_reach(found.back());
  }
  return FlyReply{200, std::move(found), {}};
}

// Of its configuration Fly then knows what others tell, which need not be all.
void FlyModel::tell_reach(FlyMachineView& view) const {
  view.reachable = !out_.contains(view.region);
  view.mounts_shown = view.reachable || !config_.quirks.hosts_hide_mounts || view.ends_or_ended();
}

FlyModel::Reply FlyModel::call(const fly_call::GetMachine& call) {
  const FlyMachine* machine = visible_machine(call.id);
  return machine == nullptr ? Reply(refusal(FlyRefusal::machine_missing, {}))
                            : showing_reach(machine->view);
}

// The image must be named, mounts must exist, be in the region and not be claimed by another.
FlyModel::Reply FlyModel::refuse_config(const FlyMachineConfig* config, std::string_view region,
                                        std::string_view machine) {
  if (config == nullptr || config->spec.image.empty()) return invalid("config.image is required");
  for (const Mount& mount : config->spec.mounts) {
    if (mount.path.empty() || mount.path.front() != '/')
      return invalid("mount path must be absolute");
    FlyVolume* volume = visible_volume(mount.volume);
    // 400 `invalid_argument: volume does not exist`
    if (volume == nullptr || volume->is_going()) return refusal(FlyRefusal::volume_missing, {});
    FlySubject subject;
    subject.volume = mount.volume;
    // "a volume belongs to one machine, in the same region"
    if (volume->view.region != region) {
      subject.detail = region;
      return refusal(FlyRefusal::volume_elsewhere, subject);
    }
    if (volume->view.machine.empty() || volume->view.machine == machine) continue;
    // "after a destroy the id can be 14 NUL bytes [M]"
    const std::string nobody(14, '\0');
    subject.machine = volume->claim_lingers ? nobody : volume->view.machine;
    return refusal(FlyRefusal::volume_claimed, subject);
  }
  return std::nullopt;
}

FlyModel::Reply FlyModel::refuse_capacity(const FlyMachineConfig& config,
                                          std::string_view region) const {
  if (out_.contains(region))
    return refuse(FlyRefusal::capacity, wordings_of(FlyRefusal::capacity).back(), {});
  if (!full_.contains(region)) return std::nullopt;
  FlySubject subject;
  subject.volume = root_volume(config);
  return refusal(subject.volume.empty() ? FlyRefusal::capacity : FlyRefusal::volume_host_full,
                 subject);
}

FlyModel::Reply FlyModel::call(const fly_call::CreateMachine& call) {
  if (!is_machine_name(call.name)) return invalid("name is invalid");
  const std::string& region = call.region.empty() ? config_.regions.front() : call.region;
  if (std::ranges::find(config_.regions, region) == config_.regions.end())
    return invalid("region " + region + " not found");
  FlySubject subject;
  subject.name = call.name;
  std::string holder;
  if (name_is_taken(call.name, holder)) {
    subject.machine = holder;
    return refusal(FlyRefusal::name_taken, subject);
  }
  if (Reply refused = refuse_config(call.config.get(), region, {})) return refused;
  if (Reply refused = refuse_limits(call.config->spec.guest.memory_mb)) return refused;
  if (Reply refused = refuse_capacity(*call.config, region)) return refused;
  FlyMachine& machine = make_machine(call.name, region, call.config);
  for (const Mount& mount : call.config->spec.mounts)
    claim(*find_volume(mount.volume), machine.view.id);
  enter(machine, MachineState::created, "api");  // "create answers 200 with state created"
  if (!call.skip_launch) launch(machine, draw(config_.timing.created, "fly.created"), "launched");
  return showing(machine.view);
}

FlyModel::Reply FlyModel::refuse_limits(std::int64_t memory_mb) const {
  if (!config_.machine_limit && !config_.memory_quota_mb) return std::nullopt;
  std::int64_t count = 0;
  std::int64_t used = memory_mb;
  for (const FlyMachine& machine : machines_) {
    if (machine.is_gone()) continue;
    ++count;
    used += machine.view.config->spec.guest.memory_mb;
  }
  FlySubject subject;
  subject.name = config_.organization;
  if (config_.machine_limit && count >= *config_.machine_limit) {
    const std::string limit = std::to_string(*config_.machine_limit);
    subject.detail = limit;
    return refusal(FlyRefusal::machine_limit, subject);
  }
  if (config_.memory_quota_mb && used > *config_.memory_quota_mb) {
    const std::string mb = std::to_string(used);
    subject.detail = mb;
    return refusal(FlyRefusal::quota, subject);
  }
  return std::nullopt;
}

FlyModel::Reply FlyModel::call(const fly_call::UpdateMachine& call) {
  FlyMachine* machine = visible_machine(call.id);
  if (machine == nullptr || machine->ends_or_ended())
    return refusal(FlyRefusal::machine_missing, {});
  if (Reply blocked = blocked_by_lease(*machine)) return blocked;
  if (!call.region.empty() && call.region != machine->view.region)
    return invalid("region cannot be changed");
  if (!call.name.empty() && call.name != machine->view.name)
    return invalid("name cannot be changed");
  if (!call.current_version.empty() && call.current_version != machine->view.instance_id)
    return refusal(FlyRefusal::version_mismatch, {});
  switch (machine->view.state) {
    case MachineState::replacing:
    case MachineState::updating:
    case MachineState::restarting:
      return refusal(FlyRefusal::concurrent_update, {});
    case MachineState::starting:
    case MachineState::stopping:
    case MachineState::suspending:
      return refusal(FlyRefusal::still_active, {});
    default:
      break;
  }
  if (Reply refused = refuse_config(call.config.get(), machine->view.region, machine->view.id))
    return refused;
  const bool runs = machine->view.state == MachineState::started;
  if (!runs && full_.contains(machine->view.region)) return refusal(FlyRefusal::capacity, {});
  set_config(*machine, call.config);
  enter(*machine, MachineState::replacing, "api");
  const Duration replacing = draw(config_.timing.replacing, "fly.replacing");
  if (call.skip_launch) {
    plan(*machine, {{MachineState::stopped, replacing, "updated"}});
  } else {
    launch(*machine, replacing, "updated");
  }
  return showing(machine->view);
}

FlyModel::Reply FlyModel::call(const fly_call::StartMachine& call) {
  FlyMachine* machine = visible_machine(call.id);
  if (machine == nullptr) return refusal(FlyRefusal::machine_missing, {});
  if (Reply blocked = blocked_by_lease(*machine)) return blocked;
  const MachineState previous = machine->view.state;
  switch (previous) {
    case MachineState::stopped:
    case MachineState::suspended:
    case MachineState::failed:
      break;
    case MachineState::replacing:
    case MachineState::replaced:
    case MachineState::updating:
      return refusal(FlyRefusal::being_replaced, {});
    case MachineState::started:
    case MachineState::starting:
    case MachineState::stopping:
    case MachineState::suspending:
    case MachineState::restarting:
      return refusal(FlyRefusal::still_active, {});
    default:
      return refusal(FlyRefusal::start_refused, about(*machine));
  }
  if (full_.contains(machine->view.region)) return refusal(FlyRefusal::capacity, {});
  for (const Mount& mount : machine->view.config->spec.mounts) {
    const FlyVolume* volume = find_volume(mount.volume);
    if (volume == nullptr || volume->is_gone()) return refusal(FlyRefusal::volume_missing, {});
  }
  enter(*machine, MachineState::starting, "api");
  plan(*machine,
       {{MachineState::started, draw(config_.timing.starting, "fly.starting"), "booted"}});
  return FlyReply{200, FlyStartView{previous}, {}};
}

FlyModel::Reply FlyModel::call(const fly_call::StopMachine& call) {
  FlyMachine* machine = visible_machine(call.id);
  if (machine == nullptr) return refusal(FlyRefusal::machine_missing, {});
  if (Reply blocked = blocked_by_lease(*machine)) return blocked;
  switch (machine->view.state) {
    case MachineState::started:
    case MachineState::starting:
    case MachineState::suspended:
      break;
    case MachineState::stopping:
    case MachineState::stopped:
    case MachineState::failed:
      return FlyReply{};  // nothing to do (assumed)
    default:
      return refusal(FlyRefusal::stop_refused, about(*machine));
  }
  enter(*machine, MachineState::stopping, "api");
  plan(*machine,
       {{MachineState::stopped, draw(config_.timing.stopping, "fly.stopping"), "stopped"}});
  return FlyReply{};
}

FlyModel::Reply FlyModel::call(const fly_call::DestroyMachine& call) {
  FlyMachine* machine = visible_machine(call.id);
  if (machine == nullptr || machine->is_gone()) return refusal(FlyRefusal::machine_missing, {});
  if (machine->view.state == MachineState::destroying) return FlyReply{};
  if (Reply blocked = blocked_by_lease(*machine)) return blocked;
  const MachineState state = machine->view.state;
  const bool rests = state == MachineState::stopped || state == MachineState::suspended ||
                     state == MachineState::failed || state == MachineState::created;
  if (!call.force && !rests) return refusal(FlyRefusal::destroy_refused, {});
  enter(*machine, MachineState::destroying, "api");
  plan(*machine,
       {{MachineState::destroyed, draw(config_.timing.destroying, "fly.destroying"), "destroyed"}});
  return FlyReply{};
}

// ---- leases
// ------------------------------------------------------------------------------------------------------------

FlyModel::Reply FlyModel::call(const fly_call::GetLease& call) {
  FlyMachine* machine = visible_machine(call.id);
  if (machine == nullptr) return refusal(FlyRefusal::machine_missing, {});
  if (!machine->lease || machine->lease->expires <= now_.at)
    return refusal(FlyRefusal::lease_missing, {});
  const FlyLease& lease = *machine->lease;
  // The nonce is shown to none but its owner (assumed).
  return FlyReply{
      200,
      FlyLeaseView{{}, lease.owner, lease.description, machine->view.instance_id, lease.expires_at},
      {}};
}

// A POST with the lease's own nonce renews it.
FlyModel::Reply FlyModel::call(const fly_call::CreateLease& call) {
  FlyMachine* machine = visible_machine(call.id);
  if (machine == nullptr || machine->ends_or_ended())
    return refusal(FlyRefusal::machine_missing, {});
  if (Reply blocked = blocked_by_lease(*machine)) return blocked;
  constexpr std::int64_t kLongest = 24 * 60 * 60;  // assumed
  if (call.ttl_s <= 0 || call.ttl_s > kLongest) return invalid("ttl is out of range");
  const bool renews = machine->lease && machine->lease->expires > now_.at;
  FlyLease lease;
  lease.nonce = renews ? machine->lease->nonce : made_up(kNonceAlphabet, kNonce);
  lease.owner = config_.lease_owner;
  lease.description = call.description;
  lease.expires = now_.at + std::chrono::seconds(call.ttl_s);
  lease.expires_at = now_.wall + std::chrono::seconds(call.ttl_s);
  machine->lease = lease;
  return FlyReply{201,
                  FlyLeaseView{lease.nonce, lease.owner, lease.description,
                               machine->view.instance_id, lease.expires_at},
                  {}};
}

FlyModel::Reply FlyModel::call(const fly_call::ReleaseLease& call) {
  FlyMachine* machine = visible_machine(call.id);
  if (machine == nullptr) return refusal(FlyRefusal::machine_missing, {});
  if (Reply blocked = blocked_by_lease(*machine)) return blocked;
  machine->lease.reset();
  return FlyReply{};
}

}  // namespace sim
