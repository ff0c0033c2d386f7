// Running one command to its end.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "controller/base/child_process.h"
#include "controller/base/semaphore.h"
#include "controller/base/task.h"

namespace controller {

// Output of a command; shared, because whoever remembers it to compare it with the next need not
// copy it.
using SharedText = std::shared_ptr<const std::string>;

struct CommandResult {
  // The command could not be started: why, in one line. Nothing else is set then.
  std::string spawn_error;
  // Empty when the answer was given up before the child was reaped.
  std::optional<ExitStatus> exit;
  SharedText out;
  SharedText err;
  // A stream was longer than the cap; the rest was read and thrown away.
  bool output_capped = false;
  // The token was cancelled before the child had exited, so it was sent SIGTERM and, if need be,
  // SIGKILL.
  bool cancelled = false;
};

class CommandRunner {
 public:
  virtual ~CommandRunner() = default;

  // Runs `spec`, which must outlive the task, until the child is dead and reaped. `slot` is held as
  // long as the child exists: also when the answer had to be given up because the child would not
  // die (it was killed and yet not reaped).
  virtual Task<CommandResult> run(const SpawnSpec& spec, CancelToken token,
                                  Semaphore::Permit slot) = 0;
};

}  // namespace controller
