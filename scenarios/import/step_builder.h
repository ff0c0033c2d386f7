// Turns lines into the steps of a scenario, few and readable: equal lines in a steady rhythm become
// one step.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/format/step.h"
#include "scenarios/import/log_line.h"

namespace scenarios::importing {

struct StepLimits {
  std::size_t steps = 100'000;
  std::size_t bytes = (std::size_t{16} << 20U) - (std::size_t{64} << 10U);  // of the file, guessed
};

class StepBuilder {
 public:
  explicit StepBuilder(const StepLimits& limits) : limits_(limits) {}

  // Moments never go back. Text that is no UTF-8 is written as bytes.
  void add(Duration at, Source source, std::string text);
  // Beyond a limit: what comes now belongs to no scenario any more.
  [[nodiscard]] bool full() const {
    return steps_.size() > limits_.steps || bytes_ > limits_.bytes;
  }
  [[nodiscard]] bool too_large() const { return bytes_ > limits_.bytes; }

  // Calls f(text), which may change it, for every text that was added.
  template <class F>
  void each_text(F&& f);

  [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }
  std::vector<Step> take() { return std::move(steps_); }

 private:
  void append(Duration at, Action action, std::size_t text_bytes);
  bool joins_last(Duration at, Output stream, const std::string& text);
  void split_last(Duration at);

  StepLimits limits_;
  std::vector<Step> steps_;
  std::size_t bytes_ = 0;
};

// RFC 4648, padded.
std::string encode_base64(std::string_view bytes);

template <class F>
void StepBuilder::each_text(F&& f) {
  for (Step& step : steps_) {
    if (auto* log = std::get_if<step::Log>(&step.action)) f(log->line);
    if (auto* burst = std::get_if<step::LogBurst>(&step.action)) f(burst->line);
    if (auto* label = std::get_if<step::Label>(&step.action)) f(label->text);
    if (auto* write = std::get_if<step::Write>(&step.action)) {
      std::string bytes = decode_base64(*write->base64).value_or("");
      f(bytes);
      write->base64 = encode_base64(bytes);
    }
  }
}

}  // namespace scenarios::importing
