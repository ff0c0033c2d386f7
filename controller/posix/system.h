// The clock on the wall, and chance, as the system has them.
#pragma once

#include "controller/base/random.h"
#include "controller/base/wall_clock.h"

namespace controller::posix {

class SystemWallClock final : public WallClock {
 public:
  [[nodiscard]] WallTime now() const override;
};

// Of getrandom(2).
class SystemRandom final : public Random {
 public:
  std::uint64_t below(std::uint64_t bound) override;
};

}  // namespace controller::posix
