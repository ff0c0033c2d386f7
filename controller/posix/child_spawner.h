// ProcessSpawner over real processes: launches, drains, reaps.
//
// SIGCHLD is this class's: it reaps every child of the process, those too that it did not start
// (as the first process of a container has to). One in a process. All on the loop's thread.
#pragma once

#include <memory>

#include "controller/base/child_process.h"
#include "controller/posix/event_loop.h"

namespace controller::posix {

class ChildSpawner final : public ProcessSpawner {
 public:
  // Forks the watchdog (see watchdog.h): to be made before any thread. `loop` must outlive it. The
  // error is one line.
  static Result<std::unique_ptr<ChildSpawner>, std::string> start(EventLoop& loop);
  // Kills and reaps what is left.
  ~ChildSpawner() override;

  Result<std::unique_ptr<ChildProcess>, std::string> spawn(const SpawnSpec& spec,
                                                           ChildEvents& events) override;

 private:
  class State;
  class Running;
  class Handle;

  explicit ChildSpawner(std::shared_ptr<State> state);

  std::shared_ptr<State> state_;
};

}  // namespace controller::posix
