#include "sim/choice/seeded_choices.h"

namespace sim {
namespace {

std::uint64_t split_mix(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15ULL;
  std::uint64_t z = state;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31U);
}

std::uint64_t rotate_left(std::uint64_t x, unsigned bits) {
  return (x << bits) | (x >> (64U - bits));
}

// The streams of one seed must not be shifted copies of each other.
std::uint64_t stream_seed(std::uint64_t seed, std::uint64_t stream) {
  std::uint64_t state = seed ^ (stream * 0xd1342543de82ef95ULL);
  return split_mix(state);
}

}  // namespace

Prng::Prng(std::uint64_t seed) : state_{} {
  for (std::uint64_t& word : state_) word = split_mix(seed);
}

std::uint64_t Prng::next() {
  const std::uint64_t result = rotate_left(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17U;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = rotate_left(state_[3], 45);
  return result;
}

std::uint64_t Prng::below(std::uint64_t bound) {
  std::uint64_t mask = bound - 1;
  for (unsigned shift = 1; shift < 64; shift *= 2) mask |= mask >> shift;
  for (;;) {
    const std::uint64_t value = next() & mask;
    if (value < bound) return value;
  }
}

SeededChoices::SeededChoices(std::uint64_t seed, Keep keep)
    : streams_{Prng(stream_seed(seed, 1)), Prng(stream_seed(seed, 2)), Prng(stream_seed(seed, 3)),
               Prng(stream_seed(seed, 4))},
      keep_(keep) {}

std::uint64_t SeededChoices::draw(Stream stream, const char* site, std::uint64_t bound) {
  const auto index = static_cast<std::size_t>(stream);
  ++counts_[index];
  const std::uint64_t value = bound == 1 ? 0 : streams_[index].below(bound);
  if (keep_ == Keep::draws) draws_.push_back(Draw{stream, site, bound, value});
  return value;
}

}  // namespace sim
