// Small seams for unit tests.
#pragma once

#include <string>
#include <vector>

#include "controller/base/log.h"
#include "controller/base/output_sink.h"
#include "controller/base/wall_clock.h"

namespace controller::testing {

class FakeWallClock final : public WallClock {
 public:
  WallTime time{};
  [[nodiscard]] WallTime now() const override { return time; }
};

// Keeps the names of the events, and whole entries as `event key=value …`.
class MemoryLog final : public Log {
 public:
  std::vector<std::string> events;
  std::vector<std::string> lines;
  void write_entry(LogLevel /*level*/, std::string_view event,
                   std::span<const LogField> fields) override {
    events.emplace_back(event);
    std::string& line = lines.emplace_back(event);
    for (const LogField& field : fields) {
      const auto* text = std::get_if<std::string_view>(&field.value);
      line.append(" ").append(field.key).append("=");
      line += text != nullptr ? std::string(*text) : std::to_string(std::get<1>(field.value));
    }
  }
  [[nodiscard]] std::size_t count(std::string_view event) const {
    std::size_t count = 0;
    for (const std::string& seen : events) count += seen == event ? 1U : 0U;
    return count;
  }
};

class MemorySink final : public OutputSink {
 public:
  std::string out;
  std::string err;
  void write(OutputStream stream, std::string_view bytes) override {
    (stream == OutputStream::out ? out : err).append(bytes);
  }
  std::uint64_t dropped = 0;
  [[nodiscard]] std::uint64_t bytes_dropped() const override { return dropped; }
};

}  // namespace controller::testing
