// Virtual time. Nothing waits: when nothing is ready, the clock jumps to the next deadline. Ready
// work and equal deadlines run in the order of their arrival (FIFO), in one drawn from the schedule
// stream, or by priorities of the processes (see pct_priorities.h).
//
// Every piece of work belongs to an owner (a simulated process) and carries the id of the event
// that caused it, so that a process can be cut off and a trace can draw its arrows.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "controller/base/scheduler.h"
#include "controller/base/timer_heap.h"
#include "sim/choice/choice.h"
#include "sim/world/pct_priorities.h"

namespace sim {

using controller::Duration;
using controller::Instant;
using controller::Timer;
using controller::Work;

enum class ReadyOrder : std::uint8_t { fifo, seeded, pct };

class VirtualScheduler {
 public:
  // `choices` is needed unless the order is FIFO, and must outlive the scheduler; `pct` is for
  // ReadyOrder::pct.
  explicit VirtualScheduler(ReadyOrder order = ReadyOrder::fifo, ChoiceSource* choices = nullptr,
                            const Pct& pct = {});

  [[nodiscard]] Instant now() const { return now_; }
  // Pieces of work run so far: the limit on scenarios that never end counts these.
  [[nodiscard]] std::uint64_t steps() const { return steps_; }

  void post(Owner owner, Work& work);
  void arm(Owner owner, Timer& timer, Instant deadline);
  void disarm(Timer& timer);

  enum class Outcome : std::uint8_t { reached_end, idle, step_limit, stopped };

  // Asked before each piece of work: true ends the run.
  using StopAsked = std::function<bool()>;

  // Runs until `end` (work due at `end` included), until nothing is left to do, until `steps_max`
  // pieces of work have run in all, until stop() was called or `stop_asked` says so.
  Outcome run_until(Instant end, std::uint64_t steps_max = UINT64_MAX,
                    const StopAsked& stop_asked = {});
  void stop() { stopping_ = true; }

  // When something will happen by itself; kNever: it will not. Work that is ready counts as now.
  [[nodiscard]] Instant next_event() const;

  // Takes away all that `owner` has waiting: it will never run.
  void drop(Owner owner);

  // Called each time nothing is left to do at this instant, before the clock moves on.
  void set_on_quiet(std::function<void()> on_quiet) { on_quiet_ = std::move(on_quiet); }

  // The event that caused what is running now; what is posted or armed meanwhile inherits it.
  [[nodiscard]] std::uint64_t cause() const { return cause_; }
  void set_cause(std::uint64_t cause) { cause_ = cause; }

 private:
  bool run_ready(std::uint64_t steps_max, const StopAsked& stop_asked);
  Work& take_next();
  Work& take_drawn();
  Work& take_highest();

  ReadyOrder order_;
  ChoiceSource* choices_;
  std::optional<PctPriorities> priorities_;
  Instant now_{};
  std::uint64_t steps_ = 0;
  std::uint64_t cause_ = 0;
  bool stopping_ = false;
  controller::IntrusiveList<Work> ready_;
  controller::TimerHeap timers_;
  std::function<void()> on_quiet_;
};

}  // namespace sim
