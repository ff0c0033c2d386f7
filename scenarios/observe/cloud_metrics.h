// What CloudObserver counts.
#pragma once

#include <map>
#include <set>
#include <string>

#include "scenarios/format/metrics.h"
#include "scenarios/observe/cloud_observer.h"
#include "scenarios/observe/named_counts.h"

namespace scenarios {

class CloudObserver::Metrics final : public seen::CloudJudge {
 public:
  explicit Metrics(const std::shared_ptr<seen::CloudHub>& hub);

  [[nodiscard]] auto all() const { return counts_.all(); }

 private:
  void ended(const seen::CloudInstance& instance) override;
  void asked(const seen::CloudInstance& instance, const seen::Ask& ask) override;
  void answered(const seen::CloudInstance& instance, const seen::Ask& ask,
                const sim::InstanceAnswered& reply) override;
  void fly_called(const seen::CloudInstance& instance, const seen::FlyCall& call) override;
  void fly_answered(const seen::CloudInstance& instance, const seen::FlyCall& call) override;
  void controller_called(const seen::CloudInstance& instance,
                         const seen::ControllerCall& request) override;
  void key_value(const seen::CloudInstance& instance, const sim::KeyValueCalled& call) override;
  void machine_changed(const seen::CloudMachine& machine) override;
  void volume_changed(const seen::CloudVolume& volume) override;
  void quiet(Instant until) override;

  NamedCounts<kCloudMetrics, std::int64_t> counts_;
  bool machines_changed_ = false;  // since it was last quiet
  std::int64_t live_max_ = 0;      // the most live machines that an instance had
};

}  // namespace scenarios
