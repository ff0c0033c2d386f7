// A simulated process: the scheduler that its code runs on. It can be cut off from the world for
// good: from then on nothing it posts or arms has any effect, so that the frames dropped afterwards
// act on nothing (contract S7).
#pragma once

#include <string>

#include "controller/base/scheduler.h"
#include "sim/world/virtual_scheduler.h"

namespace sim {

class Process final : public controller::Scheduler {
 public:
  // `id` is unique in the world and never reused.
  Process(VirtualScheduler& time, Owner id, std::string name)
      : time_(time), id_(id), name_(std::move(name)) {}

  [[nodiscard]] Owner id() const { return id_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] bool alive() const { return alive_; }

  // To be called from the world's own work, never while code of this process is on the stack.
  void cut_off() {
    alive_ = false;
    time_.drop(id_);
  }

  [[nodiscard]] Instant now() const override { return time_.now(); }
  void post(Work& work) override {
    if (alive_) time_.post(id_, work);
  }

 protected:
  void arm_timer(Timer& timer, Instant deadline) override {
    if (alive_) {
      time_.arm(id_, timer, deadline);
    } else {
      timer.mark_ready();  // never fires
    }
  }
  void disarm_timer(Timer& timer) override { time_.disarm(timer); }

 private:
  VirtualScheduler& time_;
  Owner id_;
  std::string name_;
  bool alive_ = true;
};

}  // namespace sim
