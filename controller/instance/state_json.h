// What an instance remembers, as text for a store: one line of JSON, `{"version":1,…}`. Pure; safe
// from any thread.
#pragma once

#include <string>
#include <string_view>

#include "controller/base/result.h"
#include "controller/instance/state.h"

namespace controller::instance {

std::string state_to_json(const InstanceState& state);

// Every member must be there, with its type and a value that it can have: a state that was half
// understood would cost a user's data. Members that we do not know are ignored. The error is one
// line, without any value of the text.
Result<InstanceState, std::string> state_from_json(std::string_view text);

}  // namespace controller::instance
