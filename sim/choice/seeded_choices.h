// Choice sources: one that draws from a seed and can remember what it drew, and one that always
// chooses calm.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/choice/choice.h"

namespace sim {

struct Draw {
  Stream stream;
  const char* site;
  std::uint64_t bound;
  std::uint64_t value;
};

// xoshiro256** (Blackman and Vigna, 2018), seeded by SplitMix64. The same numbers on every compiler
// and machine.
class Prng {
 public:
  explicit Prng(std::uint64_t seed);
  std::uint64_t next();
  // Uniform in [0, bound), by rejection (Lemire's method needs 128-bit products; a masked rejection
  // does not).
  std::uint64_t below(std::uint64_t bound);

 private:
  std::array<std::uint64_t, 4> state_;
};

class SeededChoices final : public ChoiceSource {
 public:
  enum class Keep : std::uint8_t { nothing, draws };
  explicit SeededChoices(std::uint64_t seed, Keep keep = Keep::nothing);

  std::uint64_t draw(Stream stream, const char* site, std::uint64_t bound) override;

  [[nodiscard]] const std::vector<Draw>& draws() const { return draws_; }
  // How many draws each stream has seen.
  [[nodiscard]] std::uint64_t count(Stream stream) const {
    return counts_[static_cast<std::size_t>(stream)];
  }

 private:
  std::array<Prng, kStreamCount> streams_;
  std::array<std::uint64_t, kStreamCount> counts_{};
  Keep keep_;
  std::vector<Draw> draws_;
};

// Always the calm choice.
class CalmChoices final : public ChoiceSource {
 public:
  std::uint64_t draw(Stream /*stream*/, const char* /*site*/, std::uint64_t /*bound*/) override {
    return 0;
  }
};

}  // namespace sim
