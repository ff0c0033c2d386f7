// The signals that tell a daemon to end. Loop's thread.
#pragma once

#include <functional>
#include <memory>

#include "controller/posix/event_loop.h"

namespace controller::posix {

class EndSignals {
 public:
  // `first` is called with the first SIGTERM or SIGINT, from the loop; a second one ends the
  // process at once with code 1, even when the loop is busy or this object has gone. SIGPIPE is
  // ignored from now on: writing to who has left is an error of that call. One in a process.
  EndSignals(EventLoop& loop, std::function<void(int signal)> first);
  ~EndSignals();
  EndSignals(const EndSignals&) = delete;
  EndSignals& operator=(const EndSignals&) = delete;

 private:
  class Watch;

  std::shared_ptr<Watch> watch_;
};

}  // namespace controller::posix
