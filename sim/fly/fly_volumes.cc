// The life of a volume and of the user data on it.
#include <utility>

#include "sim/fly/fly_model.h"

namespace sim {
namespace {

constexpr std::string_view kVolumeAlphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr std::size_t kVolumeId = 16;
constexpr std::size_t kVolumeHistory = 24;

std::string_view sandbox_in(const FlyMachineConfig& config) {
  for (const auto& [key, value] : config.spec.metadata)
    if (key == "kiloclaw_sandbox_id") return value;
  return {};
}

}  // namespace

FlyVolume* FlyModel::find_volume(std::string_view id) {
  const auto found = volume_ids_.find(id);
  return found == volume_ids_.end() ? nullptr : &volumes_[found->second];
}

const FlyVolume* FlyModel::find_volume(std::string_view id) const {
  const auto found = volume_ids_.find(id);
  return found == volume_ids_.end() ? nullptr : &volumes_[found->second];
}

FlyVolume* FlyModel::visible_volume(std::string_view id) {
  FlyVolume* volume = find_volume(id);
  if (volume == nullptr || volume->vanished) return nullptr;
  if (volume->is_gone() && config_.quirks.destroyed_shows == DestroyedShows::not_found)
    return nullptr;
  return volume;
}

FlyVolume& FlyModel::make_volume(std::string name, std::string region, std::int64_t size_gb) {
  FlyVolume& volume = volumes_.emplace_back();
  volume.created = now_.at;
  volume.view.id = "vol_" + made_up(kVolumeAlphabet, kVolumeId);
  volume.view.name = std::move(name);
  volume.view.region = std::move(region);
  volume.view.size_gb = size_gb;
  volume.view.created_at = now_.wall;
  volume.index = volumes_.size() - 1;
  volume_ids_.emplace(volume.view.id, volume.index);
  return volume;
}

void FlyModel::changed(FlyVolume& volume, std::string_view why) {
  if (volume.history.size() >= kVolumeHistory) volume.history.pop_front();
  volume.history.emplace_back(now_.at, volume.view);
  auto& event =
      std::get<FlyVolumeChanged>(effects_.emplace_back(std::in_place_type<FlyVolumeChanged>));
  event.id = volume.view.id;
  event.name = volume.view.name;
  event.state = controller::fly::name_of(volume.view.state);
  event.region = volume.view.region;
  event.machine = volume.view.machine;
  event.data_of = volume.data_of;
  event.data = volume.data;
  event.source = volume.source;
  event.why = why;
}

void FlyModel::claim(FlyVolume& volume, std::string_view machine) {
  volume.view.machine = machine;
  volume.claim_lingers = false;
  if (!volume.hydrating) volume.view.state = VolumeState::attached;
  changed(volume, "claimed");
}

void FlyModel::release(FlyVolume& volume, std::string_view why) {
  volume.view.machine.clear();
  volume.claim_lingers = false;
  if (volume.view.state == VolumeState::attached)
    volume.view.state =
        config_.quirks.released_is_detached ? VolumeState::detached : VolumeState::created;
  changed(volume, why);
}

// "a claim can outlive its machine"
void FlyModel::release_claims(const FlyMachine& machine, bool may_linger) {
  const Duration linger = may_linger ? config_.quirks.claims_linger : Duration::zero();
  for (const auto& mount : machine.view.config->spec.mounts) {
    FlyVolume* volume = find_volume(mount.volume);
    if (volume == nullptr || volume->view.machine != machine.view.id) continue;
    if (linger == Duration::zero()) {
      release(*volume, "released");
      continue;
    }
    volume->claim_lingers = true;
    due(Due::Kind::claim, volume->index, 0, now_.at + linger);
  }
}

// User data: whoever runs with the volume at /root makes it newer. It stays that of the sandbox
// that wrote first.
void FlyModel::write(FlyMachine& machine) {
  FlyVolume* volume = find_volume(root_volume(*machine.view.config));
  if (volume == nullptr || volume->is_gone()) return;
  const std::string_view sandbox = sandbox_in(*machine.view.config);
  if (!sandbox.empty()) {
    if (volume->data == 0) volume->data_of = sandbox;
    ++volume->data;
    changed(*volume, "written");
  }
  if (config_.timing.writes_every)
    due(Due::Kind::write, machine.index, machine.boots, now_.at + *config_.timing.writes_every);
}

// A fork has what its source had when it was forked, unless the source is gone by now.
void FlyModel::hydrated(FlyVolume& volume) {
  volume.hydrating = false;
  volume.view.state = volume.view.machine.empty() ? VolumeState::created : VolumeState::attached;
  const FlyVolume* source = find_volume(volume.source);
  const bool copied = source != nullptr && !source->is_gone() && !source->is_going();
  if (copied && volume.copy > 0) {
    volume.data_of = volume.copy_of;
    volume.data += volume.copy;
  }
  changed(volume, copied ? "hydrated" : "source_lost");
}

void FlyModel::next_volume_state(FlyVolume& volume) {
  if (volume.hydrating) {
    hydrated(volume);
    return;
  }
  switch (volume.view.state) {
    case VolumeState::scheduling_destroy:
      volume.view.state = VolumeState::pending_destroy;
      break;
    case VolumeState::pending_destroy:
      volume.view.state = VolumeState::destroying;
      break;
    default:
      volume.view.state = VolumeState::destroyed;
      volume.ended = now_.at;
  }
  ++volume.plan;
  changed(volume, "destroyed");
  if (!volume.is_gone())
    due(Due::Kind::volume, volume.index, volume.plan,
        now_.at + draw(config_.timing.volume_destroying, "fly.volume_destroying"));
}

void FlyModel::begin_destroying(FlyVolume& volume, std::string_view why) {
  volume.view.state = VolumeState::scheduling_destroy;
  volume.hydrating = false;
  ++volume.plan;
  changed(volume, why);
  due(Due::Kind::volume, volume.index, volume.plan,
      now_.at + draw(config_.timing.volume_destroying, "fly.volume_destroying"));
}

std::string FlyModel::volume_named(std::string_view name) const {
  for (auto volume = volumes_.rbegin(); volume != volumes_.rend(); ++volume)
    if (volume->view.name == name && !volume->is_going()) return volume->view.id;
  return {};
}

std::vector<std::string> FlyModel::live_volumes() const {
  std::vector<std::string> ids;
  for (const FlyVolume& volume : volumes_)
    if (!volume.is_going()) ids.push_back(volume.view.id);
  return ids;
}

std::optional<FlyVolumeView> FlyModel::volume(std::string_view id) const {
  const FlyVolume* volume = find_volume(id);
  if (volume == nullptr || volume->vanished) return std::nullopt;
  return volume->view;
}

}  // namespace sim
