// When is which list refreshed? All timing rules of the contract's L and C in one place, as a state
// machine without clock, timer or coroutine.
//
// The kinds that start together are one round; a round ends when the last of them ends. Five
// reasons start a refresh:
//   first     at start, at once
//   request   somebody asks for a fresh list: at once, whatever the back-off says
//   period    one period after the end of the kind's last round, and not during its back-off
//   boot      the device list fails until the gateway listens: again 5 s later, without back-off,
//   for a while reactive  a log line: after the debounce, and no sooner than max(2 s, 2·D) after
//   the last round began
// Of each kind one refresh is in flight at most; whatever becomes due meanwhile waits for its end.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

#include "controller/base/time.h"
#include "controller/pairing/types.h"

namespace controller {

struct RefreshTimes {
  Duration period = std::chrono::seconds(60);           // C2
  Duration debounce = std::chrono::seconds(2);          // L2
  Duration reactive_gap_min = std::chrono::seconds(2);  // L4
  Duration boot_retry = std::chrono::seconds(5);        // C1
  Duration boot_retry_window =
      std::chrono::minutes(5);  // C1: a gateway that never comes up must not keep the CLI busy
  Duration backoff_first = std::chrono::seconds(30);  // C12
  Duration backoff_max = std::chrono::seconds(300);   // C12
};

enum class RefreshOutcome : std::uint8_t {
  succeeded,
  failed,
  skipped,  // no command was run (unreadable config): costs no back-off
};

// Some of the kinds.
struct KindSet {
  std::array<bool, kKindCount> members{};
  [[nodiscard]] bool contains(Kind kind) const { return members[static_cast<std::size_t>(kind)]; }
  [[nodiscard]] bool empty() const { return !members[0] && !members[1]; }
};

class RefreshPlanner {
 public:
  explicit RefreshPlanner(RefreshTimes times) : times_(times) {}

  // The first refresh of every kind is due from here on.
  void start(Instant now);
  // A log line spoke of pairing.
  void trigger(Instant now);
  // Somebody wants a refresh of `kind` that begins no sooner than now.
  void request(Kind kind);

  // The kinds to refresh now. They count as begun, as one round: the caller begins them and says
  // when each has ended.
  KindSet begin_due(Instant now);
  void ended(Kind kind, Instant now, RefreshOutcome outcome);

  // When begin_due() should be asked next, given that it was asked now; kNever when only an event
  // can make something due.
  [[nodiscard]] Instant next_due(Instant now) const;

  [[nodiscard]] bool in_flight(Kind kind) const { return lane(kind).in_flight; }

 private:
  struct Lane {
    bool in_flight = false;
    bool requested = false;
    Instant triggered_at{};  // when `triggered` was set
    bool triggered = false;  // a reactive refresh waits for its gate, or for the back-off to end
    bool answered = false;   // it has succeeded at least once
    bool boot_failed = false;
    std::uint64_t round = 0;  // 0: never begun
    Instant round_began{};
    Instant round_ended = kNever;
    Instant ended{};
    Duration backoff{};
    Instant backoff_until = Instant::min();
  };

  [[nodiscard]] const Lane& lane(Kind kind) const { return lanes_[static_cast<std::size_t>(kind)]; }
  [[nodiscard]] Instant automatic_due(const Lane& lane) const;
  [[nodiscard]] Instant reactive_gate(const Lane& lane) const;
  [[nodiscard]] Instant reactive_due(Instant now) const;
  [[nodiscard]] Instant alone_at(const Lane& lane) const;
  void close_window(Instant now);
  void begin_reactive(Instant now, KindSet& due) const;
  void begin(Lane& lane, Instant now);
  void end_round(std::uint64_t round, Instant now);
  void count_failure(Lane& lane, Kind kind, Instant now);

  RefreshTimes times_;
  bool started_ = false;
  Instant started_at_{};
  Instant window_end_ = kNever;
  std::uint64_t rounds_ = 0;
  std::array<Lane, kKindCount> lanes_;
};

}  // namespace controller
