// A machine's wall clock: it runs with virtual time and can be moved apart from it.
#pragma once

#include <chrono>

#include "controller/base/wall_clock.h"
#include "sim/world/virtual_scheduler.h"

namespace sim {

class WallClock final : public controller::WallClock {
 public:
  // `start`: what it shows when virtual time begins. `time` must outlive the clock.
  WallClock(const VirtualScheduler& time, controller::WallTime start)
      : time_(time), offset_(start) {}

  [[nodiscard]] controller::WallTime now() const override {
    return offset_ + std::chrono::floor<std::chrono::milliseconds>(time_.now().time_since_epoch());
  }
  void jump(std::chrono::milliseconds by) { offset_ += by; }

  // The instant at which the clock, if left alone, shows `wall`.
  [[nodiscard]] Instant instant_of(controller::WallTime wall) const {
    return Instant(wall - offset_);
  }

 private:
  const VirtualScheduler& time_;
  controller::WallTime offset_;
};

}  // namespace sim
