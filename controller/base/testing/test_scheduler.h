// A scheduler for unit tests: time stands still until the test moves it. Tests of controller/
// cannot use the bench's virtual time, because dependencies run the other way.
#pragma once

#include <algorithm>
#include <functional>
#include <vector>

#include "controller/base/scheduler.h"

namespace controller::testing {

class TestScheduler final : public Scheduler {
 public:
  [[nodiscard]] Instant now() const override { return now_; }
  void post(Work& work) override {
    if (!work.linked()) ready_.push_back(work);
  }

  // Runs what is ready, and what becomes ready by that; time does not move.
  void run_ready() {
    for (;;) {
      while (!ready_.empty()) take().run();
      if (!fire(now_)) return;
    }
  }
  // Moves time on by `span`, from deadline to deadline; what is due at the end is included.
  void advance(Duration span) {
    const Instant end = now_ + span;
    run_ready();
    for (Instant next = next_deadline(); next <= end; next = next_deadline()) {
      now_ = next;
      run_ready();
    }
    now_ = end;
  }
  // Makes timers due at this instant without running them: the test of "at the very tick".
  void make_due(Duration span) {
    now_ += span;
    while (fire(now_)) {
    }
  }

  // Instead of first come, first served: the index of the next among the first `count` ready ones.
  void set_pick(std::function<std::size_t(std::size_t count)> pick) { pick_ = std::move(pick); }

  [[nodiscard]] std::size_t armed() const { return timers_.size(); }
  [[nodiscard]] bool idle() const { return ready_.empty() && timers_.empty(); }
  // kNever when no timer is armed.
  [[nodiscard]] Instant next_deadline() const {
    Instant earliest = kNever;
    for (const Armed& armed : timers_) earliest = std::min(earliest, armed.deadline);
    return earliest;
  }

 protected:
  void arm_timer(Timer& timer, Instant deadline) override {
    timers_.push_back({&timer, std::max(deadline, now_)});
  }
  void disarm_timer(Timer& timer) override {
    std::erase_if(timers_, [&timer](const Armed& armed) { return armed.timer == &timer; });
  }

 private:
  struct Armed {
    Timer* timer;
    Instant deadline;
  };

  // Queues the first timer that is due at `instant`; false when there is none.
  bool fire(Instant instant) {
    const auto due = std::ranges::find_if(
        timers_, [instant](const Armed& armed) { return armed.deadline <= instant; });
    if (due == timers_.end()) return false;
    Timer& timer = *due->timer;
    timers_.erase(due);
    timer.mark_ready();
    ready_.push_back(timer);
    return true;
  }
  Work& take() {
    if (!pick_) return ready_.pop_front();
    std::size_t count = 0;
    for (Work* work = ready_.first(); work != nullptr; work = ready_.next(*work)) ++count;
    Work* work = ready_.first();
    for (std::size_t skip = pick_(count); skip > 0; --skip) work = ready_.next(*work);
    work->unlink();
    return *work;
  }

  Instant now_{};
  IntrusiveList<Work> ready_;
  std::vector<Armed> timers_;  // in the order of arming
  std::function<std::size_t(std::size_t)> pick_;
};

}  // namespace controller::testing
