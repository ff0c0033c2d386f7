// The calls of the Machines API that the contract allows an instance at a moment, by what it can
// know and by the operations that may be at work. A part of the instance's reference model
// (instance_model.h, which says what is left free).
#pragma once

#include <map>
#include <optional>
#include <string>

#include "scenarios/invariants/support/instance_mind.h"
#include "scenarios/invariants/support/instance_turns.h"

namespace scenarios::seen {

// The limit of the allowed that a call is beyond.
struct CallLimit {
  const char* clause;   // that judges it, such as "M5"
  std::string allowed;  // "its own machine only (M5)"
};

// What decides beside the call.
struct CallContext {
  const CloudInstance& instance;
  const InstanceMind& mind;
  AtWork work;
  const std::map<std::string, std::string>& guests;  // sizes of machines, as last asked for
  bool may_come = false;                             // a machine of a create whose reply was lost
};

// Nothing: the call, which is no exec, is allowed.
std::optional<CallLimit> limit_of(const FlyCall& call, const CallContext& context);
// Likewise, of a pairing call's fallback; `ask`: what it serves, if that is known.
std::optional<CallLimit> limit_of_exec(const sim::FlyCalled& exec, const Ask* ask);
// Likewise, for method and path. `app`: the start of all paths, /v1/apps/APP. `queries`: paths are
// told with their queries; typed transports have none.
std::optional<CallLimit> limit_of_route(const sim::FlyCalled& call, const std::string& app,
                                        bool queries);
// What the path of a call begins with: /v1/apps/APP; empty: it has another form.
std::string app_part_of(const std::string& target);

}  // namespace scenarios::seen
