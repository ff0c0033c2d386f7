// What CloudObserver notices.
#pragma once

#include <map>
#include <set>
#include <string>

#include "scenarios/format/situations.h"
#include "scenarios/observe/cloud_observer.h"
#include "scenarios/observe/named_counts.h"

namespace scenarios {

class CloudObserver::Situations final : public seen::CloudJudge {
 public:
  explicit Situations(const std::shared_ptr<seen::CloudHub>& hub);

  [[nodiscard]] auto all() const { return counts_.all(); }

 private:
  void any(const sim::Event& event) override;
  void started(const seen::CloudInstance& instance) override;
  void stored(const seen::CloudInstance& instance, const sim::InstanceStored& now) override;
  void asked(const seen::CloudInstance& instance, const seen::Ask& ask) override;
  void answered(const seen::CloudInstance& instance, const seen::Ask& ask,
                const sim::InstanceAnswered& reply) override;
  void fly_called(const seen::CloudInstance& instance, const seen::FlyCall& call) override;
  void fly_answered(const seen::CloudInstance& instance, const seen::FlyCall& call) override;
  void controller_answered(const seen::CloudInstance& instance,
                           const seen::ControllerCall& request) override;
  void key_value(const seen::CloudInstance& instance, const sim::KeyValueCalled& call) override;
  void machine_changed(const seen::CloudMachine& machine) override;
  void volume_changed(const seen::CloudVolume& volume) override;
  void refused(const sim::FlyAnswered& answer);
  void looked_up(const seen::CloudInstance& instance, const seen::FlyCall& call);
  void note_late(const std::string& maker, const char* operation);

  NamedCounts<kCloudSituations, std::uint64_t> counts_;
  std::set<std::string> begun_;                      // instances
  std::set<std::string> starting_;                   // instances with a start under way
  std::map<std::string, std::string> failed_;        // by instance: the call that failed last
  std::set<std::string> told_;                       // machines that a create told to its caller
  std::map<std::string, std::string> last_machine_;  // by instance: the last one that it knew
};

}  // namespace scenarios
