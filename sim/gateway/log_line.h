// One line that the gateway prints.
#pragma once

#include <cstdint>
#include <string>

#include "sim/gateway/time_text.h"

namespace sim {

enum class LogStream : std::uint8_t { out, err };

struct LogStyle {
  bool verbose = false;
  bool color =
      false;  // TERM is set: ANSI colours, on a pipe too (gateway-verbose-term-xterm.jsonl)
};

struct LogLine {
  Duration after{};  // how long after the event that caused it
  LogStream stream = LogStream::out;
  std::string text;  // without the line end

  bool operator==(const LogLine&) const = default;
};

}  // namespace sim
