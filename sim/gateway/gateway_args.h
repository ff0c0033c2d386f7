// The command line of the gateway itself: `gateway --port 3001 --verbose …`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sim {

struct GatewayArgs {
  std::uint16_t port = 18789;  // the vendor's default
  bool verbose = false;
  std::string refusal;  // not empty: what is printed instead, and the exit code is 1
};

// What follows the word `gateway`. Options with values: --port, --bind, --token; without:
// --verbose,
// --allow-unconfigured. Others are refused as the CLI refuses its own.
GatewayArgs parse_gateway_args(const std::vector<std::string>& words);

// The port belongs to somebody else (not recorded).
std::string port_in_use_text(std::uint16_t port);

}  // namespace sim
