// Task<T>: a lazy coroutine. It runs when awaited, on the awaiter's scheduler, and its frame comes
// from the frame pool. The Task owns the frame: destroying a suspended Task destroys everything
// below it, deepest first.
//
// An exception that leaves the coroutine is thrown at the co_await. Not thread safe: a Task lives
// on one thread.
//
// g++ 12 miscompiles some co_await expressions: write `auto x = co_await name(...);`, `x = co_await
// …;`, `co_return co_await …;` or a bare statement, with names or scalars as arguments. A lint
// enforces it.
#pragma once

#include <coroutine>
#include <cstddef>
#include <exception>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>

#include "controller/base/frame_pool.h"

namespace controller {

template <class T = void>
class Task;

namespace detail {

// What a set of tasks that run side by side reports to.
struct Join {
  std::size_t remaining = 0;
  std::coroutine_handle<> waiter;
};

class PromiseBase {
 public:
  static void* operator new(std::size_t bytes) { return allocate_frame(bytes); }
  static void operator delete(void* frame, std::size_t bytes) noexcept { free_frame(frame, bytes); }

  std::suspend_always initial_suspend() noexcept { return {}; }

  struct FinalAwaiter {
    bool await_ready() noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> self) noexcept {
      return self.promise().next();
    }
    void await_resume() noexcept {}
  };
  FinalAwaiter final_suspend() noexcept { return {}; }
  void unhandled_exception() noexcept { exception_ = std::current_exception(); }

  void rethrow_if_failed() {
    if (exception_) std::rethrow_exception(std::exchange(exception_, nullptr));
  }

  // Exactly one of these is set before the task can finish asynchronously.
  std::coroutine_handle<> continuation;
  Join* join = nullptr;

 private:
  std::coroutine_handle<> next() noexcept {
    if (join != nullptr) {
      return --join->remaining == 0 && join->waiter ? join->waiter : std::noop_coroutine();
    }
    return continuation ? continuation : std::noop_coroutine();
  }

  std::exception_ptr exception_;
};

template <class T>
class Promise : public PromiseBase {
 public:
  Task<T> get_return_object() noexcept;
  template <class U = T>
  void return_value(U&& value) {
    value_.emplace(std::forward<U>(value));
  }
  T take() {
    rethrow_if_failed();
    return std::move(*value_);
  }

 private:
  std::optional<T> value_;
};

template <>
class Promise<void> : public PromiseBase {
 public:
  Task<void> get_return_object() noexcept;
  void return_void() noexcept {}
  void take() { rethrow_if_failed(); }
};

}  // namespace detail

template <class T>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::Promise<T>;
  using Handle = std::coroutine_handle<promise_type>;

  Task() = default;
  explicit Task(Handle handle) : handle_(handle) {}
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    if (this != &other) {
      reset();
      handle_ = std::exchange(other.handle_, nullptr);
    }
    return *this;
  }
  ~Task() { reset(); }

  // Runs the task up to its first suspension inside this call; a task that finishes there costs no
  // suspension, and a loop over such tasks no stack.
  auto operator co_await() && noexcept {
    struct Awaiter {
      Handle handle;
      bool await_ready() noexcept { return false; }
      bool await_suspend(std::coroutine_handle<> awaiting) {
        handle.resume();
        if (handle.done()) return false;
        handle.promise().continuation = awaiting;
        return true;
      }
      T await_resume() { return handle.promise().take(); }
    };
    return Awaiter{handle_};
  }

  // For the vocabulary built on Task (Scope, when_all), not for general use.
  [[nodiscard]] Handle handle() const { return handle_; }

 private:
  void reset() {
    if (handle_) std::exchange(handle_, nullptr).destroy();
  }

  Handle handle_;
};

namespace detail {
template <class T>
Task<T> Promise<T>::get_return_object() noexcept {
  return Task<T>(std::coroutine_handle<Promise<T>>::from_promise(*this));
}
inline Task<void> Promise<void>::get_return_object() noexcept {
  return Task<void>(std::coroutine_handle<Promise<void>>::from_promise(*this));
}
}  // namespace detail

// Runs all `tasks` side by side and resumes the awaiter when the last one is done. The first
// exception, in the order of the span, is thrown. The span and its tasks must outlive the wait.
class WhenAll {
 public:
  explicit WhenAll(std::span<Task<void>> tasks) : tasks_(tasks) {}
  WhenAll(const WhenAll&) = delete;
  WhenAll& operator=(const WhenAll&) = delete;

  bool await_ready() noexcept { return tasks_.empty(); }
  bool await_suspend(std::coroutine_handle<> awaiting) {
    join_.remaining =
        tasks_.size() + 1;  // one more, so that nothing resumes us while we are still starting
    for (Task<void>& task : tasks_) {
      task.handle().promise().join = &join_;
      task.handle().resume();
    }
    join_.waiter = awaiting;
    return --join_.remaining != 0;
  }
  void await_resume() {
    for (Task<void>& task : tasks_) task.handle().promise().take();
  }

 private:
  std::span<Task<void>> tasks_;
  detail::Join join_;
};
inline WhenAll when_all(std::span<Task<void>> tasks) { return WhenAll(tasks); }

}  // namespace controller
