// What the fault rules that struck a request to a controller make of it.
#pragma once

#include <optional>
#include <span>
#include <variant>

#include "controller/base/http_transport.h"
#include "sim/faults/cloud_fault.h"

namespace sim {

struct ProxyFaults {
  // In place of the answer: another one, a broken connection, or silence.
  struct Silence {};
  using Instead = std::variant<controller::InboundReply, controller::TransportError, Silence>;
  std::optional<Instead> instead;
  bool arrives = true;              // though its sender may be told something else
  std::optional<Duration> late_by;  // it arrives so much after the connection broke
  Duration delay{};                 // of the answer
  std::optional<std::uint64_t> truncate;
  bool malformed = false;
};

// All of them apply; of several that replace the answer, the last.
ProxyFaults gather_for_proxy(std::span<const CloudFaultRule* const> struck);

}  // namespace sim
