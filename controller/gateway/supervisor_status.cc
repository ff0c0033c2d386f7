#include "controller/gateway/supervisor_status.h"

namespace controller {

std::string_view name_of(GatewayState state) {
  switch (state) {
    case GatewayState::stopped:
      return "stopped";
    case GatewayState::starting:
      return "starting";
    case GatewayState::running:
      return "running";
    case GatewayState::stopping:
      return "stopping";
    case GatewayState::crashed:
      return "crashed";
    case GatewayState::shutting_down:
      return "shutting_down";
  }
  return "";
}

std::string_view error_text(StartReply reply) {
  return reply == StartReply::ok ? "" : "Gateway already running or starting";
}

std::string_view error_text(RestartReply reply) {
  return reply == RestartReply::ok ? "" : "Gateway is shutting down";
}

}  // namespace controller
