// Which version of the gateway is installed: asks its command line, once it has answered never
// again (a new version means a new machine image, and so a new controller).
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "controller/base/command_runner.h"
#include "controller/base/scope.h"

namespace controller {

struct GatewayVersion {
  std::string version;                // "2026.3.13"
  std::optional<std::string> commit;  // "61d171a"
  bool operator==(const GatewayVersion&) const = default;
};

// From what `--version` prints, e.g. `OpenClaw 2026.3.13 (61d171a)`, perhaps among banner lines.
// Nothing when no line looks like that. Pure.
std::optional<GatewayVersion> parse_version(std::string_view out);

class VersionProbe {
 public:
  // `slot`: one permit, so that a command that will not die keeps the next one from starting. It
  // must outlive the runner, and all three the probe.
  VersionProbe(Scheduler& scheduler, CommandRunner& runner, Semaphore& slot, SpawnSpec command,
               Duration timeout = std::chrono::seconds(5));

  // Nothing when the command fails, takes too long or stop() was called; then the next call tries
  // again. Callers at the same time share one command. It takes no CLI slot (C4).
  Task<std::optional<GatewayVersion>> get();

  // No command is started any more, a running one is ended, and its callers are answered at once.
  void stop();
  // Returns when no command of this probe is awaited any more.
  Task<void> stopped();

 private:
  Task<void> ask();

  Scheduler& scheduler_;
  CommandRunner& runner_;
  Semaphore& slot_;
  SpawnSpec command_;
  Duration timeout_;
  std::optional<GatewayVersion> version_;
  std::shared_ptr<Event> asking_;  // while the command runs
  bool stopped_ = false;
  Scope scope_;  // last: its tasks use all of the above
};

}  // namespace controller
