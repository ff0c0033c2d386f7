// pairing-controller, assembled: the production controller over real time, processes and sockets.
#pragma once

#include "controller/apps/controller/settings.h"

namespace controller::apps {

struct Announce {
  bool port = false;  // `{"port":N}` on stdout as soon as it serves
};

// Runs until SIGTERM or SIGINT; the exit code: 0, or 1 when it could not start, which is told on
// stderr. To be called before any thread exists.
int run_controller(const Settings& settings, Announce announce);

}  // namespace controller::apps
