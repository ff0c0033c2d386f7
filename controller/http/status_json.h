// What the gateway and version routes show, as JSON. Pure.
#pragma once

#include <string>
#include <string_view>

#include "controller/gateway/supervisor_status.h"
#include "controller/gateway/version_probe.h"

namespace controller {

// {"state","pid","uptime","restarts","lastExit"}
void append_status(std::string& out, const SupervisorStatus& status);

// Which build of the controller this is.
struct BuildInfo {
  std::string version = "0.0.0";
  std::string commit = "unknown";
};
std::string version_json(const BuildInfo& build, const std::optional<GatewayVersion>& gateway,
                         const SupervisorStatus& status);

// `SIGTERM` and so on (Linux numbers as in <csignal>); `SIG<number>` for one without a name.
std::string signal_name(int number);

}  // namespace controller
