// Turns what happens in a world into events: numbers them, links each to its cause, stamps both
// clocks, and keeps a rolling hash by which two runs can be compared without keeping either.
#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/trace/event.h"
#include "sim/world/virtual_scheduler.h"
#include "sim/world/wall_clock.h"

namespace sim {

// A 64-bit hash of a sequence of values; the same on every machine and compiler.
class TraceHash {
 public:
  void add(std::uint64_t word) {
    state_ ^= word;
    state_ *= 0x9fb21c651e98df25ULL;
    state_ ^= state_ >> 32U;
  }
  void add(std::string_view bytes);
  [[nodiscard]] std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0xcbf29ce484222325ULL;
};

class Recorder {
 public:
  // Both must outlive the recorder.
  Recorder(VirtualScheduler& time, const WallClock& wall) : time_(time), wall_(wall) {}

  // Sinks get every event from now on, in the order in which they were added. They must outlive the
  // recorder's use.
  void add_sink(EventSink& sink) { sinks_.push_back(&sink); }
  void clear_sinks() { sinks_.clear(); }
  // From now on nothing is recorded: for parts of a world whose inner life is nobody's business.
  void mute() { muted_ = true; }
  // For those who would have to find out what to record.
  [[nodiscard]] bool muted() const { return muted_; }

  // Records that `body`, which is that of an event, happened now in `process`, because of what is
  // running now. What is posted or armed from here on is caused by it. Returns the event's id; 0
  // when muted.
  template <class Body>
  std::uint64_t emit(Owner process, Body&& body) {
    if (muted_) return 0;
    Event event{0, 0, {}, {}, process, std::forward<Body>(body)};
    return record(event);
  }
  // The same with what `make` returns, which is made in place and not at all when muted.
  template <class Make>
  std::uint64_t emit_made(Owner process, const Make& make) {
    if (muted_) return 0;
    using Body = std::invoke_result_t<const Make&>;
    struct Made {
      const Make& make;
      operator Body() const { return make(); }  // NOLINT(google-explicit-constructor)
    };
    Event event{0, 0, {}, {}, process, {std::in_place_type<Body>, Made{make}}};
    return record(event);
  }

  [[nodiscard]] std::uint64_t count() const { return next_id_ - 1; }
  [[nodiscard]] std::uint64_t hash() const { return hash_.value(); }
  // About as many as a trace of these events has.
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  // Fills in the rest, and tells it.
  std::uint64_t record(Event& event);
  void digest(const Event& event);

  VirtualScheduler& time_;
  const WallClock& wall_;
  std::uint64_t next_id_ = 1;
  bool muted_ = false;
  TraceHash hash_;
  std::uint64_t bytes_ = 0;
  std::vector<EventSink*> sinks_;
};

}  // namespace sim
