#include "scenarios/observe/cloud_observer.h"

#include "scenarios/observe/cloud_expectations.h"
#include "scenarios/observe/cloud_metrics.h"
#include "scenarios/observe/cloud_situations.h"

namespace scenarios {

CloudObserver::CloudObserver(const Scenario& scenario, const std::shared_ptr<seen::CloudHub>& run)
    : metrics_(std::make_unique<Metrics>(run)),
      situations_(std::make_unique<Situations>(run)),
      expectations_(std::make_unique<Expectations>(scenario, run)) {}

CloudObserver::~CloudObserver() = default;

std::map<std::string, std::int64_t> CloudObserver::metrics() const { return metrics_->all(); }

std::map<std::string, std::uint64_t> CloudObserver::situations() const {
  return situations_->all();
}

std::vector<UnmetExpectation> CloudObserver::unmet() const { return expectations_->unmet(); }

}  // namespace scenarios
