// The seam of child processes, long-lived (the gateway) and one shot (the CLI).
//
// Every child leads a process group of its own, and signals go to the whole group. The
// implementation drains both output streams all the time, and when the child has exited it kills
// what is left of the group, delivers the rest of the output and reaps. So on_exit() is the last
// event, comes exactly once, and after it nothing of the child remains.
#pragma once

#include <csignal>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/base/result.h"

namespace controller {

enum class OutputStream : std::uint8_t { out, err };

// How a child ended: by an exit code, or by a signal (numbers as in <csignal>).
struct ExitStatus {
  std::optional<int> code;
  std::optional<int> signal;
  [[nodiscard]] bool clean() const { return code == 0; }
  bool operator==(const ExitStatus&) const = default;
};

struct SpawnSpec {
  // argv[0] is the program's path. Arguments reach the program as they are, never through a shell.
  std::vector<std::string> argv;
  // "NAME=value": added to the parent's environment, replacing variables of the same name.
  std::vector<std::string> environment;
};

// Events of one child, called on the scheduler's thread, never from inside spawn() or signal().
class ChildEvents {
 public:
  virtual void on_output(OutputStream stream, std::string_view bytes) = 0;
  virtual void on_exit(ExitStatus status) = 0;

 protected:
  ~ChildEvents() = default;
};

// A started child. Destroying the handle of a living child kills its group with SIGKILL; no event
// follows. It may be destroyed from inside on_exit().
class ChildProcess {
 public:
  virtual ~ChildProcess() = default;
  [[nodiscard]] virtual std::int64_t pid() const = 0;
  // To the child's group. Does nothing once the child has exited.
  virtual void signal(int number) = 0;
};

class ProcessSpawner {
 public:
  virtual ~ProcessSpawner() = default;
  // `events` must live until on_exit() or until the handle is destroyed. The error is one line
  // without argv.
  virtual Result<std::unique_ptr<ChildProcess>, std::string> spawn(const SpawnSpec& spec,
                                                                   ChildEvents& events) = 0;
};

}  // namespace controller
