#include "scenarios/observe/cloud_metrics.h"

#include <algorithm>
#include <utility>

namespace scenarios {

using seen::Ask;
using seen::CloudInstance;
using seen::FlyCall;

CloudObserver::Metrics::Metrics(const std::shared_ptr<seen::CloudHub>& hub) : CloudJudge("", hub) {}

void CloudObserver::Metrics::ended(const CloudInstance& /*instance*/) {
  counts_.add("instance_crashes");
}

void CloudObserver::Metrics::asked(const CloudInstance& /*instance*/, const Ask& ask) {
  if (ask.operation() == "start") counts_.add("starts");
}

void CloudObserver::Metrics::answered(const CloudInstance& /*instance*/, const Ask& ask,
                                      const sim::InstanceAnswered& reply) {
  if (ask.operation() != "start") return;
  if (reply.status != 200) counts_.add("starts_failed");
  counts_.raise("calls_per_start_max", static_cast<std::int64_t>(ask.calls.size()));
}

void CloudObserver::Metrics::fly_called(const CloudInstance& /*instance*/, const FlyCall& call) {
  counts_.add("fly_calls");
  counts_.add_part("fly_calls", call.operation());
}

void CloudObserver::Metrics::fly_answered(const CloudInstance& /*instance*/, const FlyCall& call) {
  if (call.answer->status == 0) counts_.add("fly_unanswered");
  if (call.answer->status >= 400) counts_.add("fly_refusals");
}

void CloudObserver::Metrics::controller_called(const CloudInstance& /*instance*/,
                                               const seen::ControllerCall& /*request*/) {
  counts_.add("controller_calls");
}

void CloudObserver::Metrics::key_value(const CloudInstance& /*instance*/,
                                       const sim::KeyValueCalled& /*call*/) {
  counts_.add("kv_calls");
}

void CloudObserver::Metrics::machine_changed(const seen::CloudMachine& machine) {
  machines_changed_ = true;
  if (!news().old_machine && machine.now.why == "api") counts_.add("machines_made");
}

void CloudObserver::Metrics::volume_changed(const seen::CloudVolume& volume) {
  if (news().old_volume || volume.now.why != "api") return;
  counts_.add("volumes_made");
  if (!volume.now.source.empty()) counts_.add("forks_made");
}

void CloudObserver::Metrics::quiet(Instant /*until*/) {
  if (!std::exchange(machines_changed_, false)) return;
  for (const CloudInstance* instance : cloud().touched()) {
    const auto live = std::ranges::count_if(instance->machines, [this](const std::string& one) {
      return cloud().machine(one)->live();
    });
    if (live <= live_max_) continue;
    live_max_ = live;
    counts_.set("live_machines_max", live);
  }
}

}  // namespace scenarios
