// A simulated child process of the controller: the gateway, or one call of its command line.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/base/child_process.h"
#include "sim/faults/fault_rule.h"
#include "sim/host/member_timer.h"
#include "sim/host/pipe.h"
#include "sim/trace/event.h"

namespace sim {

class Child;
class Host;

using controller::ExitStatus;
using controller::OutputStream;

// What the kernel tells the parent of a child. Called from inside what the child does, never from
// inside Host::spawn().
class Parent {
 public:
  // There is something to read().
  virtual void readable(Child& child, OutputStream stream) = 0;
  // The child is dead, and others of its group, which hold its pipes open, are not.
  virtual void died(Child& child) = 0;
  // The child is dead and so is its group: nothing more is written. It waits to be reaped.
  virtual void ended(Child& child) = 0;
  // The child closes that stream itself; what it has printed is still to be read.
  virtual void closed(Child& /*child*/, OutputStream /*stream*/) {}

 protected:
  ~Parent() = default;
};

class Child {
 public:
  Child(Host& host, std::int64_t pid, Parent& parent);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  virtual ~Child() = default;

  [[nodiscard]] std::int64_t pid() const { return pid_; }
  // The child itself; of its group others may live.
  [[nodiscard]] bool dead() const { return status_.has_value(); }
  // How it ended; it must be dead.
  [[nodiscard]] ExitStatus status() const { return *status_; }

  // It was sent a signal and is not dead.
  virtual void on_signal(int number) = 0;
  // SIGKILL is on its way: until it is dead it starts nothing more.
  void killed();

  // The parent takes what is in the pipe. A child that waits for room goes on, soon.
  void read(OutputStream stream, std::string& into);
  // The parent is gone: what is written is lost.
  void orphan() { parent_ = nullptr; }
  // The last of its group is gone.
  void group_gone();
  // What ChildExited says.
  [[nodiscard]] ChildExited last_words() const;

 protected:
  [[nodiscard]] Host& host() const { return host_; }

  // Writes, all in one piece or not. When the pipe is full the child is blocked: the rest waits,
  // and so does what is printed after it.
  void print(OutputStream stream, std::string_view bytes);
  // A blocked child makes no progress of its own. Signals without a handler still end it.
  [[nodiscard]] bool blocked() const { return !waiting_.empty(); }
  // The child ends, now, and nothing of it may act afterwards. An exit of its own comes when it is
  // blocked no more.
  void exit(ExitStatus status);
  void close(OutputStream stream);
  void will_fork(const fault::Fork& fork);

  // These bytes went into the pipe.
  virtual void wrote(OutputStream /*stream*/, std::string_view /*bytes*/) {}
  virtual void on_blocked() {}
  virtual void on_unblocked() {}
  virtual void on_death() {}
  // What ChildExited says beside how it ended and how much it printed.
  virtual void describe(ChildExited& exited) const = 0;

 private:
  struct Output {
    Pipe pipe;
    std::int64_t bytes = 0;  // that went into it
  };
  struct Write {
    OutputStream stream;
    std::string bytes;
  };
  struct PlannedFork {
    Instant at;
    fault::Fork fork;
  };

  [[nodiscard]] Output& output(OutputStream stream) {
    return outputs_[stream == OutputStream::out ? 0 : 1];
  }
  std::size_t push(OutputStream stream, std::string_view bytes);
  void block(OutputStream stream, std::string_view rest);
  void resume();
  void fork_due();
  void arm_fork();

  Host& host_;
  std::int64_t pid_;
  Parent* parent_;
  std::optional<ExitStatus> status_;
  std::array<Output, 2> outputs_;
  std::deque<Write> waiting_;
  std::optional<ExitStatus> exit_when_unblocked_;
  std::vector<PlannedFork> forks_;
  MemberTimer<Child, &Child::resume> resume_timer_;
  MemberTimer<Child, &Child::fork_due> fork_timer_;
};

}  // namespace sim
