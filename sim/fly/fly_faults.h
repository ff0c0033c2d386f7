// What the fault rules that struck one call make of it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "controller/base/http_transport.h"
#include "sim/faults/cloud_fault.h"
#include "sim/fly/fly_model.h"

namespace sim {

struct FlyFaults {
  // In place of the answer: bytes, a refusal, a broken connection, or silence.
  struct Silence {};
  using Instead = std::variant<controller::InboundReply, cloud_fault::Refuse,
                               controller::TransportError, Silence>;
  std::optional<Instead> instead;
  bool carried_out = true;          // though the caller is told something else
  bool sent = true;                 // false: no connection came about
  std::optional<Duration> late_by;  // carried out so much after the connection broke
  Duration delay{};
  FlyDisturbance disturbance;
  std::optional<std::uint64_t> truncate;
  bool malformed = false;
  std::vector<cloud_fault::GoneAfter::What> gone_after;
};

// All of them apply; of several that replace the answer, the last.
FlyFaults gather(std::span<const CloudFaultRule* const> struck);

CloudOperation cloud_operation_of(const FlyCall& call);

}  // namespace sim
