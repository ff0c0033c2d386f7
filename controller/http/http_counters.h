// How many requests were answered how, by route and status.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace controller {

class HttpCounters {
 public:
  struct Count {
    std::string_view route;
    int status = 0;
    std::uint64_t answers = 0;
  };

  // `route` must live as long as the counters. Allocates only for what is new.
  void count(std::string_view route, int status) {
    const auto found = std::ranges::find_if(counts_, [&](const Count& count) {
      return count.status == status && count.route == route;
    });
    if (found != counts_.end()) {
      ++found->answers;
    } else {
      counts_.push_back({route, status, 1});
    }
  }
  // In the order of their first time.
  [[nodiscard]] std::span<const Count> counts() const { return counts_; }

 private:
  std::vector<Count> counts_;
};

}  // namespace controller
