// What every awaitable of ours is made of: a coroutine that waits in some list, is woken through
// the scheduler and never inline, and can be given up by a cancel token.
#pragma once

#include <coroutine>

#include "controller/base/cancel.h"
#include "controller/base/scheduler.h"

namespace controller {

// One suspended coroutine. wake() may be called any number of times; the coroutine is resumed once.
// Destroying the waiter (with its coroutine's frame) takes it out of every list.
class Waiter : public ListNode {
 public:
  Waiter(Scheduler& scheduler, CancelToken token)
      : scheduler_(scheduler), token_(token), resume_(this), cancel_(this) {}

  [[nodiscard]] bool cancelled() const { return cancelled_; }

  void wake() { scheduler_.post(resume_); }

 protected:
  [[nodiscard]] Scheduler& scheduler() const { return scheduler_; }
  [[nodiscard]] CancelToken token() const { return token_; }

  // False, and marked as cancelled, when the token is cancelled already.
  bool suspend(std::coroutine_handle<> handle) {
    if (token_.cancelled()) {
      cancelled_ = true;
      return false;
    }
    handle_ = handle;
    cancel_.watch(token_);
    return true;
  }

 private:
  struct Resume : Work {
    explicit Resume(Waiter* waiter_in)
        : Work([](Work& work) { static_cast<Resume&>(work).waiter->resume(); }),
          waiter(waiter_in) {}
    Waiter* waiter;
  };
  struct Cancel : CancelCallback {
    explicit Cancel(Waiter* waiter_in)
        : CancelCallback(
              [](CancelCallback& callback) { static_cast<Cancel&>(callback).waiter->give_up(); }),
          waiter(waiter_in) {}
    Waiter* waiter;
  };

  void give_up() {
    if (resume_.linked()) return;  // woken before: what was waited for has happened
    cancelled_ = true;
    unlink();
    wake();
  }
  void resume() {
    cancel_.unlink();
    handle_.resume();
  }

  Scheduler& scheduler_;
  CancelToken token_;
  bool cancelled_ = false;
  std::coroutine_handle<> handle_;
  Resume resume_;
  Cancel cancel_;
};

// `co_await sleep(...)`: true when the time has passed, false when cancelled before.
class Sleep : private Waiter {
 public:
  Sleep(Scheduler& scheduler, Instant deadline, CancelToken token)
      : Waiter(scheduler, token), deadline_(deadline), timer_(this) {}

  bool await_ready() noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> handle) {
    if (!suspend(handle)) return false;
    scheduler().arm(timer_, deadline_);
    return true;
  }
  bool await_resume() {
    timer_.disarm();
    return !cancelled();
  }

 private:
  struct Alarm : Timer {
    explicit Alarm(Sleep* sleep_in)
        : Timer([](Work& work) { static_cast<Alarm&>(work).sleep->wake(); }), sleep(sleep_in) {}
    Sleep* sleep;
  };

  Instant deadline_;
  Alarm timer_;
};

inline Sleep sleep_until(Scheduler& scheduler, Instant deadline,
                         CancelToken token = CancelToken()) {
  return Sleep(scheduler, deadline, token);
}
inline Sleep sleep(Scheduler& scheduler, Duration span, CancelToken token = CancelToken()) {
  return Sleep(scheduler, scheduler.now() + span, token);
}

// Something that happens once. Waiting after it happened returns at once.
class Event {
 public:
  explicit Event(Scheduler& scheduler) : scheduler_(scheduler) {}

  [[nodiscard]] bool is_set() const { return set_; }
  void set() {
    set_ = true;
    while (!waiters_.empty()) waiters_.pop_front().wake();
  }

  // `co_await event.wait(token)`: true when it happened, false when cancelled before.
  class Wait : private Waiter {
   public:
    Wait(Event& event, CancelToken token) : Waiter(event.scheduler_, token), event_(event) {}
    bool await_ready() noexcept { return event_.set_; }
    bool await_suspend(std::coroutine_handle<> handle) {
      if (!suspend(handle)) return false;
      event_.waiters_.push_back(*this);
      return true;
    }
    bool await_resume() { return !cancelled(); }

   private:
    friend class Event;
    friend class IntrusiveList<Wait>;
    Event& event_;
  };
  Wait wait(CancelToken token = CancelToken()) { return Wait(*this, token); }

 private:
  Scheduler& scheduler_;
  bool set_ = false;
  IntrusiveList<Waiter> waiters_;
};

}  // namespace controller
