// Counts a cloud run, notices its situations, and judges what its scenario expects of instances and
// of Fly; see metrics.h, situations.h and expectations.h. From events alone.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "scenarios/format/scenario.h"
#include "scenarios/invariants/support/cloud_judge.h"
#include "scenarios/runner/result.h"

namespace scenarios {

class CloudObserver {
 public:
  // `scenario` must outlive it. `run` tells what happens; the rest is asked when it is over.
  CloudObserver(const Scenario& scenario, const std::shared_ptr<seen::CloudHub>& run);
  ~CloudObserver();

  // Every one of kCloudMetrics and kCloudSituations.
  [[nodiscard]] std::map<std::string, std::int64_t> metrics() const;
  [[nodiscard]] std::map<std::string, std::uint64_t> situations() const;
  // Expectations of cloud scenarios alone, in the order of `expect`.
  [[nodiscard]] std::vector<UnmetExpectation> unmet() const;

 private:
  class Metrics;
  class Situations;
  class Expectations;
  std::unique_ptr<Metrics> metrics_;
  std::unique_ptr<Situations> situations_;
  std::unique_ptr<Expectations> expectations_;
};

}  // namespace scenarios
