// A pending request that is pending no longer, and why: what the bench's judges compare the served
// lists with.
#pragma once

#include <cstdint>
#include <string>

namespace sim {

enum class VanishReason : std::uint8_t { approved, rejected, expired, evicted, damaged };

struct Vanished {
  std::string channel;  // empty for a device
  std::string id;       // a channel request's code, a device's requestId
  VanishReason reason = VanishReason::expired;

  bool operator==(const Vanished&) const = default;
};

}  // namespace sim
