// The whole controller, assembled over its seams: supervisor, pairing cache, and the order in which
// they start and end. The daemon and the simulation run this same class.
#pragma once

#include "controller/base/child_command_runner.h"
#include "controller/gateway/supervisor.h"
#include "controller/pairing/cli_lister.h"
#include "controller/pairing/pairing_cache.h"

namespace controller {

struct ControllerConfig {
  SupervisorConfig supervisor;
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

  // Ends the cache and forwards `signal` to the gateway; returns when no child is left (H7). Once.
  Task<void> shutdown(int signal);

  [[nodiscard]] Supervisor& supervisor() { return supervisor_; }
  [[nodiscard]] PairingCache& cache() { return cache_; }
  [[nodiscard]] const CliCounters& cli_counters() const { return lister_.counters(); }

 private:
  Task<void> start_gateway();

  ChildCommandRunner runner_;
  CliLister lister_;
  PairingCache cache_;
  Supervisor supervisor_;
  Scope scope_;
};

}  // namespace controller
