// Structured concurrency: tasks that run beside their owner and never outlive it.
//
//   scope.spawn(refresh());          starts soon, never inside this call
//   scope.cancel();                  tasks see scope.token() cancelled
//   co_await scope.join();           until the last one is done
//
// Destroying a Scope drops the frames of tasks still running: that is how a crash ends a process.
// An orderly owner cancels and joins first. A task that ends with an exception ends the program:
// errors are values.
#pragma once

#include <cstddef>

#include "controller/base/task.h"
#include "controller/base/wait.h"

namespace controller {

class Scope {
 public:
  explicit Scope(Scheduler& scheduler) : scheduler_(scheduler) {}
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;
  ~Scope();

  [[nodiscard]] CancelToken token() { return source_.token(); }
  [[nodiscard]] bool cancelled() const { return source_.cancelled(); }
  [[nodiscard]] std::size_t running() const { return running_; }

  void spawn(Task<void> task);
  void cancel() { source_.cancel(); }

  // `co_await scope.join()`: until no task runs.
  class Join : private Waiter {
   public:
    explicit Join(Scope& scope) : Waiter(scope.scheduler_, CancelToken()), scope_(scope) {}
    bool await_ready() noexcept { return scope_.running_ == 0; }
    void await_suspend(std::coroutine_handle<> handle) {
      suspend(handle);
      scope_.joiners_.push_back(*this);
    }
    void await_resume() noexcept {}

   private:
    friend class Scope;
    friend class IntrusiveList<Join>;
    Scope& scope_;
  };
  Join join() { return Join(*this); }

 private:
  // The coroutine that runs one spawned task; its frame holds the links.
  class Runner;
  class Member : public ListNode {};

  static Runner run(Scope* scope, Task<void> task);
  static void destroy(Member& member);
  void finished(Member& member);
  void reap();

  Scheduler& scheduler_;
  CancelSource source_;
  std::size_t running_ = 0;
  IntrusiveList<Member> active_;
  IntrusiveList<Member> done_;  // at their end, to be freed from outside their own frame
  IntrusiveList<Join> joiners_;
};

}  // namespace controller
