// The simulated machine in real time: its scheduler follows the clock, and its files are those of
// the state directory. Each step is one transaction, so that all processes on the directory see one
// machine.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sim/apps/openclaw/settings.h"
#include "sim/apps/openclaw/state_dir.h"
#include "sim/faults/fault_book.h"
#include "sim/host/host.h"
#include "sim/trace/recorder.h"
#include "sim/world/process.h"

namespace sim::fake {

class RealMachine final : private Beyond {
 public:
  // Both must outlive it. `gateway`: whether this process is the gateway.
  RealMachine(StateDir& directory, const Settings& settings, bool gateway);

  // Starts the one child that this process is. False: it cannot be started, and `error` says why.
  bool spawn(const std::vector<std::string>& argv, Parent& parent, std::string& error);
  void signal(int number);
  [[nodiscard]] GatewayChild* gateway() { return host_.gateway(); }

  // Does what is due, then `act`, then what is due because of it; some of it at least, when it is
  // much.
  void act(const std::function<void()>& act);
  void step() {
    act([] {});
  }
  // Milliseconds until something is due, for poll(); -1: never.
  [[nodiscard]] int wait_ms() const;

  [[nodiscard]] Machine& machine() { return stored_.machine; }
  [[nodiscard]] WallTime wall() const { return wall_.now(); }
  [[nodiscard]] ChoiceSource& choices() { return *choices_; }
  [[nodiscard]] Host& host() { return host_; }

 private:
  void forked(const fault::Fork& fork) override;
  void gateway_prints(const std::vector<LogLine>& lines) override;
  [[nodiscard]] Instant now() const;

  StateDir& directory_;
  const Settings& settings_;
  bool is_gateway_;
  StoredMachine stored_;
  std::chrono::steady_clock::time_point began_;
  Instant began_at_;
  std::unique_ptr<ChoiceSource> choices_;
  VirtualScheduler time_;
  Process self_;
  WallClock wall_;
  Recorder silence_;
  FaultBook faults_;
  Host host_;
  std::unique_ptr<Timer> anchor_;
  std::int64_t child_ = 0;
};

}  // namespace sim::fake
