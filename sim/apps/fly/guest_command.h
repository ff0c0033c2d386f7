// The command that a started machine runs, with placeholders for what only its start knows.
#pragma once

#include <string>
#include <vector>

namespace sim::fake {

// What stands for {port} and its like.
struct GuestPlaces {
  std::string port;          // to which the proxy passes requests
  std::string gateway_port;  // for the program's own gateway
  std::string home;          // directory of the machine's volume
  std::string machine;       // its id
  std::string openclaw;      // the fake command line
};

// The words of `text`. Throws std::runtime_error when one of them has a placeholder that there is
// not.
std::vector<std::string> read_guest_command(const std::string& text);

std::vector<std::string> filled(std::vector<std::string> command, const GuestPlaces& places);

}  // namespace sim::fake
