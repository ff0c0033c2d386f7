// A simulated child process of the controller: the gateway, or one call of its command line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "controller/base/child_process.h"
#include "sim/trace/event.h"
#include "sim/world/process.h"

namespace sim {

class Host;

using controller::ExitStatus;
using controller::OutputStream;

class Child {
 public:
  Child(Host& host, std::int64_t pid, controller::ChildEvents& events)
      : host_(host), pid_(pid), events_(&events) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  virtual ~Child() = default;

  [[nodiscard]] std::int64_t pid() const { return pid_; }
  [[nodiscard]] bool dead() const { return dead_; }

  // Its group was sent a signal by the parent.
  virtual void on_signal(int number) = 0;

  // The parent is gone: nobody listens any more.
  void orphan() { events_ = nullptr; }

 protected:
  [[nodiscard]] Host& host() const { return host_; }

  void print(OutputStream stream, std::string_view bytes);
  // The child ends and is reaped, now. Nothing of it may act afterwards.
  void exit(ExitStatus status);

  // What ChildExited says beside how it ended and how much it printed.
  virtual void describe(ChildExited& exited) const = 0;

 private:
  Host& host_;
  std::int64_t pid_;
  controller::ChildEvents* events_;
  bool dead_ = false;
  std::int64_t out_bytes_ = 0;
  std::int64_t err_bytes_ = 0;
};

// A timer that calls a member function.
template <class T, void (T::*Member)()>
class MemberTimer final : public Timer {
 public:
  explicit MemberTimer(T* target)
      : Timer([](Work& work) { (static_cast<MemberTimer&>(work).target_->*Member)(); }),
        target_(target) {}

 private:
  T* target_;
};

}  // namespace sim
