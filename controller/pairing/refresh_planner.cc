#include "controller/pairing/refresh_planner.h"

#include <algorithm>
#include <utility>

namespace controller {

void RefreshPlanner::start(Instant now) {
  started_ = true;
  started_at_ = now;
}

void RefreshPlanner::trigger(Instant now) {
  if (window_end_ != kNever) return;
  // A refresh that waits already will begin after this line, so it serves it too.
  if (std::all_of(lanes_.begin(), lanes_.end(), [](const Lane& lane) { return lane.triggered; }))
    return;
  window_end_ = now + times_.debounce;
}

void RefreshPlanner::request(Kind kind) { lanes_[static_cast<std::size_t>(kind)].requested = true; }

KindSet RefreshPlanner::begin_due(Instant now) {
  KindSet due;
  if (!started_) return due;
  close_window(now);
  for (std::size_t i = 0; i < kKindCount; ++i) {
    const Lane& lane = lanes_[i];
    due.members[i] = !lane.in_flight && (lane.requested || automatic_due(lane) <= now);
  }
  begin_reactive(now, due);
  if (due.empty()) return due;
  ++rounds_;
  for (std::size_t i = 0; i < kKindCount; ++i) {
    if (due.members[i]) begin(lanes_[i], now);
  }
  return due;
}

void RefreshPlanner::close_window(Instant now) {
  if (window_end_ > now) return;
  window_end_ = kNever;
  for (Lane& lane : lanes_) {
    if (!std::exchange(lane.triggered, true)) lane.triggered_at = now;
  }
}

// Kinds that a log line concerns begin together: taking turns, they could keep the command line
// busy all the time.
void RefreshPlanner::begin_reactive(Instant now, KindSet& due) const {
  KindSet ready;
  bool all = true;
  for (std::size_t i = 0; i < kKindCount; ++i) {
    const Lane& lane = lanes_[i];
    if (!lane.triggered || due.members[i] || lane.backoff_until > now) continue;
    ready.members[i] = !lane.in_flight && reactive_gate(lane) <= now;
    all = all && ready.members[i];
  }
  for (std::size_t i = 0; i < kKindCount; ++i) {
    if (ready.members[i] && (all || alone_at(lanes_[i]) <= now)) due.members[i] = true;
  }
}

// From here on a kind waits for the other one no longer (C14).
Instant RefreshPlanner::alone_at(const Lane& lane) const {
  Duration d{};
  for (const Lane& each : lanes_) {
    if (each.round != 0 && each.round_ended != kNever)
      d = std::max(d, each.round_ended - each.round_began);
  }
  return std::max(reactive_gate(lane), lane.triggered_at + 2 * d);
}

void RefreshPlanner::begin(Lane& lane, Instant now) {
  lane.in_flight = true;
  lane.requested = false;
  lane.triggered = false;
  lane.round = rounds_;
  lane.round_began = now;
  lane.round_ended = kNever;
}

void RefreshPlanner::ended(Kind kind, Instant now, RefreshOutcome outcome) {
  Lane& lane = lanes_[static_cast<std::size_t>(kind)];
  lane.in_flight = false;
  lane.ended = now;
  lane.boot_failed = false;
  switch (outcome) {
    case RefreshOutcome::succeeded:
      lane.answered = true;
      lane.backoff = Duration::zero();
      lane.backoff_until = Instant::min();
      break;
    case RefreshOutcome::failed:
      count_failure(lane, kind, now);
      break;
    case RefreshOutcome::skipped:
      break;
  }
  end_round(lane.round, now);
}

void RefreshPlanner::count_failure(Lane& lane, Kind kind, Instant now) {
  const bool booting =
      kind == Kind::devices && !lane.answered && now - started_at_ < times_.boot_retry_window;
  if (booting) {
    lane.boot_failed = true;
    return;
  }
  lane.backoff = lane.backoff == Duration::zero() ? times_.backoff_first
                                                  : std::min(lane.backoff * 2, times_.backoff_max);
  lane.backoff_until = now + lane.backoff;
}

void RefreshPlanner::end_round(std::uint64_t round, Instant now) {
  for (const Lane& lane : lanes_) {
    if (lane.round == round && lane.in_flight) return;
  }
  for (Lane& lane : lanes_) {
    if (lane.round == round) lane.round_ended = now;
  }
}

Instant RefreshPlanner::automatic_due(const Lane& lane) const {
  if (lane.round == 0) return started_at_;
  if (lane.boot_failed) return lane.ended + times_.boot_retry;
  if (lane.round_ended == kNever) return kNever;
  return std::max(lane.round_ended + times_.period, lane.backoff_until);
}

Instant RefreshPlanner::reactive_gate(const Lane& lane) const {
  if (lane.round == 0) return started_at_;
  if (lane.round_ended == kNever) return kNever;
  return lane.round_began +
         std::max(times_.reactive_gap_min, 2 * (lane.round_ended - lane.round_began));
}

Instant RefreshPlanner::next_due(Instant now) const {
  if (!started_) return kNever;
  Instant next = std::min(window_end_, reactive_due(now));
  for (const Lane& lane : lanes_) {
    if (lane.in_flight) continue;
    if (lane.requested) return now;
    next = std::min(next, automatic_due(lane));
  }
  return next;
}

// The kinds whose back-off is over wait for each other's gates, though not for ever; one that still
// backs off joins when that ends.
Instant RefreshPlanner::reactive_due(Instant now) const {
  Instant together = Instant::min();
  Instant alone = kNever;
  for (const Lane& lane : lanes_) {
    if (!lane.triggered) continue;
    if (lane.backoff_until > now) {
      alone = std::min(alone, lane.backoff_until);
      continue;
    }
    const Instant gate = lane.in_flight ? kNever : reactive_gate(lane);
    together = std::max(together, gate);
    if (gate != kNever) alone = std::min(alone, alone_at(lane));
  }
  return together == Instant::min() ? alone : std::min(together, alone);
}

}  // namespace controller
