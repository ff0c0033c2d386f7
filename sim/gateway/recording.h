// Reads a recorded gateway log: one JSON object a line, {"t_ms": 7750, "stream": "stdout", "line":
// "…"}. Strict: a recording is evidence, and evidence that is half understood is refused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "controller/base/result.h"
#include "controller/base/time.h"

namespace sim {

enum class RecordingStream : std::uint8_t {
  out,
  err,
  marker,  // what the person recording did at that moment; not output
};

struct RecordingRow {
  controller::Duration at{};  // since the gateway was spawned; never decreases from row to row
  RecordingStream stream = RecordingStream::out;
  std::string line;

  bool operator==(const RecordingRow&) const = default;
};

using Recording = std::vector<RecordingRow>;

struct RecordingError {
  std::string message;  // "<file>:<line>: <what was expected>"
};

inline constexpr std::size_t kRecordingMaxBytes = std::size_t{64} << 20;  // of the whole file
inline constexpr std::size_t kRecordingMaxLineBytes = std::size_t{1} << 20;
inline constexpr std::int64_t kRecordingMaxTimeMs = std::int64_t{366} * 24 * 3600 * 1000;

// `name` stands for the file in errors; `text` is its content.
controller::Result<Recording, RecordingError> parse_recording(std::string_view name,
                                                              std::string_view text);

}  // namespace sim
