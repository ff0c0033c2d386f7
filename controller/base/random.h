// The seam of chance: jitter and the choice of regions.
#pragma once

#include <cstdint>

namespace controller {

class Random {
 public:
  virtual ~Random() = default;
  // Evenly drawn from [0, bound). Precondition: bound > 0.
  virtual std::uint64_t below(std::uint64_t bound) = 0;
};

}  // namespace controller
