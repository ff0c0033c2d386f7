// The seam between the cache and the gateway's CLI, typed: what the cache knows of a list call or
// an approval.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "controller/base/cancel.h"
#include "controller/base/result.h"
#include "controller/base/task.h"
#include "controller/pairing/types.h"

namespace controller {

enum class CliFailure : std::uint8_t {
  spawn,       // it could not be started
  exit_code,   // it exited with a code other than 0
  signal,      // it was killed by a signal that was not ours
  timeout,     // it took too long and was ended
  capped,      // it printed more than the cap
  unparsable,  // it exited with 0 and its output holds no answer
  cancelled,   // the cache is stopping
};

struct CliError {
  CliFailure failure;
  std::string detail;  // one line for the log, without argv or output
};

// The listing is shared and never changes. A list that is byte for byte the one before is the same
// object, so whoever compares the pointers knows at once that nothing changed.
template <class ListingType>
using Listed = Result<std::shared_ptr<const ListingType>, CliError>;

struct Approval {
  enum class Outcome : std::uint8_t {
    approved,
    refused,    // definitely not approved
    unknown,    // it may have been approved: it timed out, was killed, or its answer was lost
    cancelled,  // the cache is stopping
  };
  Outcome outcome;
  std::string message;  // refused, unknown: one line fit for a client
};

// Calls end when cancelled, with the error `cancelled`. Arguments must be valid (validate.h) and
// outlive the task.
class PairingLister {
 public:
  virtual ~PairingLister() = default;
  // `channel` is one of kChannels.
  virtual Task<Listed<ChannelListing>> list_channel(std::string_view channel,
                                                    CancelToken token) = 0;
  virtual Task<Listed<DeviceListing>> list_devices(CancelToken token) = 0;
  virtual Task<Approval> approve_channel(std::string_view channel, std::string_view code,
                                         CancelToken token) = 0;
  virtual Task<Approval> approve_device(std::string_view request_id, CancelToken token) = 0;
};

}  // namespace controller
