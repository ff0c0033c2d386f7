// The gateway process as a state machine: each event changes the machine and yields the lines that
// it prints.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/choice/choice.h"
#include "sim/gateway/log_line.h"
#include "sim/gateway/machine.h"
#include "sim/gateway/vanished.h"

namespace sim {

struct GatewayBoot {
  Duration listening_after{};  // from spawn; set machine.port to listening then
  std::vector<LogLine> log;    // `after` counts from spawn
};
// How long the recorded ones took.
Duration draw_boot(ChoiceSource& choices);
// A gateway process is spawned. The port stays closed until `listening_after`: one that takes
// `recorded`, stretched to `taken`.
GatewayBoot boot_gateway(Machine& machine, std::uint32_t pid, WallTime now, Duration recorded,
                         Duration taken);

// Who writes to the bot.
struct Sender {
  std::string id;        // Telegram: digits; Discord: digits; Slack: U…
  std::string username;  // Telegram: username; Discord: tag; Slack: name
  std::string first_name;
  std::string last_name;
};

struct MessageOutcome {
  bool allowed = false;  // the sender is on the allow list: the message is the agent's, nothing
                         // becomes pending
  PairingStore::Asked asked;
  std::vector<LogLine> log;
};
// A direct message arrives while the gateway listens.
MessageOutcome receive_message(Machine& machine, std::string_view channel, const Sender& sender,
                               std::string_view text, WallTime now, ChoiceSource& choices);

struct DeviceOutcome {
  DeviceStore::Asked asked;
  std::vector<LogLine> log;
};
// A device connects through a proxy, from `forwarded_for`, while the gateway listens.
DeviceOutcome connect_device(Machine& machine, const DeviceHello& hello,
                             std::string_view forwarded_for, WallTime now, ChoiceSource& choices);

// A phone like the recorded ones, with an identity of its own.
DeviceHello draw_phone(Machine& machine, ChoiceSource& choices);

struct GatewayShutdown {
  Duration exit_after{};
  std::vector<LogLine> log;
};
// SIGTERM arrives. The port closes at once; the process exits with code 0 at `exit_after`.
GatewayShutdown terminate_gateway(Machine& machine, WallTime now);

}  // namespace sim
