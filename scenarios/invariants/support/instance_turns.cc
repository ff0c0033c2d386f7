#include "scenarios/invariants/support/instance_turns.h"

#include <algorithm>

namespace scenarios::seen {

void InstanceTurns::asked(const CloudInstance& instance, Instant now) {
  const auto open = std::ranges::count_if(
      instance.asks, [](const auto& entry) { return entry.second.is_lifecycle(); });
  const bool called = std::ranges::any_of(
      instance.calls, [](const auto& entry) { return is_lifecycle(entry.second->sent); });
  if (open == 1) behind_ = called || (checked_ && now - *checked_ <= kPause);
}

void InstanceTurns::active(const CloudInstance& instance, Instant until) {
  if (!instance.lifecycle_in_flight()) checked_ = until;
}

// A start, or a destroy, that stores its status has its turn.
void InstanceTurns::stored(const CloudInstance& instance,
                           const std::optional<sim::InstanceStored>& old) {
  const bool new_status = !old || old->status != instance.status();
  const bool begins = instance.status() == "starting" || instance.status() == "destroying";
  if (new_status && begins) behind_ = false;
}

AtWork InstanceTurns::at_work(const CloudInstance& instance) const {
  AtWork work;
  if (instance.status() == "destroying") {
    work.destroy = true;
    return work;
  }
  bool asked = false;
  for (const auto& [call, ask] : instance.asks) {
    if (!ask.is_lifecycle()) continue;
    asked = true;
    if (ask.operation() == "start") work.start = true;
    if (ask.operation() == "stop") work.stop = true;
    if (ask.operation() == "destroy") work.destroy = true;
    if (ask.operation() == "reconcile") work.check = true;
  }
  if (!asked || behind_) work.check = true;
  // That of a stopped instance stops what was taken for gone and runs.
  if (work.check && instance.status() == "stopped") work.stop = true;
  return work;
}

}  // namespace scenarios::seen
