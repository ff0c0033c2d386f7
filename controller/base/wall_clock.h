// The seam of civil time: what a calendar on the wall shows. It may jump in either direction at any
// moment (suspend and resume, an operator), so nothing but expiry and displayed times depends on
// it.
#pragma once

#include "controller/base/time.h"

namespace controller {

class WallClock {
 public:
  virtual ~WallClock() = default;
  [[nodiscard]] virtual WallTime now() const = 0;
};

}  // namespace controller
