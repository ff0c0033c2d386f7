// Everything that the Machines API refuses, in every wording that is known, as data. The rows and
// their evidence: docs/fly-facts.md.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sim {

enum class FlyRefusal : std::uint8_t {
  name_taken,
  lease_held,
  concurrent_update,
  version_mismatch,
  capacity,
  volume_host_full,  // a machine on an existing volume, whose host has no room
  volume_capacity,   // a new volume
  quota,
  machine_limit,
  start_refused,  // a machine in a state from which it cannot be started
  being_replaced,
  still_active,
  destroy_refused,  // a machine that runs, without force
  stop_refused,
  volume_bound,    // it cannot be deleted
  volume_claimed,  // it cannot be mounted
  volume_elsewhere,
  volume_missing,  // at create and update of a machine
  app_missing,
  machine_missing,
  wait_machine_missing,
  volume_not_found,  // at its own routes
  lease_missing,
  route_missing,
  wait_timeout,
  rate_limited,
  not_running,      // exec
  output_too_long,  // exec
  exec_timeout,
  unreachable,  // the region is out
  unauthorized,
  invalid,
};
inline constexpr std::size_t kFlyRefusalCount = static_cast<std::size_t>(FlyRefusal::invalid) + 1;

// As scenario files name it.
std::string_view name_of(FlyRefusal refusal);
std::optional<FlyRefusal> fly_refusal_of(std::string_view name);

// In `text`: {machine}, {name}, {volume}, {state}, {wanted}, {detail} stand for what the case is
// about.
struct FlyWording {
  enum class Shape : std::uint8_t { object, plain, empty };  // {"error":…}; text/plain; no body
  int status;
  std::string_view text;
  std::string_view code = "unknown";  // the member `status` of the body
  Shape shape = Shape::object;
  bool retry_after = false;  // with the header, 1 s
};
// Never empty; the first is what the fake says unless told otherwise.
std::span<const FlyWording> wordings_of(FlyRefusal refusal);

// What a refusal is about, as far as it is known.
struct FlySubject {
  std::string_view machine;
  std::string_view name;
  std::string_view volume;
  std::string_view state;
  std::string_view wanted;
  std::string_view detail;
};

struct FlyError {
  FlyRefusal refusal = FlyRefusal::invalid;
  std::string text;
  std::string_view code = "unknown";
  FlyWording::Shape shape = FlyWording::Shape::object;
};

// Which wording of each refusal is used, by index; too large an index means the last.
using FlyWordings = std::array<std::uint8_t, kFlyRefusalCount>;

std::string fill_in(std::string_view text, const FlySubject& subject);

}  // namespace sim
