#include "scenarios/invariants/support/cloud_objects.h"

#include <algorithm>

namespace scenarios::seen {

bool CloudMachine::live() const {
  constexpr std::string_view kLive[] = {"starting", "started", "restarting"};
  return exists() && std::ranges::find(kLive, now.state) != std::end(kLive);
}

bool CloudVolume::exists() const {
  constexpr std::string_view kGone[] = {"scheduling_destroy", "pending_destroy", "destroying",
                                        "destroyed"};
  return now.why != "vanished" && std::ranges::find(kGone, now.state) == std::end(kGone);
}

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
