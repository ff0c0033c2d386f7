// pairing-instance, assembled: the production instances over real time, sockets and files.
#pragma once

#include "controller/apps/instance/settings.h"

namespace controller::apps {

// Runs until SIGTERM or SIGINT; prints `{"port":N}` on stdout as soon as it serves. The exit code:
// 0, or 1 when it could not start, which is told on stderr.
int run_instances(const Settings& settings);

}  // namespace controller::apps
