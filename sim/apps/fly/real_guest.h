// What runs in a machine: a real process that listens on a port of loopback, or nothing.
#pragma once

#include <csignal>
#include <cstdint>
#include <memory>
#include <string>

#include "sim/apps/fly/child.h"
#include "sim/cloud/guest.h"

namespace sim::fake {

// A port of loopback that nobody has.
std::uint16_t free_port();

class RealGuest final : public Guest {
 public:
  // `port`: where it listens. The loop must outlive it.
  RealGuest(Loop& loop, const ChildSpec& spec, std::uint16_t port,
            std::function<void(ChildResult)> ended)
      : loop_(loop), port_(port), child_(loop, spec, std::move(ended)) {}

  bool request(HttpCall call, Answer answer) override;
  [[nodiscard]] bool listening() const override { return true; }
  void terminate() const { child_.signal(SIGTERM); }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] pid_t pid() const { return child_.pid(); }

 private:
  Loop& loop_;
  std::uint16_t port_;
  RealChild child_;
};

}  // namespace sim::fake
