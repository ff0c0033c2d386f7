// CommandRunner over the child process seam: collects capped output and ends children that are no
// longer wanted.
#pragma once

#include <chrono>
#include <map>

#include "controller/base/command_runner.h"

namespace controller {

struct CommandLimits {
  std::size_t output_bytes_max = std::size_t{1} << 20U;  // per stream
  Duration term_grace = std::chrono::seconds(2);         // from SIGTERM to SIGKILL
  Duration reap_grace =
      std::chrono::seconds(1);  // from SIGKILL until the caller gets its answer anyway
};

// Tasks returned by run() and drain() must be gone before the runner is, and the semaphore of the
// slots must outlive it. Destroying it drops the children that are left. A caller that leaves
// leaves its child running: cancel its token too.
class ChildCommandRunner final : public CommandRunner {
 public:
  ChildCommandRunner(Scheduler& scheduler, ProcessSpawner& spawner,
                     CommandLimits limits = CommandLimits());
  ~ChildCommandRunner() override;

  Task<CommandResult> run(const SpawnSpec& spec, CancelToken token,
                          Semaphore::Permit slot) override;

  // Until no child is left, or the token is cancelled. Cancel the calls first.
  Task<void> drain(CancelToken token = CancelToken());

 private:
  class Call;

  void forget(std::uint64_t id);

  Scheduler& scheduler_;
  ProcessSpawner& spawner_;
  CommandLimits limits_;
  std::uint64_t next_id_ = 0;
  std::map<std::uint64_t, std::shared_ptr<Call>> calls_;  // children that exist
  std::optional<Event> drained_;                          // while somebody waits for the last child
};

}  // namespace controller
