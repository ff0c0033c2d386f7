#include "controller/base/scope.h"

#include <exception>

namespace controller {

class Scope::Runner {
 public:
  class promise_type : public Member {
   public:
    promise_type(Scope* scope, Task<void>& /*task*/) : scope_(scope), start_(this) {}

    static void* operator new(std::size_t bytes) { return allocate_frame(bytes); }
    static void operator delete(void* frame, std::size_t bytes) noexcept {
      free_frame(frame, bytes);
    }

    Runner get_return_object() noexcept { return Runner(*this); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    auto final_suspend() noexcept {
      struct Final {
        bool await_ready() noexcept { return false; }
        void await_suspend(std::coroutine_handle<promise_type> self) noexcept {
          self.promise().scope_->finished(self.promise());
        }
        void await_resume() noexcept {}
      };
      return Final{};
    }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { std::terminate(); }

    std::coroutine_handle<promise_type> handle() {
      return std::coroutine_handle<promise_type>::from_promise(*this);
    }
    Work& start() { return start_; }

   private:
    struct Start : Work {
      explicit Start(promise_type* promise_in)
          : Work([](Work& work) { static_cast<Start&>(work).promise->handle().resume(); }),
            promise(promise_in) {}
      promise_type* promise;
    };

    Scope* scope_;
    Start start_;
  };

  explicit Runner(promise_type& promise) : promise_(promise) {}
  promise_type& promise() { return promise_; }

 private:
  promise_type& promise_;
};

// The local lets go of the task's frame, and of the arguments in it, at the end of the task. The
// parameter would keep them until the runner itself is freed.
Scope::Runner Scope::run(Scope* /*scope*/, Task<void> task) {
  Task<void> own = std::move(task);
  co_await std::move(own);
}

void Scope::destroy(Member& member) {
  static_cast<Runner::promise_type&>(member).handle().destroy();
}

void Scope::spawn(Task<void> task) {
  reap();
  Runner runner = run(this, std::move(task));
  active_.push_back(runner.promise());
  ++running_;
  scheduler_.post(runner.promise().start());
}

void Scope::finished(Member& member) {
  member.unlink();
  done_.push_back(member);
  if (--running_ > 0) return;
  while (!joiners_.empty()) joiners_.pop_front().wake();
}

void Scope::reap() {
  while (!done_.empty()) destroy(done_.pop_front());
}

Scope::~Scope() {
  reap();
  while (!active_.empty()) destroy(active_.pop_front());
}

}  // namespace controller
