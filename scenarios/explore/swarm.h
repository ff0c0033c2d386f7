// Swarm testing: each run leaves most of what could happen out, at random, so that what is left
// comes in numbers and undisturbed by the rest (Groce et al., "Swarm testing", 2012).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "scenarios/explore/draws.h"

namespace scenarios {

class Swarm {
 public:
  // Turns on at most `most` of `kinds`, half of that on average, each with a weight of its own. All
  // draws 0: none. Precondition: most <= kinds.
  Swarm(Draws& draws, std::size_t kinds, std::size_t most);

  // The kinds that are on, each once.
  [[nodiscard]] const std::vector<std::size_t>& kinds() const { return kinds_; }
  [[nodiscard]] bool empty() const { return kinds_.empty(); }
  // One of them by its weight. Precondition: not empty.
  std::size_t draw(Draws& draws) const;

 private:
  std::vector<std::size_t> kinds_;
  std::vector<std::uint64_t> weights_;
  std::uint64_t sum_ = 0;
};

}  // namespace scenarios
