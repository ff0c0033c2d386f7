// Calls and their answers as the trace tells them.
#pragma once

#include <string>

#include "sim/fly/fly_service.h"
#include "sim/trace/cloud_event.h"

namespace sim {

FlyCalled called_event(std::uint64_t number, const std::string& instance, const FlyCall& call,
                       std::string_view method, std::string&& target);
// All but `call`, `instance` and `operation`.
FlyAnswered answered_event(const FlyOutcome& outcome);

// The route of a call, without its query: method and path. `base`: that of the app.
struct FlyRoute {
  std::string_view method;
  std::string path;
};
FlyRoute route_of(const FlyCall& call, std::string_view base);

}  // namespace sim
