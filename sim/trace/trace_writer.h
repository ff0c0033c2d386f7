// Writes events as JSON lines: one object an event, keys in a fixed order, times in microseconds.
#pragma once

#include <deque>
#include <string>

#include "sim/trace/event.h"

namespace sim {

// Appends one line. Bytes that are no UTF-8 appear as `\u00XX`, one for each byte, so the line is
// always valid JSON.
void append_json_line(const Event& event, std::string& out);

class TraceWriter final : public EventSink {
 public:
  void on_event(const Event& event) override;
  // The whole text, which the writer then no longer has.
  std::string take();

 private:
  // In pieces, since a single text that grows takes up to three times its size while it moves.
  std::deque<std::string> pieces_;
};

}  // namespace sim
