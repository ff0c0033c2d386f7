// The plain values of pairing: what a list of pending requests contains. No behaviour lives here,
// so the bench's judges may use these types too.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace controller {

// The two kinds of request. Each has its own list, its own refreshes and its own back-off.
enum class Kind : std::uint8_t { channels, devices };
inline constexpr std::size_t kKindCount = 2;

// A chat account that asks to be paired. `code` and `id` are never empty.
struct ChannelRequest {
  std::string code;
  std::string id;
  std::string channel;
  // A JSON object, minified; empty when the CLI gave none.
  std::string meta;
  // ISO-8601 as the CLI wrote it; empty when it gave none.
  std::string created_at;
  // `created_at` in milliseconds since 1970, UTC; nothing when missing or unparsable.
  std::optional<std::int64_t> created_at_ms;

  bool operator==(const ChannelRequest&) const = default;
};

// A device that asks to be paired. `request_id` and `device_id` are never empty. The public key
// never leaves the machine.
struct DeviceRequest {
  std::string request_id;
  std::string device_id;
  std::optional<std::string> role;
  std::optional<std::string> platform;
  std::optional<std::string> client_id;
  // Milliseconds since 1970, UTC: the last time the device asked.
  std::optional<std::int64_t> ts;

  bool operator==(const DeviceRequest&) const = default;
};

// What one call of the CLI listed, after the strict parser: entries in the CLI's order, and how
// many it had to drop.
template <class Request>
struct Listing {
  std::vector<Request> requests;
  std::uint32_t dropped = 0;     // entries that were no object, or lacked a usable code/id
  std::uint32_t duplicates = 0;  // entries listed before

  bool operator==(const Listing&) const = default;
};
using ChannelListing = Listing<ChannelRequest>;
using DeviceListing = Listing<DeviceRequest>;

}  // namespace controller
