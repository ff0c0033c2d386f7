// One child of a ChildSpawner, from its launch until it is over: its outputs and its process group.
// Loop's thread.
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "controller/base/child_process.h"
#include "controller/posix/descriptor_watch.h"
#include "controller/posix/launcher.h"

namespace controller::posix {

class RunningChild : public std::enable_shared_from_this<RunningChild> {
 public:
  // Reads both outputs from now on, through `buffer`, which must outlive it like `loop`. On
  // failure, told in one line, the process is killed, and to be reaped once it is dead.
  static Result<std::shared_ptr<RunningChild>, std::string> take_over(EventLoop& loop,
                                                                      std::vector<char>& buffer,
                                                                      LaunchedProcess process,
                                                                      ChildEvents& events);

  [[nodiscard]] pid_t pid() const { return pid_; }
  // To its group, whose number may be another's once the leader is reaped.
  void signal(int number) const;
  // Nobody wants to know any more.
  void abandon();
  // Its group has been killed and its leader reaped: only the rest of its output is still to come.
  void mark_reaped() { reaped_ = true; }
  // The rest of its output, and its end.
  void finish(ExitStatus status);

 private:
  struct Pipe {
    FileDescriptor end;
    std::optional<DescriptorWatch> watch;
  };

  RunningChild(EventLoop& loop, std::vector<char>& buffer, LaunchedProcess process,
               ChildEvents& events);

  Pipe& pipe(OutputStream stream) { return stream == OutputStream::out ? out_ : err_; }
  void wait_for(OutputStream stream);
  // At most about `bytes_max` of what is there; false when no more will come.
  bool read(OutputStream stream, std::size_t bytes_max);
  void close();

  std::vector<char>& buffer_;
  pid_t pid_;
  Pipe out_;
  Pipe err_;
  ChildEvents* events_;
  bool reaped_ = false;
};

}  // namespace controller::posix
