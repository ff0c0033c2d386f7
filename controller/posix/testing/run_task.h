// Runs one task on an event loop, until it is done.
#pragma once

#include <optional>
#include <utility>

#include "controller/base/scope.h"
#include "controller/posix/event_loop.h"

namespace controller::posix::testing {

template <class T>
Task<void> keep_result(EventLoop& loop, Task<T> task, std::optional<T>& result) {
  result = co_await std::move(task);
  loop.stop();
}

template <class T>
T run_task(EventLoop& loop, Task<T> task) {
  std::optional<T> result;
  Scope scope(loop);
  scope.spawn(keep_result(loop, std::move(task), result));
  loop.run();
  return std::move(*result);
}

}  // namespace controller::posix::testing
