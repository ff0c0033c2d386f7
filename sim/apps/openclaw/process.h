// This process as the kernel's: signals that arrive as events, and an end by a signal.
#pragma once

#include <optional>

#include "controller/base/child_process.h"
#include "sim/apps/openclaw/state_dir.h"

namespace sim::fake {

// From its making on SIGTERM, SIGINT and SIGHUP wait to be taken.
class Signals {
 public:
  Signals();
  [[nodiscard]] int fd() const { return fd_.number(); }
  std::optional<int> take();

 private:
  Fd fd_;
};

// Answers the exit code; does not return when it is a signal that ends the process.
int end_as(const controller::ExitStatus& status);

}  // namespace sim::fake
