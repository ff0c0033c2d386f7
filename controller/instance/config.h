// How an instance is set up: the same for all instances of an app.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "controller/fly/session.h"
#include "controller/fly/types.h"

namespace controller::instance {

struct InstanceTimes {
  Duration readiness_period = std::chrono::seconds(3);     // M12
  Duration readiness_patience = std::chrono::seconds(60);  // M12
  Duration reconcile_running = std::chrono::minutes(5);    // M13; each with jitter, see Reconciler
  Duration reconcile_idle = std::chrono::minutes(30);
  Duration reconcile_busy = std::chrono::minutes(1);  // starting, destroying
  Duration starting_at_most = std::chrono::minutes(5);
  // How long after its caller has given up Fly may still carry a call out. An assumption, and ours:
  // no document tells. A new volume is not made sooner (M9).
  Duration late_volume = std::chrono::minutes(2);
  // The same while the instance is being destroyed: there, waiting costs nobody anything (M1).
  Duration late_create = std::chrono::minutes(15);
};

struct InstanceConfig {
  std::string app;
  std::string controller_base;  // where the proxy is; empty: https://<app>.fly.dev
  std::string secret;           // key of the tokens for controllers; never logged
  std::string image;
  fly::Pairs env;
  fly::Guest guest;  // of new machines
  std::int64_t volume_gb = 10;
  std::vector<std::string> regions = {"dfw", "ewr", "iad", "lax", "sjc", "eu"};  // not empty
  fly::SessionLimits session_limits;  // M10: of a start, a stop, a destroy and a check alike
  int failed_checks_max = 5;          // M13
  InstanceTimes times;
};

}  // namespace controller::instance
