// Draws from a list; behind its end everything is calm.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/choice/choice.h"

namespace scenarios {

class ListedChoices final : public sim::ChoiceSource {
 public:
  explicit ListedChoices(std::vector<std::uint64_t> numbers) : numbers_(std::move(numbers)) {}

  std::uint64_t draw(sim::Stream /*stream*/, const char* /*site*/, std::uint64_t bound) override {
    return next_ < numbers_.size() ? numbers_[next_++] % bound : 0;
  }

 private:
  std::vector<std::uint64_t> numbers_;
  std::size_t next_ = 0;
};

}  // namespace scenarios
