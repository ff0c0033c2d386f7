#include "scenarios/invariants/support/due.h"

#include <algorithm>

namespace scenarios::seen {

Instant backed_off_until(const World& world, Kind kind) {
  const Duration wait = world.back_off(kind).at_most();
  if (wait == Duration::zero()) return Instant::min();
  const auto end = world.rounds().latest_end(kind);
  return end ? *end + wait : controller::kNever;
}

bool knows_last_of_channels(const World& world) {
  const Round* last = world.last(Kind::channels);
  return last != nullptr && last->channels && world.makes_calls(Kind::channels) &&
         world.config()->event < last->first_event && *last->channels == world.config()->channels;
}

Instant reactive_gate_at_most(const World& world) {
  Instant gate = knows_last_of_channels(world) ? Instant::min() : world.widest_gate();
  for (const Kind kind : kKinds) {
    const Round* round = world.last(kind);
    if (round == nullptr) continue;
    if (!round->over) return controller::kNever;
    const Instant end = std::max(round->ended, round->partner_ended);
    gate = std::max(
        {gate, round->first_spawn + world.terms().reactive_gap_min, end + (end - round->earliest)});
  }
  return gate;
}

Instant reactive_gate_at_least(const Round& previous, const Terms& terms) {
  const Instant by_duration = previous.ended + (previous.ended - previous.first_spawn);
  if (previous.waited()) return by_duration;
  return std::max(by_duration, previous.first_spawn + terms.reactive_gap_min);
}

std::optional<AutomaticDue> automatic_due(const World& world, Kind kind) {
  const auto end = world.rounds().latest_end(kind);
  const auto seen_since =
      kind == Kind::channels ? world.channels_seen_since() : std::optional(Instant::min());
  if (!end || !seen_since) return std::nullopt;
  Instant by_period = std::max(*end, *seen_since) + world.terms().period;
  // A boot retry is tried at its own time, be the period shorter or not (C1).
  if (world.back_off(kind).may_be_booting()) {
    by_period = std::max(by_period, *end + world.terms().boot_retry);
  }
  const Instant by_back_off = backed_off_until(world, kind);
  return AutomaticDue{std::max({by_period, by_back_off, world.now()}), by_back_off > by_period};
}

}  // namespace scenarios::seen
