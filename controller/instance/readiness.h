// Whether what runs in the machine answers (M12).
#pragma once

#include "controller/instance/controller_client.h"
#include "controller/instance/operation.h"

namespace controller::instance {

// Asks until the gateway runs and `GET /` is no bad gateway, for the time that M12 grants. Gives up
// quietly, with a warning in the log: a machine that runs is not stopped for a slow boot.
Task<void> wait_until_ready(const Operation& operation, ControllerClient& client);

}  // namespace controller::instance
