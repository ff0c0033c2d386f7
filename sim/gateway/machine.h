// What the gateway and its CLI share on one machine: the state directory, what answers on the
// gateway's port, and the conditions of the machine that the recordings show to matter. A value:
// copy it to branch a world.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/gateway/device_store.h"
#include "sim/gateway/identifiers.h"
#include "sim/gateway/log_line.h"
#include "sim/gateway/pairing_store.h"

namespace sim {

// openclaw.json as the CLI finds it.
enum class ConfigFile : std::uint8_t { absent, ok, empty, truncated, invalid };

struct Config {
  ConfigFile file = ConfigFile::ok;
  std::vector<std::string> enabled_channels;  // in the order of the file
  // channels.telegram.network.autoSelectFamily set to false, as the recorded gateways had it.
  bool telegram_auto_select_family = true;

  bool enables(std::string_view channel) const;
};

// What answers on the gateway's port when the CLI's WebSocket connects.
enum class GatewayPort : std::uint8_t {
  closed,            // nothing listens: stopped, or still starting
  silent,            // accepts and never answers
  listening,         // the gateway
  token_mismatch,    // a gateway that refuses the CLI's token
  pairing_required,  // a gateway that refuses the CLI's device: the CLI falls back to the local
                     // files
};

// Which files the user of the CLI may not open (pairing-list-noperm-*.json).
enum class Access : std::uint8_t { all, no_pairing_file, no_credentials, no_state_dir };

// Counters that appear in the gateway's WebSocket log lines. They live as long as the gateway
// process.
struct GatewayCounters {
  std::uint32_t event_seq = 0;
  std::uint32_t health_version = 3;
  std::uint32_t presence = 1;
  std::uint32_t state_version = 1;
};

struct Machine {
  std::string state_path{kRecordedStatePath};  // what the program prints of it
  Config config;
  std::map<std::string, PairingStore, std::less<>> channels;  // a store appears when first used
  DeviceStore devices;
  std::optional<DeviceHello> cli_device;  // the CLI's own identity, made by its first device call

  GatewayPort port = GatewayPort::closed;
  LogStyle log;
  GatewayCounters counters;

  bool cold_caches = false;          // the next CLI call compiles everything anew, and warms them
  bool messengers_reachable = true;  // the messengers' APIs, for --notify
  Access access = Access::all;
  std::optional<WallTime> pairing_locked_since;  // a lock file whose owner never lets go

  std::uint64_t next_update_id = 1000;  // Telegram's
  std::uint64_t next_message_id = 2;
  IdSource ids;

  // The store of `channel`, made when missing.
  PairingStore& store(std::string_view channel);
};

// openclaw.json with this content: what the controller under test reads.
std::string config_text(const Config& config);

}  // namespace sim
