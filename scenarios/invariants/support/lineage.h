// Which writes a volume holds. Two volumes with as many writes each may still have different ones:
// so a write is told by the volume that it was made on, and by its number there.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "sim/trace/event.h"

namespace scenarios::seen {

// By the volume that they were made on: the first so many of its own. A fork copies all that there
// is of a volume, so no set of writes has gaps.
using Writes = std::map<std::string, std::int64_t>;

void add(Writes& to, const Writes& others);
std::int64_t count_of(const Writes& writes);
// Those of `wanted` that `has` lacks, each as it is in `wanted`.
Writes lacking(const Writes& has, const Writes& wanted);
// How many of `wanted` are not in `has`.
std::int64_t count_lacking(const Writes& has, const Writes& wanted);

// The volumes that they were made on.
std::string text_of(const Writes& writes);

// Of all volumes, kept from what is told of them.
class Lineages {
 public:
  void take(const sim::FlyVolumeChanged& now);

  [[nodiscard]] const Writes& of(const std::string& volume) const;
  // What a fork had to copy when it was made, whether it has hydrated or not.
  [[nodiscard]] const Writes& copied_by(const std::string& volume) const;

 private:
  struct Holding {
    Writes has;
    Writes copies;
    std::int64_t data = 0;  // as last told
  };
  std::map<std::string, Holding> volumes_;
};

}  // namespace scenarios::seen
