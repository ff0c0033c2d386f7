// What a scenario wants to have seen, on top of the contract that is always judged.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "controller/base/time.h"
#include "controller/pairing/types.h"
#include "scenarios/format/cloud_expectation.h"

namespace scenarios {

using controller::Duration;
using controller::Instant;
using controller::Kind;

// A request, as lists show it: "telegram/ABCD2345" or, for a device, "device/<requestId>". With a
// name instead, "telegram/@alice" or "device/@phone", it is each request of that sender or device.
struct RequestKey {
  Kind list = Kind::channels;
  std::string channel{};  // of channels
  std::string id{};       // the code, request id, or name
  bool named = false;

  bool operator==(const RequestKey&) const = default;
};
std::string text_of(const RequestKey& key);

enum class GatewayState : std::uint8_t {
  stopped,
  starting,
  running,
  stopping,
  crashed,
  shutting_down,
};

// Each is told by the key that only it has.
namespace expect {

// A count over the whole run lies within these bounds. At least one is set.
struct Metric {
  static constexpr std::string_view kKey = "metric";
  std::string metric{};  // one of kMetrics
  std::optional<std::int64_t> min{};
  std::optional<std::int64_t> max{};
  std::optional<std::int64_t> equals{};
  bool operator==(const Metric&) const = default;
};
// The request is in its list: at some moment not later than `by`, or at the moment `at`. One is
// set.
struct Served {
  static constexpr std::string_view kKey = "served";
  RequestKey served{};
  std::optional<Instant> by{};
  std::optional<Instant> at{};
  bool operator==(const Served&) const = default;
};
// The request is not in its list: at the moment `at`, or never again from `from` on. One is set.
struct Absent {
  static constexpr std::string_view kKey = "absent";
  RequestKey absent{};
  std::optional<Instant> at{};
  std::optional<Instant> from{};
  bool operator==(const Absent&) const = default;
};
// Every reply to the step of this name has this status and message. At least one is set.
struct Reply {
  static constexpr std::string_view kKey = "reply";
  std::string reply{};
  std::optional<int> status{};
  std::optional<std::string> message{};
  std::optional<std::string> message_contains{};
  bool operator==(const Reply&) const = default;
};
struct GatewayIs {
  static constexpr std::string_view kKey = "gateway_state";
  GatewayState gateway_state = GatewayState::running;
  Instant at{};
  bool operator==(const GatewayIs&) const = default;
};
// The list's lastUpdated is the same at both moments and all the time between.
struct LastUpdatedUnchanged {
  static constexpr std::string_view kKey = "last_updated_unchanged";
  Kind last_updated_unchanged = Kind::channels;
  Instant from{};
  Instant until{};
  bool operator==(const LastUpdatedUnchanged&) const = default;
};

}  // namespace expect

using ExpectedSight =
    std::variant<expect::Metric, expect::Served, expect::Absent, expect::Reply, expect::GatewayIs,
                 expect::LastUpdatedUnchanged, expect::Machines, expect::Volumes, expect::DataKept,
                 expect::InstanceIs>;

struct Expectation {
  ExpectedSight sight{};
  // Of the contract: when the sight is not to be had, this is broken. Empty: none in particular.
  std::string clause{};
  bool operator==(const Expectation&) const = default;
};

}  // namespace scenarios
