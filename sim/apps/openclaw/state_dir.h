// The state directory that all invocations share. One at a time works on it, under a lock; whoever
// dies in between leaves whole files behind.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>

#include "sim/apps/support/files.h"
#include "sim/gateway/machine_files.h"

namespace sim::fake {

class StateDir {
 public:
  // Makes the directory when it is missing. Throws std::runtime_error, like all that follows: the
  // message names the file.
  explicit StateDir(std::string path);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string below(std::string_view name) const;

  // Reads the machine into `stored`, lets `act` change it and writes what has changed.
  // `gateway`: whether this process is the gateway; else, when none lives, its port is closed.
  void transact(StoredMachine& stored, bool gateway, const std::function<void()>& act);

  // This process is the gateway from now on. False: another one lives.
  bool become_gateway();
  // The gateway, when it is another process; else 0.
  [[nodiscard]] pid_t gateway() const;

 private:
  [[nodiscard]] StateFiles read() const;
  void write(const StateFiles& before, const StateFiles& after) const;

  std::string path_;
  Fd lock_;
  Fd gateway_;
};

}  // namespace sim::fake
