// One line that the gateway prints.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/gateway/time_text.h"

namespace sim {

// Where the recorded program had its state.
inline constexpr std::string_view kRecordedStatePath = "/root/.openclaw";

enum class LogStream : std::uint8_t { out, err };

struct LogStyle {
  bool verbose = false;
  bool color =
      false;  // TERM is set: ANSI colours, on a pipe too (gateway-verbose-term-xterm.jsonl)
  std::uint16_t port = 3001;  // the gateway's own, which lines name
};

struct LogLine {
  Duration after{};  // how long after the event that caused it
  LogStream stream = LogStream::out;
  std::string text;  // without the line end

  bool operator==(const LogLine&) const = default;
};

}  // namespace sim
