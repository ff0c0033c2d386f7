#include "controller/posix/system.h"

#include <chrono>

namespace controller::posix {

WallTime SystemWallClock::now() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace controller::posix
