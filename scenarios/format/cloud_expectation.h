// What a cloud scenario wants to have seen of instances and of Fly. See expectation.h. Each names a
// user, and a moment.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "controller/base/time.h"
#include "controller/fly/types.h"

namespace scenarios {

using controller::Instant;

enum class InstanceState : std::uint8_t {
  provisioned,
  starting,
  running,
  stopped,
  destroying,
  erased,
};

namespace expect {

// So many machines of the user's are there, or are in that state.
struct Machines {
  static constexpr std::string_view kKey = "machines";
  std::string machines{};
  std::uint64_t count = 1;
  std::optional<controller::fly::MachineState> state{};
  std::optional<std::uint64_t> memory_mb{};  // that an instance gave it last
  Instant at{};
  bool operator==(const Machines&) const = default;
};
// So many volumes of the user's are there.
struct Volumes {
  static constexpr std::string_view kKey = "volumes";
  std::string volumes{};
  std::uint64_t count = 1;
  Instant at{};
  bool operator==(const Volumes&) const = default;
};
// The user's machine runs on the newest data that there ever was.
struct DataKept {
  static constexpr std::string_view kKey = "data_kept";
  std::string data_kept{};
  Instant at{};
  bool operator==(const DataKept&) const = default;
};
struct InstanceIs {
  static constexpr std::string_view kKey = "instance_state";
  std::string instance_state{};
  InstanceState is = InstanceState::running;
  Instant at{};
  bool operator==(const InstanceIs&) const = default;
};

}  // namespace expect
}  // namespace scenarios
