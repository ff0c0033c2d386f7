// Keys of the cache that approvals have to erase: F6 and F7.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "scenarios/invariants/support/cloud_judge.h"

namespace scenarios::seen {

class ErasureJudge : public CloudJudge {
 public:
  using CloudJudge::CloudJudge;

 protected:
  // The approval was carried out, or nobody knows.
  void owe(const CloudInstance& instance, const Ask& ask);

 private:
  // A deletion takes 2 s at most, and is then given up.
  static constexpr Duration kPatience = std::chrono::seconds(3);
  struct Owed {
    Instant since{};
    std::string ask;
  };

  void key_value(const CloudInstance& instance, const sim::KeyValueCalled& call) override;
  void ended(const CloudInstance& instance) override;
  void quiet(Instant until) override;

  std::map<std::pair<std::string, Kind>, Owed> owed_;
};

}  // namespace scenarios::seen
