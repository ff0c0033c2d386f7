// Where a run that never ends is stopped: holds what it does against the limits of its scenario.
#pragma once

#include <cstdint>
#include <string>

#include "scenarios/format/scenario.h"
#include "sim/trace/recorder.h"

namespace scenarios {

class LimitWatch {
 public:
  // Both must outlive it.
  LimitWatch(const Limits& limits, const sim::Recorder& recorder)
      : limits_(limits), recorder_(recorder) {}

  // There were more events, or larger ones, than there may be.
  [[nodiscard]] bool exceeded() const {
    return recorder_.count() > limits_.events || recorder_.bytes() > limits_.event_bytes;
  }
  // Within what the run did not end: "1,000 events (limits.events)"; empty: within both.
  [[nodiscard]] std::string exceeded_text() const;

 private:
  const Limits& limits_;
  const sim::Recorder& recorder_;
};

}  // namespace scenarios
