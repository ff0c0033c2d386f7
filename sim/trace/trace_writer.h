// Writes events as JSON lines: one object an event, keys in a fixed order, times in microseconds.
#pragma once

#include <string>

#include "sim/trace/event.h"

namespace sim {

// Appends one line. Bytes that are no UTF-8 appear as `\u00XX`, one for each byte, so the line is
// always valid JSON.
void append_json_line(const Event& event, std::string& out);

class TraceWriter final : public EventSink {
 public:
  void on_event(const Event& event) override { append_json_line(event, text_); }
  [[nodiscard]] const std::string& text() const { return text_; }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

}  // namespace sim
