// What the instance's pairing calls take and give: plain values.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "controller/base/result.h"
#include "controller/pairing/types.h"

namespace controller::instance {

// The pending requests of one kind; the list of the other kind is empty.
struct RequestList {
  Kind kind = Kind::channels;
  std::vector<ChannelRequest> channels;
  std::vector<DeviceRequest> devices;

  bool operator==(const RequestList&) const = default;
};

// {"requests":[…]}: what the platform shows and what the KV holds.
std::string requests_json(const RequestList& list);

// What is to be approved. Its values satisfy pairing/validate.h.
struct ApprovalTarget {
  Kind kind = Kind::channels;
  std::string channel;  // of a channel request
  std::string id;       // a channel request's code, or a device's request id
};

struct ApprovalAnswer {
  bool success = false;
  std::string message;  // one line fit for a client
};

// The answer of an instance that has no machine running (F1).
inline ApprovalAnswer not_running() { return {false, "Instance is not running"}; }

// A call that gave no answer.
struct CallError {
  int status = 503;  // of HTTP: what the one who was asked answered, or stands for it
  std::string text;  // one line fit for a client: no token, no path of a file, no stack
};

using ListReply = Result<RequestList, CallError>;
using ApproveReply = Result<ApprovalAnswer, CallError>;

}  // namespace controller::instance
