// The Scheduler of the daemons: real monotonic time, and an asio io_context for descriptors. One
// thread, the one that calls run(), owns it and all that runs on it; only post_from_anywhere() and
// its like may be called on other threads.
#pragma once

#include <functional>
#include <memory>

#include "controller/base/scheduler.h"
#include "controller/base/timer_heap.h"

namespace boost::asio {
class io_context;
}

namespace controller::posix {

class EventLoop final : public Scheduler {
 public:
  EventLoop();
  ~EventLoop() override;

  // Of CLOCK_MONOTONIC.
  [[nodiscard]] Instant now() const override;
  void post(Work& work) override { enqueue(work); }

  // Runs until stop() is called.
  void run();
  void stop() { stopped_ = true; }

  // Runs `function` on the loop's thread, soon. From any thread, as long as the loop exists.
  void post_from_anywhere(std::function<void()> function);

  // For the parts of posix/ that wait for descriptors. Handlers run on the loop's thread.
  [[nodiscard]] boost::asio::io_context& context() { return *context_; }

 protected:
  void arm_timer(Timer& timer, Instant deadline) override;
  void disarm_timer(Timer& timer) override;

 private:
  class Alarm;

  void enqueue(Work& work);
  void queue_due_timers();
  void run_ready();
  void await_handler();

  std::unique_ptr<boost::asio::io_context> context_;
  std::unique_ptr<Alarm> alarm_;
  IntrusiveList<Work> ready_;
  TimerHeap timers_;
  bool stopped_ = false;
};

}  // namespace controller::posix
