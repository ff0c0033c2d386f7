// The seeds that a scenario runs with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "controller/base/result.h"

namespace scenarios {

// More in one run would take more memory for the list of results than is worth it.
inline constexpr std::size_t kSeedsMax = 1'000'000;

// A list, or a range that takes no memory. Never empty.
class Seeds {
 public:
  // Precondition: not empty.
  explicit Seeds(std::vector<std::uint64_t> list) : list_(std::move(list)), count_(list_.size()) {}
  // Precondition: count > 0, and first + count - 1 fits.
  Seeds(std::uint64_t first, std::size_t count) : first_(first), count_(count) {}

  [[nodiscard]] std::size_t size() const { return count_; }
  std::uint64_t operator[](std::size_t at) const { return list_.empty() ? first_ + at : list_[at]; }

 private:
  std::vector<std::uint64_t> list_;
  std::uint64_t first_ = 0;
  std::size_t count_;
};

// A whole number from 0 on, in decimal digits and nothing else. The failure says what was expected.
controller::Result<std::uint64_t, std::string> parse_number(std::string_view text);

// "7"
controller::Result<Seeds, std::string> parse_seed(std::string_view text);

// "1..100", both included.
controller::Result<Seeds, std::string> parse_seed_range(std::string_view text);

}  // namespace scenarios
