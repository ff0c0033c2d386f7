// What others do to Fly: people at a terminal, hosts that fail, Fly itself.
#include <chrono>
#include <utility>

#include "sim/fly/fly_model.h"

namespace sim {

bool FlyModel::kill_machine(std::string_view id, MachineState into, FlyNow now) {
  advance(now);
  FlyMachine* machine = find_machine(id);
  if (machine == nullptr || machine->ends_or_ended()) return false;
  plan(*machine, {});
  enter(*machine, into, "died");
  return true;
}

bool FlyModel::suspend_machine(std::string_view id, FlyNow now) {
  return kill_machine(id, MachineState::suspended, now);
}

bool FlyModel::destroy_machine(std::string_view id, FlyNow now) {
  advance(now);
  FlyMachine* machine = find_machine(id);
  if (machine == nullptr || machine->ends_or_ended()) return false;
  plan(*machine, {});
  enter(*machine, MachineState::destroying, "others");
  plan(*machine,
       {{MachineState::destroyed, draw(config_.timing.destroying, "fly.destroying"), "destroyed"}});
  return true;
}

bool FlyModel::vanish_machine(std::string_view id, FlyNow now) {
  advance(now);
  FlyMachine* machine = find_machine(id);
  if (machine == nullptr || machine->is_gone()) return false;
  machine->vanished = true;
  end_machine(*machine);
  machine->view.state = MachineState::destroyed;
  changed(*machine, "vanished");
  release_claims(*machine, false);
  return true;
}

bool FlyModel::vanish_volume(std::string_view id, FlyNow now) {
  advance(now);
  FlyVolume* volume = find_volume(id);
  if (volume == nullptr || volume->is_gone()) return false;
  volume->vanished = true;
  volume->ended = now_.at;
  volume->hydrating = false;
  volume->claim_lingers = false;
  ++volume->plan;
  volume->view.state = VolumeState::destroyed;
  volume->view.machine.clear();
  changed(*volume, "vanished");
  return true;
}

bool FlyModel::destroy_volume(std::string_view id, FlyNow now) {
  advance(now);
  FlyVolume* volume = find_volume(id);
  if (volume == nullptr || volume->is_going()) return false;
  begin_destroying(*volume, "others");
  return true;
}

bool FlyModel::move_volume(std::string_view id, std::string_view region, FlyNow now) {
  advance(now);
  FlyVolume* volume = find_volume(id);
  if (volume == nullptr || volume->is_gone()) return false;
  const std::string owner = volume->view.machine;
  if (!owner.empty() && move_machine(owner, region, now)) return true;
  volume->view.region = region;
  changed(*volume, "moved");
  return true;
}

bool FlyModel::move_machine(std::string_view id, std::string_view region, FlyNow now) {
  advance(now);
  FlyMachine* machine = find_machine(id);
  if (machine == nullptr || machine->is_gone()) return false;
  machine->view.region = region;
  for (const auto& mount : machine->view.config->spec.mounts) {
    FlyVolume* volume = find_volume(mount.volume);
    if (volume == nullptr || volume->view.machine != machine->view.id) continue;
    volume->view.region = region;
    changed(*volume, "moved");
  }
  changed(*machine, "moved");
  return true;
}

bool FlyModel::change_mount(std::string_view id, std::string_view volume, FlyNow now) {
  advance(now);
  FlyMachine* machine = find_machine(id);
  if (machine == nullptr || machine->ends_or_ended()) return false;
  FlyVolume* wanted = find_volume(volume);
  if (!volume.empty() &&
      (wanted == nullptr || wanted->is_going() || wanted->view.region != machine->view.region ||
       !(wanted->view.machine.empty() || wanted->view.machine == id)))
    return false;
  auto config = std::make_shared<FlyMachineConfig>(*machine->view.config);
  std::erase_if(config->spec.mounts, [](const auto& mount) { return mount.path == "/root"; });
  if (!volume.empty())
    config->spec.mounts.push_back(controller::fly::Mount{std::string(volume), "/root"});
  set_config(*machine, std::move(config));
  changed(*machine, "mount_changed");
  return true;
}

bool FlyModel::take_lease(std::string_view id, std::string_view owner, Duration ttl, FlyNow now) {
  advance(now);
  FlyMachine* machine = find_machine(id);
  if (machine == nullptr || machine->ends_or_ended()) return false;
  FlyLease lease;
  lease.nonce = made_up("0123456789abcdef", 14);
  lease.owner = owner;
  lease.expires = now_.at + ttl;
  lease.expires_at = now_.wall + std::chrono::floor<std::chrono::milliseconds>(ttl);
  machine->lease = std::move(lease);
  return true;
}

bool FlyModel::release_lease(std::string_view id) {
  FlyMachine* machine = find_machine(id);
  if (machine == nullptr || !machine->lease) return false;
  machine->lease.reset();
  return true;
}

void FlyModel::set_region_full(std::string_view region, bool full) {
  if (full) {
    full_.emplace(region);
  } else {
    full_.erase(std::string(region));
  }
}

void FlyModel::set_region_out(std::string_view region, bool out) {
  if (out) {
    out_.emplace(region);
  } else {
    out_.erase(std::string(region));
  }
}

// What is seeded has been there for long: nothing hides it, and no list is too late to show it.
constexpr std::chrono::hours kSeededBefore{24};

std::string FlyModel::seed_volume(std::string_view name, std::string_view region,
                                  std::string_view sandbox, std::int64_t data, FlyNow now,
                                  std::string_view source) {
  advance(now);
  constexpr std::int64_t kSize = 10;
  FlyVolume& volume = make_volume(std::string(name), std::string(region), kSize);
  if (data > 0) {
    volume.data_of = sandbox;
    volume.data = data;
  }
  volume.source = source;
  volume.created = now.at - kSeededBefore;
  volume.view.created_at -= kSeededBefore;
  changed(volume, "seeded");
  return volume.view.id;
}

std::string FlyModel::seed_machine(std::string_view name, std::string_view region,
                                   controller::fly::MachineSpec spec, MachineState state,
                                   FlyNow now) {
  advance(now);
  auto config = std::make_shared<FlyMachineConfig>();
  config->spec = std::move(spec);
  FlyMachine& machine = make_machine(std::string(name), std::string(region), std::move(config));
  machine.created = now.at - kSeededBefore;
  machine.view.created_at -= kSeededBefore;
  for (const auto& mount : machine.view.config->spec.mounts) {
    FlyVolume* volume = find_volume(mount.volume);
    if (volume != nullptr && volume->view.machine.empty()) claim(*volume, machine.view.id);
  }
  enter(machine, state, "seeded");
  return machine.view.id;
}

}  // namespace sim
