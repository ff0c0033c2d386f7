// What the supervisor shows and answers: plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "controller/base/child_process.h"
#include "controller/base/time.h"

namespace controller {

enum class GatewayState : std::uint8_t {
  stopped,
  starting,
  running,  // spawned; it may not listen yet
  stopping,
  crashed,
  shutting_down,
};
// As it is shown to clients, e.g. `shutting_down`.
std::string_view name_of(GatewayState state);

struct SupervisorStatus {
  struct LastExit {
    ExitStatus status;
    WallTime at;
  };
  GatewayState state = GatewayState::stopped;
  std::optional<std::int64_t> pid;
  std::int64_t uptime_s = 0;  // of the running child, whole seconds; 0 without one
  // Children spawned without being asked to, after a crash or a clean exit; since construction.
  std::int64_t restarts = 0;
  std::optional<LastExit> last_exit;
};

// What the routes answer: ok is 200, the others are 409 with error_text().
enum class StartReply : std::uint8_t { ok, refused };
enum class RestartReply : std::uint8_t { ok, shutting_down };
std::string_view error_text(StartReply reply);
std::string_view error_text(RestartReply reply);

}  // namespace controller
