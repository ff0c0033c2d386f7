#include "controller/instance/readiness.h"

#include <string>

#include "controller/base/deadline.h"

namespace controller::instance {
namespace {

constexpr int kBadGateway = 502;

Task<bool> is_ready(ControllerClient& client, const std::string& machine, CancelToken token) {
  const auto state = co_await client.gateway_status(machine, token);
  if (!state || *state != "running") co_return false;
  const auto root = co_await client.root_status(machine, token);
  co_return root&&* root != kBadGateway;
}

}  // namespace

Task<void> wait_until_ready(const Operation& operation, ControllerClient& client) {
  const InstanceTimes& times = operation.config.times;
  const std::string machine = operation.state().machine_id;
  Deadline patience(operation.scheduler, times.readiness_patience, operation.token);
  for (bool waiting = true; waiting;) {
    const auto ready = co_await is_ready(client, machine, patience.token());
    if (ready) co_return;
    waiting = co_await sleep(operation.scheduler, times.readiness_period, patience.token());
  }
  operation.log.write(LogLevel::warning, "instance.not_ready", {{"machine", machine}});
}

}  // namespace controller::instance
