#include "controller/posix/event_loop.h"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <utility>

namespace controller::posix {
namespace {

namespace asio = boost::asio;
using SteadyTime = std::chrono::steady_clock::time_point;

// A deadline further off than this could not be told in nanoseconds; the loop just wakes up before.
constexpr Duration kAlarmMax = std::chrono::hours(24);

// Handlers of descriptors, before timers and ready work have their turn again.
constexpr int kHandlersATurn = 32;

}  // namespace

// Wakes the io_context at the earliest deadline; set anew only when that has moved to the front.
class EventLoop::Alarm {
 public:
  explicit Alarm(asio::io_context& context) : timer_(context) {}

  void set(Instant deadline, Instant now) {
    if (pending_ && set_for_ <= deadline) return;
    pending_ = true;
    set_for_ = std::min(deadline, now + kAlarmMax);
    timer_.expires_at(SteadyTime(set_for_.time_since_epoch()));
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (!error) pending_ = false;
    });
  }

 private:
  asio::steady_timer timer_;
  bool pending_ = false;
  Instant set_for_{};
};

EventLoop::EventLoop()
    : context_(std::make_unique<asio::io_context>(1)), alarm_(std::make_unique<Alarm>(*context_)) {}

EventLoop::~EventLoop() = default;

// Rounded down: a timer never fires before its deadline.
Instant EventLoop::now() const {
  return Instant(std::chrono::floor<Duration>(std::chrono::steady_clock::now().time_since_epoch()));
}

void EventLoop::run() {
  const auto guard = asio::make_work_guard(*context_);
  context_->restart();  // it had no more work when an earlier run() had ended
  stopped_ = false;
  while (!stopped_) {
    queue_due_timers();
    run_ready();
    if (stopped_) break;
    if (ready_.empty()) await_handler();
    // Not poll(): it goes on for as long as anything is ready, and a child that prints without end
    // is.
    for (int i = 0; i < kHandlersATurn && context_->poll_one() > 0; ++i) {
    }
  }
}

// Or a timer: one that is due already, as that of who lets others have their turn, needs no alarm.
void EventLoop::await_handler() {
  if (!timers_.empty()) {
    const Instant instant = now();
    if (timers_.earliest() <= instant) return;
    alarm_->set(timers_.earliest(), instant);
  }
  context_->run_one();
}

void EventLoop::post_from_anywhere(std::function<void()> function) {
  asio::post(*context_, std::move(function));
}

void EventLoop::arm_timer(Timer& timer, Instant deadline) { timers_.add(timer, deadline); }
void EventLoop::disarm_timer(Timer& timer) { timers_.remove(timer); }

void EventLoop::enqueue(Work& work) {
  if (!work.linked()) ready_.push_back(work);
}

void EventLoop::queue_due_timers() {
  if (timers_.empty()) return;
  const Instant instant = now();
  while (!timers_.empty() && timers_.earliest() <= instant) ready_.push_back(timers_.pop());
}

// What becomes ready meanwhile has to wait until descriptors have had their turn.
void EventLoop::run_ready() {
  IntrusiveList<Work> batch;
  while (!ready_.empty()) batch.push_back(ready_.pop_front());
  while (!batch.empty() && !stopped_) batch.pop_front().run();
  // Stopped in the middle: the rest stays first in line.
  while (!ready_.empty()) batch.push_back(ready_.pop_front());
  while (!batch.empty()) ready_.push_back(batch.pop_front());
}

}  // namespace controller::posix
