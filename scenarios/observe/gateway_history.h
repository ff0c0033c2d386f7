// The states that the supervisor has shown, and when.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/trace/event.h"

namespace scenarios {

using controller::Instant;

class GatewayHistory {
 public:
  void observe(const sim::Event& event);

  struct Entry {
    Instant since;
    std::string state;
  };
  // Nothing when there is no controller, or it has not shown a state yet.
  [[nodiscard]] std::optional<Entry> at(Instant at) const;

 private:
  void note(Instant at, std::string state);

  std::vector<Entry> entries_;  // an empty state: the controller ended
};

}  // namespace scenarios
