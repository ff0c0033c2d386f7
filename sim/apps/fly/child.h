// A real child process with a group of its own. It dies with this process, whatever ends it.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/apps/fly/loop.h"

namespace sim::fake {

struct ChildSpec {
  std::vector<std::string> argv;  // argv[0] is looked for in the PATH of `environment`
  std::vector<std::pair<std::string, std::string>> environment;
  std::string log;  // where it prints to; empty: it is captured
};

struct ChildResult {
  int exit_code = 0;
  int signal = 0;
  std::string out;
  std::string err;
};

// That can be executed.
bool is_program(const std::string& file);
// Where `path`, a list as in PATH, has the program; `name` as it is when it is a path itself, or
// nowhere.
std::string find_program(const std::string& name, const std::string& path);

class RealChild {
 public:
  // What is captured of each stream; the rest is read and dropped.
  static constexpr std::size_t kCaptureMost = (std::size_t{10} << 20U) + 1;

  // `ended` is called once, from the loop, soon after the child has been reaped and, if captured,
  // all of its output was read; perhaps after the destruction, which kills the group. One that
  // cannot be started ends with 127.
  RealChild(Loop& loop, const ChildSpec& spec, std::function<void(ChildResult)> ended);
  RealChild(const RealChild&) = delete;
  RealChild& operator=(const RealChild&) = delete;
  ~RealChild();

  [[nodiscard]] pid_t pid() const { return pid_; }
  // To its group.
  void signal(int number) const;

 private:
  void watch_output(Fd& fd, std::string& into);
  void never_began();
  void reap();
  void tell_when_over();

  Loop& loop_;
  pid_t pid_ = -1;
  bool reaped_ = false;
  Fd handle_;
  Fd out_;
  Fd err_;
  ChildResult result_;
  std::function<void(ChildResult)> ended_;
};

}  // namespace sim::fake
