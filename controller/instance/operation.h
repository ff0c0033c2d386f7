// What a start, a stop, a destroy or a check works with: the instance's memory, and a bounded
// series of calls to Fly.
#pragma once

#include <string>
#include <utility>

#include "controller/base/deadline.h"
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

// While it lives, the operation's calls end after `span` at most. The operation outlives it.
class Within {
 public:
  Within(Operation& operation, Duration span)
      : operation_(operation),
        deadline_(operation.scheduler, span, operation.token),
        whole_(std::exchange(operation.token, deadline_.token())) {}
  Within(const Within&) = delete;
  Within& operator=(const Within&) = delete;
  ~Within() { operation_.token = whole_; }

 private:
  Operation& operation_;
  Deadline deadline_;
  CancelToken whole_;
};

inline Trouble given_up() { return Trouble{409, "the instance is being destroyed"}; }

}  // namespace controller::instance
