// The ways to make a failing scenario simpler. Each tries what it knows on the hunt's draft, leaves
// what was accepted there, and ends early when the hunt is over. Deterministic.
#pragma once

#include "scenarios/minimize/hunt.h"

namespace scenarios {

// ---- time ----

// Ends the run just after what was seen, and drops what comes later.
void cut_run(Hunt& hunt);
// Brings forward everything after a gap.
void close_gaps(Hunt& hunt);
// Does once, or a few times, what is done again and again.
void unrepeat_steps(Hunt& hunt);

// ---- parts ----

// Drops items of the array there, by delta debugging.
void reduce_array(Hunt& hunt, const Path& path);

// Drops an instance, a channel or a sender together with all that mentions it.
void drop_names(Hunt& hunt);
// Drops steps, faults, expectations and whatever else is a list of the scenario's own.
void drop_items(Hunt& hunt);
// Drops items of lists further down, such as headers.
void drop_inner_items(Hunt& hunt);
// Drops keys, so that they have their defaults.
void drop_keys(Hunt& hunt);
// Lets a fault strike one call, instead of many or some by chance.
void narrow_faults(Hunt& hunt);

// ---- values ----

// Lowers and rounds numbers and durations.
void lower_values(Hunt& hunt);
// Shortens log lines, bodies and other texts that nothing refers to.
void shorten_texts(Hunt& hunt);
// Lets one person, device or instance play the parts of two.
void merge_names(Hunt& hunt);

// ---- chance ----

// Does what is ready in the order in which it came, and chooses calmly, if that is as good.
void calm_down(Hunt& hunt);
// Spells out what the seed decides, so that none is needed.
void spell_out_chance(Hunt& hunt);
// Drops choices: first all at one site together, since those of a kind rarely matter, then others.
void drop_choices(Hunt& hunt);
// Lets a setting say what choices say: a duration, or which call a fault strikes.
void settle_choices(Hunt& hunt);

}  // namespace scenarios
