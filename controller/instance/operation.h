// What a start, a stop, a destroy or a check works with: the instance's memory, and a bounded
// series of calls to Fly.
#pragma once

#include <string>

#include "controller/base/log.h"
#include "controller/base/random.h"
#include "controller/base/wait.h"
#include "controller/base/wall_clock.h"
#include "controller/fly/session.h"
#include "controller/instance/config.h"
#include "controller/instance/memory.h"

namespace controller::instance {

// All must outlive the operation.
struct Operation {
  Scheduler& scheduler;
  WallClock& wall_clock;
  Random& random;
  Log& log;
  const InstanceConfig& config;
  const std::string& controller_token;  // of the machine
  Memory& memory;
  fly::Session& fly;
  CancelToken token;  // the operation is to end: the instance is being destroyed

  [[nodiscard]] const InstanceState& state() const { return memory.state(); }
  InstanceState& change() const { return memory.change(); }
};

inline Trouble given_up() { return Trouble{409, "the instance is being destroyed"}; }

}  // namespace controller::instance
