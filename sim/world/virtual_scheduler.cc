#include "sim/world/virtual_scheduler.h"

#include <algorithm>
#include <vector>

namespace sim {
namespace {

// Of a longer queue only the front takes part in the draw; that is enough to reach every order in
// time.
constexpr std::uint64_t kShuffleWindow = 16;
constexpr const char* kReadySite = "schedule.ready";

}  // namespace

VirtualScheduler::VirtualScheduler(ReadyOrder order, ChoiceSource* choices, const Pct& pct)
    : order_(order), choices_(choices) {
  if (order == ReadyOrder::pct) priorities_.emplace(pct, *choices);
}

void VirtualScheduler::post(Owner owner, Work& work) {
  if (work.linked()) return;
  work.owner = owner;
  work.cause = cause_;
  ready_.push_back(work);
}

void VirtualScheduler::arm(Owner owner, Timer& timer, Instant deadline) {
  timer.owner = owner;
  timer.cause = cause_;
  timers_.add(timer, std::max(deadline, now_));
}

void VirtualScheduler::disarm(Timer& timer) { timers_.remove(timer); }

VirtualScheduler::Outcome VirtualScheduler::run_until(Instant end, std::uint64_t steps_max,
                                                      const StopAsked& stop_asked) {
  stopping_ = false;
  for (;;) {
    if (!run_ready(steps_max, stop_asked))
      return stopping_ ? Outcome::stopped : Outcome::step_limit;
    if (on_quiet_) {
      on_quiet_();
      if (stopping_) return Outcome::stopped;
      if (!ready_.empty()) continue;
    }
    if (timers_.empty()) return Outcome::idle;
    if (timers_.earliest() > end) {
      now_ = std::max(now_, end);
      return Outcome::reached_end;
    }
    now_ = timers_.earliest();
    while (!timers_.empty() && timers_.earliest() == now_) ready_.push_back(timers_.pop());
  }
}

Instant VirtualScheduler::next_event() const {
  if (!ready_.empty()) return now_;
  return timers_.empty() ? controller::kNever : timers_.earliest();
}

bool VirtualScheduler::run_ready(std::uint64_t steps_max, const StopAsked& stop_asked) {
  while (!ready_.empty()) {
    if (stop_asked && stop_asked()) stopping_ = true;
    if (stopping_ || steps_ >= steps_max) return false;
    ++steps_;
    Work& work = take_next();
    cause_ = work.cause;
    work.run();
  }
  return !stopping_;
}

Work& VirtualScheduler::take_next() {
  switch (order_) {
    case ReadyOrder::fifo:
      break;
    case ReadyOrder::seeded:
      return take_drawn();
    case ReadyOrder::pct:
      return take_highest();
  }
  return ready_.pop_front();
}

Work& VirtualScheduler::take_drawn() {
  std::uint64_t count = 0;
  for (Work* work = ready_.first(); work != nullptr && count < kShuffleWindow;
       work = ready_.next(*work))
    ++count;
  std::uint64_t chosen = count == 1 ? 0 : choices_->draw(Stream::schedule, kReadySite, count);
  Work* work = ready_.first();
  for (; chosen > 0; --chosen) work = ready_.next(*work);
  work->unlink();
  return *work;
}

// Among equals, the first that came.
Work& VirtualScheduler::take_highest() {
  Work* highest = ready_.first();
  std::int64_t priority = priorities_->of(highest->owner);
  for (Work* work = ready_.next(*highest); work != nullptr; work = ready_.next(*work)) {
    const std::int64_t other = priorities_->of(work->owner);
    if (other <= priority) continue;
    highest = work;
    priority = other;
  }
  priorities_->running(highest->owner, steps_);
  highest->unlink();
  return *highest;
}

void VirtualScheduler::drop(Owner owner) {
  Work* next = nullptr;
  for (Work* work = ready_.first(); work != nullptr; work = next) {
    next = ready_.next(*work);
    if (work->owner == owner) work->unlink();
  }
  std::vector<Timer*> owned;
  for (const controller::TimerHeap::Entry& entry : timers_.entries()) {
    if (entry.timer->owner == owner) owned.push_back(entry.timer);
  }
  for (Timer* timer : owned) timer->disarm();
}

}  // namespace sim
