// Token buckets, one for each pair of an action and what it is about.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "controller/base/time.h"

namespace sim {

class RateLimiter {
 public:
  struct Rate {
    std::int64_t per_second = 1;
    std::int64_t burst = 1;
  };

  // Takes a token; false when there is none.
  bool admits(std::string_view action, std::string_view subject, Rate rate,
              controller::Instant now);

 private:
  struct Bucket {
    std::int64_t micro_tokens = 0;
    controller::Instant filled;
  };
  std::map<std::pair<std::string, std::string>, Bucket> buckets_;
};

}  // namespace sim
