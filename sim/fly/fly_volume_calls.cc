// Calls about volumes. Facts: docs/fly-facts.md, "Volumes".
#include <algorithm>
#include <utility>

#include "sim/fly/fly_model.h"

namespace sim {
namespace {

constexpr std::size_t kVolumeNameMost = 30;  // what clients cut their names to
constexpr std::int64_t kSizeMost = 500;      // assumed
constexpr std::int64_t kSizeUsual = 3;       // assumed

bool is_volume_name(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && name.size() <= kVolumeNameMost && std::ranges::all_of(name, fits);
}

const FlyVolumeView* volume_at(const FlyVolume& volume, Instant moment) {
  if (volume.ended <= moment) return nullptr;
  const FlyVolumeView* seen = nullptr;
  for (const auto& [since, view] : volume.history) {
    if (since > moment) break;
    seen = &view;
  }
  if (seen == nullptr && volume.created <= moment) seen = &volume.history.front().second;
  return seen;
}

}  // namespace

FlyModel::Reply FlyModel::call(const fly_call::ListVolumes& /*call*/) {
  std::vector<FlyVolumeView> found;
  const Instant moment = now_.at - config_.quirks.lists_lag - disturbance_.list_lag;
  const bool empty = config_.quirks.lists_empty || disturbance_.list_empty;
  for (const FlyVolume& volume : volumes_) {
    if (empty) break;
    const FlyVolumeView* view = nullptr;
    if (moment == now_.at) {
      view = volume.is_gone() ? nullptr : &volume.view;
    } else {
      view = volume_at(volume, moment);
    }
    if (view == nullptr) continue;
    found.push_back(*view);
    tell_reach(found.back());
  }
  return FlyReply{200, std::move(found), {}};
}

void FlyModel::tell_reach(FlyVolumeView& view) const {
  view.reachable = !out_.contains(view.region);
}

FlyModel::Reply FlyModel::call(const fly_call::GetVolume& call) {
  const FlyVolume* volume = visible_volume(call.id);
  return volume == nullptr ? Reply(refusal(FlyRefusal::volume_not_found, {}))
                           : showing_reach(volume->view);
}

FlyModel::Reply FlyModel::call(const fly_call::CreateVolume& call) {
  if (!is_volume_name(call.name)) return invalid("volume name is invalid");
  const std::string& region = call.region.empty() ? config_.regions.front() : call.region;
  if (std::ranges::find(config_.regions, region) == config_.regions.end())
    return invalid("region " + region + " not found");
  FlyVolume* source = nullptr;
  if (!call.source_volume_id.empty()) {
    // "a fork is a create with source_volume_id; then size_gb is refused"
    if (call.size_gb) return invalid("size_gb cannot be given with source_volume_id");
    source = visible_volume(call.source_volume_id);
    if (source == nullptr || source->is_going()) return refusal(FlyRefusal::volume_missing, {});
  } else if (call.size_gb && (*call.size_gb < 1 || *call.size_gb > kSizeMost)) {
    return invalid("size_gb is out of range");
  }
  if (full_.contains(region) || out_.contains(region))
    return refusal(FlyRefusal::volume_capacity, {});
  // A reference to `source` stays valid: a deque does not move what it has.
  FlyVolume& volume =
      make_volume(call.name, region,
                  source != nullptr ? source->view.size_gb : call.size_gb.value_or(kSizeUsual));
  if (source != nullptr) {
    volume.source = source->view.id;
    volume.copy_of = source->data_of;
    volume.copy = source->data;
    volume.hydrating = true;
    volume.view.state =
        config_.quirks.forks_restore ? VolumeState::restoring : VolumeState::hydrating;
  }
  changed(volume, "api");
  if (source != nullptr)
    due(Due::Kind::volume, volume.index, volume.plan,
        now_.at + draw(config_.timing.hydrating, "fly.hydrating"));
  return showing(volume.view);
}

FlyModel::Reply FlyModel::call(const fly_call::UpdateVolume& call) {
  FlyVolume* volume = visible_volume(call.id);
  if (volume == nullptr || volume->is_going()) return refusal(FlyRefusal::volume_not_found, {});
  return showing(volume->view);
}

FlyModel::Reply FlyModel::call(const fly_call::DestroyVolume& call) {
  FlyVolume* volume = visible_volume(call.id);
  if (volume == nullptr || volume->is_gone()) return refusal(FlyRefusal::volume_not_found, {});
  if (volume->is_going()) return showing(volume->view);
  if (out_.contains(volume->view.region)) return refusal(FlyRefusal::unreachable, {});
  if (!volume->view.machine.empty()) {
    const std::string nobody(14, '\0');
    FlySubject subject;
    subject.machine = volume->claim_lingers ? nobody : volume->view.machine;
    return refusal(FlyRefusal::volume_bound, subject);
  }
  begin_destroying(*volume, "api");
  return showing(volume->view);
}

}  // namespace sim
