// What a refusal of Fly is about, told from status and text by judges' own tables; see
// docs/fly-facts.md. Only clear cases: what is neither stays open.
#pragma once

#include "sim/trace/event.h"

namespace scenarios::seen {

bool says_name_taken(const sim::FlyAnswered& answer);
bool says_capacity(const sim::FlyAnswered& answer);
bool says_machine_limit(const sim::FlyAnswered& answer);
bool says_volume_missing(const sim::FlyAnswered& answer);
// The machine is gone: a 404 that does not speak of the app, a volume or a route.
bool says_machine_gone(const sim::FlyAnswered& answer);

}  // namespace scenarios::seen
