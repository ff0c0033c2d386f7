// The process spawning seam of one controller process, over the simulated machine: it does what
// controller/base/child_process.h promises, as posix/ does over a real one. It stops working when
// the process is cut off.
#pragma once

#include <memory>
#include <string>

#include "controller/base/child_process.h"
#include "sim/host/host.h"

namespace sim {

class HostSpawner final : public controller::ProcessSpawner {
 public:
  HostSpawner(Host& host, Process& parent) : host_(host), parent_(parent) {}
  controller::Result<std::unique_ptr<controller::ChildProcess>, std::string> spawn(
      const controller::SpawnSpec& spec, controller::ChildEvents& events) override;

 private:
  Host& host_;
  Process& parent_;
};

}  // namespace sim
