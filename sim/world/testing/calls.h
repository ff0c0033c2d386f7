// Work and timers for tests: each runs a function.
#pragma once

#include <functional>
#include <utility>

#include "controller/base/scheduler.h"

namespace sim {

template <class Base>
struct Calls : Base {
  explicit Calls(std::function<void()> function_in)
      : Base([](controller::Work& work) { static_cast<Calls&>(work).function(); }),
        function(std::move(function_in)) {}
  std::function<void()> function;
};
using Job = Calls<controller::Work>;
using Alarm = Calls<controller::Timer>;

}  // namespace sim
