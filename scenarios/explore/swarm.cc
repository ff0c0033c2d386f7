#include "scenarios/explore/swarm.h"

#include <numeric>
#include <utility>

namespace scenarios {

Swarm::Swarm(Draws& draws, std::size_t kinds, std::size_t most) {
  constexpr std::uint64_t kHeaviest = 8;
  std::vector<std::size_t> left(kinds);
  std::iota(left.begin(), left.end(), std::size_t{0});
  for (std::size_t wanted = draws.below(most + 1); wanted > 0; --wanted) {
    std::size_t& picked = left[draws.below(left.size())];
    kinds_.push_back(picked);
    weights_.push_back(draws.between(1, kHeaviest));
    sum_ += weights_.back();
    picked = left.back();
    left.pop_back();
  }
}

std::size_t Swarm::draw(Draws& draws) const {
  std::uint64_t at = draws.below(sum_);
  std::size_t i = 0;
  while (at >= weights_[i]) at -= weights_[i++];
  return kinds_[i];
}

}  // namespace scenarios
