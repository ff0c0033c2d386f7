// What a request asks for, for those who judge whether the controller had a reason to act. Read
// from the contract (H1-H4, H6) without any help of the controller's own code. Pure.
#pragma once

#include <string_view>

#include "sim/http/http_call.h"
#include "sim/trace/event.h"

namespace sim {

// `refresh` or `approve` with what it is about, `gateway.start`, `.stop` or `.restart`, or `http`:
// nothing of the kind. `token`: what a bearer must be. An approval whose values cannot be approved
// is one all the same. `call` of the result is left at 0.
CallBegan meaning_of(const HttpCall& call, std::string_view token);
// Whether a list with that query is to wait for a refresh: of several parameters of one name the
// first counts (H1).
bool wants_fresh(std::string_view query);

}  // namespace sim
