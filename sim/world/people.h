// The people who write to bots, and the devices that connect: each name is one account, or one
// device, throughout.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/gateway/gateway_model.h"

namespace sim {

// An account like the recorded ones: alice is "Falice Lalice"; `ordinal` gives its number.
Sender make_sender(std::string_view channel, std::string_view name, std::uint64_t ordinal);

class People {
 public:
  // With a number of its own.
  Sender& sender(std::string_view channel, std::string_view name);
  // `machine`, `choices`: what a new device's identity is drawn from.
  DeviceHello& phone(std::string_view name, Machine& machine, ChoiceSource& choices);

  // The code, or request id, that the name was given last; empty when none.
  [[nodiscard]] std::string code_of(std::string_view channel, std::string_view name) const;
  [[nodiscard]] std::string request_of(std::string_view device) const;
  void give_code(std::string_view channel, std::string_view name, std::string code);
  void give_request(std::string_view device, std::string request_id);

 private:
  std::map<std::string, Sender, std::less<>> senders_;        // by channel/name
  std::map<std::string, std::string, std::less<>> codes_;     // likewise
  std::map<std::string, DeviceHello, std::less<>> phones_;    // by name
  std::map<std::string, std::string, std::less<>> requests_;  // likewise
};

// Where devices connect from, as recorded; a documentation address (RFC 5737).
inline constexpr std::string_view kForwardedFor = "203.0.113.7";

}  // namespace sim
