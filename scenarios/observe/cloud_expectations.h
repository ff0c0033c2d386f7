// What CloudObserver judges of a scenario's expectations: each at its moment, after everything of
// that moment has happened.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/observe/cloud_observer.h"

namespace scenarios {

class CloudObserver::Expectations final : public seen::CloudJudge {
 public:
  // `scenario` must outlive it.
  Expectations(const Scenario& scenario, const std::shared_ptr<seen::CloudHub>& hub);

  [[nodiscard]] std::vector<UnmetExpectation> unmet() const;

 private:
  class Judge;

  void fly_answered(const seen::CloudInstance& instance, const seen::FlyCall& call) override;
  void quiet(Instant until) override;
  void over(Instant end) override;
  [[nodiscard]] const seen::CloudInstance* of_user(const std::string& user) const;

  // In MB, as an instance has set it last; empty: none has.
  [[nodiscard]] std::string memory_of(const std::string& machine) const;

  const Scenario& scenario_;
  std::multimap<Instant, std::size_t> due_;  // indexes of `expect`
  std::map<std::size_t, std::string> unmet_;
  std::map<std::string, std::string> sizes_;  // of machines, by id: as FlyCalled has them
};

}  // namespace scenarios
