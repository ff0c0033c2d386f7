// One thread beside the loop, for calls that block. Jobs run one after the other, in the order in
// which they were given; their results come back to the loop's thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "controller/base/task.h"
#include "controller/base/wait.h"
#include "controller/posix/event_loop.h"

namespace controller::posix {

class Worker {
 public:
  // `loop` must outlive the worker.
  explicit Worker(EventLoop& loop);
  // Waits until all jobs that were given are done.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Runs `job` on the thread and waits for what it returns. Nothing when `token` was cancelled
  // before that: the job runs all the same, as it does when the task is destroyed. So it must own
  // what it uses, or know that it outlives the worker. It must not throw. Loop's thread.
  template <class T>
  Task<std::optional<T>> call(std::function<T()> job, CancelToken token = CancelToken());

 private:
  template <class T>
  struct Call {
    explicit Call(EventLoop& loop) : done(loop) {}
    std::optional<T> result;  // the thread's, until `done` is set on the loop's thread
    Event done;
  };

  void give(std::function<void()> job);
  void run();

  EventLoop& loop_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  bool ending_ = false;
  std::thread thread_;  // last: it uses all of the above
};

template <class T>
Task<std::optional<T>> Worker::call(std::function<T()> job, CancelToken token) {
  const auto call = std::make_shared<Call<T>>(loop_);
  give([call, job = std::move(job), &loop = loop_] {
    call->result = job();
    loop.post_from_anywhere([call] { call->done.set(); });
  });
  (void)co_await call->done.wait(token);
  if (!call->done.is_set()) co_return std::nullopt;
  co_return std::move(call->result);
}

}  // namespace controller::posix
