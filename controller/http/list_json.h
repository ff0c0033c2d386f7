// The lists as JSON (H1). Pure.
#pragma once

#include <span>
#include <string>

#include "controller/pairing/pending_lists.h"

namespace controller {

// {"requests":[…],"lastUpdated":"…"}: what an entry does not have is left out, and before the first
// refresh lastUpdated is empty.
std::string list_json(const Snapshot<ChannelRequest>& snapshot);
std::string list_json(const Snapshot<DeviceRequest>& snapshot);

// {"requests":[…]}: the same without lastUpdated.
std::string requests_json(std::span<const ChannelRequest> requests);
std::string requests_json(std::span<const DeviceRequest> requests);

}  // namespace controller
