// How other processes make the gateway print: a datagram socket in the state directory.
#pragma once

#include <optional>
#include <vector>

#include "sim/apps/openclaw/state_dir.h"
#include "sim/gateway/log_line.h"

namespace sim::fake {

// Nobody hears it when no gateway lives.
void send_lines(const StateDir& directory, const std::vector<LogLine>& lines);

class LineSocket {
 public:
  // Throws std::runtime_error when it cannot be bound.
  explicit LineSocket(const StateDir& directory);

  [[nodiscard]] int fd() const { return socket_.number(); }
  // The lines of the next datagram; nothing: none waits.
  std::optional<std::vector<LogLine>> receive();

 private:
  Fd socket_;
};

}  // namespace sim::fake
