// How often each fault rule of a scenario struck.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "scenarios/format/scenario.h"
#include "sim/trace/event.h"

namespace scenarios {

class FaultCounts final : public sim::EventSink {
 public:
  // Every rule of the scenario begins at 0.
  explicit FaultCounts(const Scenario& scenario) {
    for (const auto& rule : scenario.faults) counts_[rule.name] = 0;
    for (const auto& rule : scenario.cloud_faults) counts_[rule.name] = 0;
  }

  // What the world does of itself, such as a hook that throws at a line, is no rule.
  void on_event(const sim::Event& event) override {
    const auto* fault = std::get_if<sim::FaultInjected>(&event.body);
    const auto found = fault == nullptr ? counts_.end() : counts_.find(fault->rule);
    if (found != counts_.end()) ++found->second;
  }

  [[nodiscard]] const std::map<std::string, std::uint64_t>& counts() const { return counts_; }

 private:
  std::map<std::string, std::uint64_t> counts_;
};

}  // namespace scenarios
