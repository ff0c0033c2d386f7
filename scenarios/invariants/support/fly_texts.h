// What a refusal of Fly is about, told from status and text by judges' own tables; see
// docs/fly-facts.md. Only clear cases: what is neither stays open.
#pragma once

#include "sim/trace/event.h"

namespace scenarios::seen {

bool says_name_taken(const sim::FlyAnswered& answer);
bool says_capacity(const sim::FlyAnswered& answer);
bool says_machine_limit(const sim::FlyAnswered& answer);
bool says_quota(const sim::FlyAnswered& answer);
// A lease, or an update at the same time: not now.
bool says_busy(const sim::FlyAnswered& answer);
// Another machine has the volume.
bool says_volume_claimed(const sim::FlyAnswered& answer);
// Too many calls, with whatever status.
bool says_too_many(const sim::FlyAnswered& answer);
// It took too long, or the machine did.
bool says_not_there_yet(const sim::FlyAnswered& answer);
// The machine is in another state than the call wants.
bool says_wrong_state(const sim::FlyAnswered& answer);
// Nobody knows whether the call was carried out: no answer, an error of the server, or an answer
// that makes no sense.
bool says_nothing(const sim::FlyAnswered& answer);
bool says_volume_missing(const sim::FlyAnswered& answer);
// Its body was cut or garbled on the way, or incomplete: what it meant to say is anybody's guess.
bool is_garbled(const sim::FlyAnswered& answer);
// The machine is gone: a 404 or 410 that does not speak of the app or a route, nor of a volume
// alone.
bool says_machine_gone(const sim::FlyAnswered& answer);

}  // namespace scenarios::seen
