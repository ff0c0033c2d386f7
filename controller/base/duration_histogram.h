// How long something took, counted in classes as Prometheus wants it.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>

#include "controller/base/time.h"

namespace controller {

class DurationHistogram {
 public:
  // Upper bounds in milliseconds, inclusive. They bracket what was recorded of the command line:
  // 4-9 s alone, 47-94 s cold or in company, and the time-outs of 90 s and 180 s (C5).
  static constexpr std::array<std::int64_t, 10> kBoundsMs = {
      100, 500, 1'000, 2'500, 5'000, 10'000, 30'000, 60'000, 90'000, 180'000};

  void add(Duration span) {
    const auto* const bound = std::ranges::find_if(
        kBoundsMs, [span](std::int64_t ms) { return span <= std::chrono::milliseconds(ms); });
    ++counts_.at(static_cast<std::size_t>(bound - kBoundsMs.begin()));
    ++count_;
    sum_ += span;
  }

  // At most `kBoundsMs[index]`, and longer than the bound before; the last one is beyond all.
  [[nodiscard]] std::uint64_t in_class(std::size_t index) const { return counts_.at(index); }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] Duration sum() const { return sum_; }

 private:
  std::array<std::uint64_t, kBoundsMs.size() + 1> counts_{};
  std::uint64_t count_ = 0;
  Duration sum_{};
};

}  // namespace controller
