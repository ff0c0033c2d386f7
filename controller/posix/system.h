// The clock on the wall.
#pragma once

#include "controller/base/wall_clock.h"

namespace controller::posix {

class SystemWallClock final : public WallClock {
 public:
  [[nodiscard]] WallTime now() const override;
};

}  // namespace controller::posix
