// When refreshes must have begun at the latest, as far as it can be told from outside.
#pragma once

#include <optional>

#include "scenarios/invariants/support/world.h"

namespace scenarios::seen {

// The end of the kind's back-off at the latest; kNever while the round that counts still runs.
Instant backed_off_until(const World& world, Kind kind);

// The latest moment up to which a reactive refresh may be held back by L4's gap. Both kinds count:
// which of them were one round cannot always be told.
Instant reactive_gate_at_most(const World& world);
// The earliest moment from which L4's gap may be over for a refresh that follows `previous`.
Instant reactive_gate_at_least(const Round& previous, const Terms& terms);

// Whether the last refresh of channels was seen. One that found no channel to list, or another
// config, may have begun since, and may have been one round with a long one of the devices.
bool knows_last_of_channels(const World& world);

struct AutomaticDue {
  Instant at;
  bool by_back_off = false;  // the back-off lasts longer than the period
};
// When an automatic refresh of `kind` is due at the latest. Nothing when a round runs or there was
// none.
std::optional<AutomaticDue> automatic_due(const World& world, Kind kind);

}  // namespace scenarios::seen
