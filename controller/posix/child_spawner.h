// ProcessSpawner over real processes: launches, drains, reaps.
//
// SIGCHLD is this class's: it reaps every child of the process, those too that it did not start. It
// makes the process the one that orphans among its descendants go to, so that a group is seen to be
// gone whatever the first process of the system does. One in a process. All on the loop's thread.
#pragma once

#include <chrono>
#include <memory>

#include "controller/base/child_process.h"
#include "controller/base/log.h"
#include "controller/posix/event_loop.h"

namespace controller::posix {

// The end of a killed group that is not gone after this is told all the same (G5): it is stuck in
// the kernel, or its dead wait for a living parent outside the group.
inline constexpr Duration kGroupPatience = std::chrono::seconds(5);

class ChildSpawner final : public ProcessSpawner {
 public:
  // Forks the watchdog (see watchdog.h): to be made before any thread. `loop` must outlive it. The
  // error is one line.
  static Result<std::unique_ptr<ChildSpawner>, std::string> start(
      EventLoop& loop, Duration group_patience = kGroupPatience);
  // Kills and reaps what is left.
  ~ChildSpawner() override;

  // Where it tells what is wrong with a group that does not die, and with the watchdog; nowhere
  // until this is called. `log` must exist for as long as the loop runs.
  void report_to(Log& log);

  Result<std::unique_ptr<ChildProcess>, std::string> spawn(const SpawnSpec& spec,
                                                           ChildEvents& events) override;

 private:
  class State;
  class Handle;

  explicit ChildSpawner(std::shared_ptr<State> state);

  std::shared_ptr<State> state_;
};

}  // namespace controller::posix
