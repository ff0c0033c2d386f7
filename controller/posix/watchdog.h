// Ends the children of a daemon that was killed with SIGKILL.
//
// A tiny process, forked from the daemon when it starts, reads from a pipe which process groups
// exist. The daemon's death closes the pipe, and the watchdog kills the groups that are left.
// PR_SET_PDEATHSIG alone would miss grandchildren.
#pragma once

#include <sys/types.h>

#include <string>

#include "controller/base/result.h"
#include "controller/posix/file_descriptor.h"

namespace controller::posix {

class Watchdog {
 public:
  // Forks: to be called before any thread exists. The error is one line.
  static Result<Watchdog, std::string> start();

  Watchdog(Watchdog&&) noexcept = default;
  Watchdog& operator=(Watchdog&&) noexcept = default;
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;
  // Groups that are still noted are killed. Waits for the watchdog's end.
  ~Watchdog();

  // The end of the pipe to give to note().
  [[nodiscard]] int pipe() const { return pipe_.number(); }
  // Its process id.
  [[nodiscard]] pid_t pid() const { return pid_; }

  // A child notes its own group before it becomes another program, so that there is no moment at
  // which it exists unnoted. Async-signal-safe; false when the watchdog is gone.
  static bool note(int pipe, pid_t group);
  // It has ended and was reaped: nothing is told to it, or waited for, any more.
  void mark_reaped();
  // To be called while the group's leader is not reaped, so that its number is not another's.
  void forget(pid_t group) const;

 private:
  Watchdog(FileDescriptor pipe, pid_t pid) : pipe_(std::move(pipe)), pid_(pid) {}

  FileDescriptor pipe_;
  pid_t pid_ = -1;
};

}  // namespace controller::posix
