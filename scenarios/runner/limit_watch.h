// Where a run that never ends is stopped: counts what it does against the limits of its scenario.
#pragma once

#include <cstdint>
#include <string>

#include "scenarios/format/scenario.h"
#include "sim/trace/event.h"

namespace scenarios {

class LimitWatch final : public sim::EventSink {
 public:
  // `limits` must outlive it.
  explicit LimitWatch(const Limits& limits) : limits_(limits) {}

  void on_event(const sim::Event& event) override;

  // There were more events, or larger ones, than there may be.
  [[nodiscard]] bool exceeded() const {
    return events_ > limits_.events || bytes_ > limits_.event_bytes;
  }
  // Within what the run did not end: "1,000 events (limits.events)"; empty: within both.
  [[nodiscard]] std::string exceeded_text() const;

 private:
  const Limits& limits_;
  std::uint64_t events_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace scenarios
