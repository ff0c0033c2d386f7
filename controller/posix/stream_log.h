// The daemon's own log, a line an event, as text or as JSON:
//
//   2026-03-13T12:00:00.000Z warning pairing.refresh_failed list=channels why="exit code 1"
//   {"time":"2026-03-13T12:00:00.000Z","level":"warning","event":"pairing.refresh_failed",…}
//
// Control characters in values are escaped, so that a line stays a line. Loop's thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "controller/base/log.h"
#include "controller/base/output_sink.h"
#include "controller/base/wall_clock.h"

namespace controller::posix {

enum class LogFormat : std::uint8_t { text, json };

// Nothing for other words than `text` and `json`, `debug`, `info`, `warning` and `error`.
std::optional<LogFormat> parse_log_format(std::string_view word);
std::optional<LogLevel> parse_log_level(std::string_view word);

class StreamLog final : public Log {
 public:
  // Writes to the sink's stderr, each line in one piece. Both references must outlive the log.
  StreamLog(OutputSink& sink, const WallClock& clock, LogFormat format, LogLevel minimum)
      : sink_(sink), clock_(clock), format_(format), minimum_(minimum) {}

  void write_entry(LogLevel level, std::string_view event,
                   std::span<const LogField> fields) override;

 private:
  OutputSink& sink_;
  const WallClock& clock_;
  LogFormat format_;
  LogLevel minimum_;
  std::string line_;
};

}  // namespace controller::posix
