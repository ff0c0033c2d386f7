// The seam of the controller's own log: an event name and fields, never a sentence with values
// pasted in. No argv, no token, no pairing code ever becomes a field.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <variant>

namespace controller {

enum class LogLevel : std::uint8_t { debug, info, warning, error };

struct LogField {
  std::string_view key;
  std::variant<std::string_view, std::int64_t> value;
};

class Log {
 public:
  virtual ~Log() = default;

  // `event` is dotted lower case, e.g. `pairing.refresh_failed`. Nothing is kept after the call
  // returns.
  void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
    write_entry(level, event, fields);
  }
  virtual void write_entry(LogLevel level, std::string_view event,
                           std::span<const LogField> fields) = 0;
};

}  // namespace controller
