// Waiting for a descriptor, in coroutines. Nothing is allocated by a wait. Loop's thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "controller/base/wait.h"
#include "controller/posix/event_loop.h"

namespace controller::posix {

enum class Side : std::uint8_t { reading, writing };
enum class Waited : std::uint8_t { ready, late, cancelled };

class DescriptorWatch {
 private:
  class State;

 public:
  // `number` stays the caller's and open for as long as the watch exists; both go on this thread.
  DescriptorWatch(EventLoop& loop, int number);
  ~DescriptorWatch();
  DescriptorWatch(const DescriptorWatch&) = delete;
  DescriptorWatch& operator=(const DescriptorWatch&) = delete;

  // False when the system has no means left to wait for one more descriptor. Nothing else may be
  // asked then.
  [[nodiscard]] bool works() const;

  // `co_await watch.ready(...)`: until a call on that side will not block, or the deadline has
  // come. To be asked only after a call would have blocked, or has taken all there was. One at a
  // time for each side.
  class Ready : private Waiter {
   public:
    Ready(DescriptorWatch& watch, Side side, Instant deadline, CancelToken token);
    ~Ready();
    Ready(const Ready&) = delete;
    Ready& operator=(const Ready&) = delete;

    bool await_ready();
    bool await_suspend(std::coroutine_handle<> handle);
    Waited await_resume();

   private:
    friend class State;
    struct Alarm : Timer {
      explicit Alarm(Ready* ready_in)
          : Timer([](Work& work) { static_cast<Alarm&>(work).ready->expire(); }), ready(ready_in) {}
      Ready* ready;
    };
    void expire();

    State& state_;
    Side side_;
    Instant deadline_;
    bool late_ = false;
    Alarm alarm_;
  };
  Ready ready(Side side, Instant deadline = kNever, CancelToken token = CancelToken()) {
    return Ready(*this, side, deadline, token);
  }

  // Calls `noticed` once when there is something to read, or the end, unless ready() is waiting for
  // that. What it noticed, ready() does not wait for again. Empty: no more of that.
  void notice_reading(std::function<void()> noticed);

 private:
  EventLoop& loop_;
  std::shared_ptr<State> state_;  // waits that were given up hold it for a while longer
};

}  // namespace controller::posix
