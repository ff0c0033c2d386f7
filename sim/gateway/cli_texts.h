// What the CLI prints besides lists: every text as recorded, to the byte. Each ends with a line
// end.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/gateway/machine.h"

namespace sim {

std::string unknown_code_text(std::string_view code);
std::string invalid_channel_text(std::string_view channel);
std::string null_channel_entry_text();
std::string no_credentials_text(const Machine& machine, std::string_view channel,
                                std::string_view uuid);
std::string no_state_dir_text(const Machine& machine);

std::string unknown_request_text();
// Why a device call got no answer. Precondition: its port is neither listening nor
// pairing_required.
std::string gateway_closed_text(const Machine& machine);
// A null in pending.json makes the gateway close the connection.
std::string gateway_crashed_text(const Machine& machine);

// Precondition: the file is empty, truncated or invalid.
std::string config_error_text(const Machine& machine);

// Dialect or command line that has no recording: the model refuses rather than guesses.
std::string refusal_text(std::string_view reason);

// `--notify` after an approval: what comes after "Approved … sender …." on the two streams.
struct NotifyText {
  std::string out;
  std::string err;
};
NotifyText notify_text(const Machine& machine, std::string_view channel);

}  // namespace sim
