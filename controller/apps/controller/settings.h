// What pairing-controller can be told, and from where.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "controller/http/api.h"
#include "controller/pairing_controller.h"
#include "controller/posix/daemon_options.h"
#include "controller/posix/http_listener.h"
#include "controller/posix/options.h"

namespace controller::apps {

struct Settings {
  // As contract "Wire facts" has them.
  std::string token;
  std::vector<std::string> gateway_args;
  std::uint64_t port = 18789;
  bool require_proxy_token = false;
  // Ours.
  std::string listen = "0.0.0.0";
  std::uint64_t gateway_port = 3001;
  std::string dialect = "openclaw";
  std::string program;  // empty: where the dialect has it
  std::string home = "/root";
  std::string gateway_config;  // empty: below home
  std::uint64_t period_ms = 60'000;
  std::uint64_t debounce_ms = 2'000;
  std::uint64_t max_concurrent_cli = 2;
  std::uint64_t list_timeout_ms = 90'000;
  std::uint64_t approve_timeout_ms = 180'000;
  std::uint64_t stop_grace_ms = 10'000;
  std::vector<std::string> keywords;  // empty: those of L1
  posix::DaemonSettings daemon;
};

// The options that fill `settings`, which must outlive them.
std::vector<posix::Option> options_of(Settings& settings);

// What depends on more than one option, as lines.
std::vector<std::string> errors_in(const Settings& settings);

// What would keep it from doing its work here: a program of the gateway that is not there. Looks at
// the file system. Lines likewise.
std::vector<std::string> doubts_in(const Settings& settings);

// Precondition: errors_in() found none.
ControllerConfig controller_config(const Settings& settings);
HttpApiConfig api_config(const Settings& settings);
// Raises the limit on descriptors for as many clients as it may.
posix::ListenerConfig listener_config(const Settings& settings);
std::string gateway_config_path(const Settings& settings);

}  // namespace controller::apps
