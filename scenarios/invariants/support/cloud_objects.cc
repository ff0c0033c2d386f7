#include "scenarios/invariants/support/cloud_objects.h"

#include <algorithm>
#include <cctype>

namespace scenarios::seen {

bool is_id(std::string_view text) {
  constexpr std::size_t kLongest = 64;
  const auto fits = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; };
  return !text.empty() && text.size() <= kLongest && std::ranges::all_of(text, fits);
}

bool intends(const sim::InstanceStored& stored, std::string_view what) {
  return stored.intent.find(what) != std::string::npos;
}

bool begins_start(const std::optional<sim::InstanceStored>& old, const sim::InstanceStored& now) {
  return now.status == "starting" && old && old->status != now.status;
}

bool runs(const sim::InstanceStored& stored) {
  return stored.status == "running" && is_id(stored.machine);
}
bool runs(const std::optional<sim::InstanceStored>& stored) { return stored && runs(*stored); }

bool CloudMachine::live() const {
  constexpr std::string_view kLive[] = {"starting", "started", "restarting"};
  return exists() && std::ranges::find(kLive, now.state) != std::end(kLive);
}

bool is_volume_leaving(std::string_view state) {
  constexpr std::string_view kLeaving[] = {"scheduling_destroy", "pending_destroy", "destroying",
                                           "destroyed"};
  return std::ranges::find(kLeaving, state) != std::end(kLeaving);
}

bool CloudVolume::exists() const { return now.why != "vanished" && !is_volume_leaving(now.state); }

bool CloudInstance::owes_deletion(const std::string& what) const {
  return stored && std::ranges::find(stored->deletions, what) != stored->deletions.end();
}

const Ask* CloudInstance::in_flight(std::string_view operation) const {
  const auto found = std::ranges::find_if(
      asks, [operation](const auto& entry) { return entry.second.operation() == operation; });
  return found == asks.end() ? nullptr : &found->second;
}

bool CloudInstance::lifecycle_in_flight() const {
  return std::ranges::any_of(asks, [](const auto& entry) { return entry.second.is_lifecycle(); });
}

}  // namespace scenarios::seen
