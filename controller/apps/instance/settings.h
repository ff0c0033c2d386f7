// What pairing-instance can be told, and what it makes of it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "controller/fly/client.h"
#include "controller/instance/config.h"
#include "controller/posix/daemon_options.h"
#include "controller/posix/http_listener.h"
#include "controller/posix/options.h"

namespace controller::apps {

struct Settings {
  std::string listen = "127.0.0.1:8790";
  std::string app;
  std::string image;
  std::string fly_api = "https://api.machines.dev";
  std::string fly_token;
  std::string controller_url;  // empty: https://<app>.fly.dev
  std::string token_secret;
  std::string internal_key;
  std::string database = "/var/lib/pairing/instances.db";
  std::vector<std::string> regions = instance::InstanceConfig().regions;
  posix::DaemonSettings daemon;
};

// Each of them; the settings must outlive them.
std::vector<posix::Option> options_of(Settings& settings);

// What would keep it from starting here: a directory for the database that is not there, or not
// writable. Lines.
std::vector<std::string> doubts_in(const Settings& settings);

struct ListenAddress {
  std::string address;  // numeric
  std::uint16_t port = 0;
};
// Precondition: options_of() has let `settings` pass.
ListenAddress listen_address(const Settings& settings);
instance::InstanceConfig instance_config(const Settings& settings);
fly::ClientConfig fly_config(const Settings& settings);
// Raises the limit on descriptors for as many clients as it may.
posix::ListenerConfig listener_config(const Settings& settings);

}  // namespace controller::apps
