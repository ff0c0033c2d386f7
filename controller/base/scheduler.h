// The one seam of time and order. All controller code runs on one Scheduler, on one thread; whoever
// implements it (virtual time in the bench, an event loop in the daemons) decides when and in which
// order.
#pragma once

#include <cstddef>
#include <cstdint>

#include "controller/base/intrusive_list.h"
#include "controller/base/time.h"

namespace controller {

// Something to run once, soon. It is linked into the scheduler while it waits and leaves by itself
// when destroyed.
class Work : public ListNode {
 public:
  using Run = void (*)(Work&);
  explicit Work(Run function) : run_(function) {}

  void run() { run_(*this); }

  // For the scheduler's own use: to whom the work belongs and what caused it. Others neither read
  // nor write them.
  std::uint32_t owner = 0;
  std::uint64_t cause = 0;

 private:
  Run run_;
};

class Scheduler;

// A Work that becomes ready at a deadline. Disarms itself when destroyed.
class Timer : public Work {
 public:
  explicit Timer(Run function) : Work(function) {}
  ~Timer() { disarm(); }

  [[nodiscard]] bool armed() const { return scheduler_ != nullptr; }
  // Also takes back a firing that is due but has not run yet.
  void disarm();

  // For the scheduler's own use: the timer's place among the others, and that its deadline has
  // come, to be said before it is queued as ready.
  std::size_t heap_index = 0;
  void mark_ready() { scheduler_ = nullptr; }

 private:
  friend class Scheduler;
  Scheduler* scheduler_ = nullptr;
};

class Scheduler {
 public:
  virtual ~Scheduler() = default;

  [[nodiscard]] virtual Instant now() const = 0;

  // Runs `work` after what is running now has returned, never inside this call. Work that is
  // already waiting stays where it is.
  virtual void post(Work& work) = 0;

  // Makes `timer` ready at `deadline` (at once if that is past). An armed timer is moved.
  void arm(Timer& timer, Instant deadline) {
    timer.disarm();
    timer.scheduler_ = this;
    arm_timer(timer, deadline);
  }

 protected:
  // Links `timer`, which is not armed.
  virtual void arm_timer(Timer& timer, Instant deadline) = 0;
  // Forgets `timer`, which this scheduler holds and which has not become ready.
  virtual void disarm_timer(Timer& timer) = 0;

 private:
  friend class Timer;
};

inline void Timer::disarm() {
  unlink();
  if (scheduler_ == nullptr) return;
  Scheduler* scheduler = scheduler_;
  scheduler_ = nullptr;
  scheduler->disarm_timer(*this);
}

}  // namespace controller
