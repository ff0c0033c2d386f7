// A cancel source that cancels itself after a span of time, or with its parent.
//
//   Deadline deadline(scheduler, 45s, scope.token());
//   auto reply = co_await client.get(request, deadline.token());
//   if (deadline.expired()) …
#pragma once

#include "controller/base/cancel.h"
#include "controller/base/scheduler.h"

namespace controller {

class Deadline {
 public:
  Deadline(Scheduler& scheduler, Duration span, CancelToken parent = CancelToken())
      : alarm_(this), parent_(this) {
    if (parent.cancelled()) {
      source_.cancel();
      return;
    }
    parent_.watch(parent);
    scheduler.arm(alarm_, scheduler.now() + span);
  }

  [[nodiscard]] CancelToken token() { return source_.token(); }
  // The time ran out (rather than the parent being cancelled).
  [[nodiscard]] bool expired() const { return expired_; }

 private:
  struct Alarm : Timer {
    explicit Alarm(Deadline* deadline_in)
        : Timer([](Work& work) { static_cast<Alarm&>(work).deadline->expire(); }),
          deadline(deadline_in) {}
    Deadline* deadline;
  };
  struct Parent : CancelCallback {
    explicit Parent(Deadline* deadline_in)
        : CancelCallback([](CancelCallback& callback) {
            static_cast<Parent&>(callback).deadline->source_.cancel();
          }),
          deadline(deadline_in) {}
    Deadline* deadline;
  };

  void expire() {
    expired_ = !source_.cancelled();
    source_.cancel();
  }

  CancelSource source_;
  bool expired_ = false;
  Alarm alarm_;
  Parent parent_;
};

}  // namespace controller
