// The whole controller, assembled over its seams: supervisor, pairing cache, and the order in which
// they start and end. The daemon and the simulation run this same class.
#pragma once

#include "controller/base/child_command_runner.h"
#include "controller/gateway/supervisor.h"
#include "controller/gateway/version_probe.h"
#include "controller/pairing/cli_lister.h"
#include "controller/pairing/pairing_cache.h"

namespace controller {

struct ControllerConfig {
  SupervisorConfig supervisor;
  std::size_t max_concurrent_cli = 2;  // C4
  CommandLimits commands;
  CliConfig cli;
  PairingCacheConfig cache;
};

class PairingController {
 public:
  // All seams must outlive the controller.
  struct Seams {
    Scheduler& scheduler;
    WallClock& wall_clock;
    ProcessSpawner& spawner;
    ConfigSource& config;
    OutputSink& output;
    Log& log;
  };

  PairingController(Seams seams, ControllerConfig config);

  // Starts the gateway and the first refresh, and waits for neither.
  void start();

  // Ends the cache and forwards `signal` to the gateway; returns when no child is left, or only
  // such as SIGKILL does not end in time (H7). Once.
  Task<void> shutdown(int signal);

  [[nodiscard]] Supervisor& supervisor() { return supervisor_; }
  [[nodiscard]] PairingCache& cache() { return cache_; }
  [[nodiscard]] VersionProbe& version() { return version_; }
  [[nodiscard]] const CliCounters& cli_counters() const { return lister_.counters(); }
  // Calls of the command line that wait for others to end (C4).
  [[nodiscard]] std::size_t cli_waiting() { return cli_slots_.waiting(); }

 private:
  Scheduler& scheduler_;
  Duration drain_limit_;
  Semaphore cli_slots_;  // these two before the runner: its last children give their slots back
  Semaphore version_slot_;
  ChildCommandRunner runner_;
  VersionProbe version_;
  CliLister lister_;
  PairingCache cache_;
  Supervisor supervisor_;
};

}  // namespace controller
