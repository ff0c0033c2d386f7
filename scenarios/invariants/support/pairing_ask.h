// Pairing calls of an instance: what they ask, which calls serve them, and what a controller's
// answer means for them (F1-F8).
#pragma once

#include <string>
#include <string_view>

#include "scenarios/invariants/support/cloud_objects.h"

namespace scenarios::seen {

Purpose purpose_of(const sim::InstanceAsked& asked);
Kind kind_of(const sim::InstanceAsked& asked);

// The controller's route for it.
std::string_view route_of(const Ask& ask);
// The path of a target, without its query.
std::string_view path_of(std::string_view target);
// Whether the request is about pairing at all.
bool about_pairing(const sim::ControllerCalled& request);
// Whether the exec is the fallback of a pairing call: F5, F6.
bool about_pairing(const sim::FlyCalled& exec);

// The pairing call that the request, or exec, serves: one that was not served in this way yet; the
// oldest if there are several; null: none. `cause`: the event that led to the request, which tells
// calls of one instant apart. When it does not, since they all waited for something else, a request
// serves the oldest that asked for such a list, forced or not.
const Ask* served_by_request(const CloudInstance& instance, const sim::ControllerCalled& request,
                             std::uint64_t cause);
// `ask`: the call that the cause of the exec serves; 0: not known.
const Ask* served_by_exec(const CloudInstance& instance, const sim::FlyCalled& exec,
                          std::int64_t ask);

// F1: what an approval with these values is refused with, before any call; empty: they are fine, or
// not known.
std::string_view value_error(const Ask& ask);
// F3: an unknown route.
bool falls_back(const sim::ControllerAnswered& answer);

// A list that has to be made anew.
bool wants_refresh(const Ask& ask);

// F5, F6: what an exec that failed, or was not answered, is told as.
std::int64_t status_of(const sim::FlyAnswered& exec);

std::string text_of(const Ask& ask);

}  // namespace scenarios::seen
