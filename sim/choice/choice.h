// The one source of every decision that the simulated world takes.
#pragma once

#include <cstdint>

namespace sim {

// Streams are kept apart so that a change in one kind of decision does not shift the others.
enum class Stream : std::uint8_t { workload, schedule, faults, latency };
inline constexpr std::uint8_t kStreamCount = 4;

class ChoiceSource {
 public:
  virtual ~ChoiceSource() = default;
  // A draw in [0, bound); 0 always means the calm choice. `site` names the decision: a string
  // literal, or another string that outlives the source. Precondition: bound > 0.
  virtual std::uint64_t draw(Stream stream, const char* site, std::uint64_t bound) = 0;
};

}  // namespace sim
