// The bodies of approvals (H2, F8): JSON from outside, in whatever shape. Pure; safe from any
// thread.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "controller/base/result.h"

namespace controller {

// Of several members with one name the last counts, as for JSON.parse. A field that is no string,
// or an empty one, counts as missing. The error is the message that a client gets.
struct ChannelApproval {
  std::string channel;
  std::string code;
};
Result<ChannelApproval, std::string_view> parse_channel_approval(std::string_view body);

struct DeviceApproval {
  std::string request_id;
};
Result<DeviceApproval, std::string_view> parse_device_approval(std::string_view body);

// Whose request it is: `userId`, which the platform's bodies have besides (F8).
inline constexpr std::string_view kMissingUserId = "Missing required field: userId";
Result<std::string, std::string_view> parse_user_id(std::string_view body);

}  // namespace controller
