// Whether what an instance draws by chance looks drawn. A single draw may have any value, so only
// many of them tell; and in a run in which the world does not vary either, nothing does.
#pragma once

#include <cstdint>
#include <set>

#include "controller/base/time.h"

namespace scenarios::seen {

class Draws {
 public:
  using Duration = controller::Duration;

  // How long some call took: told apart by the world's own chance.
  void world(Duration took) { world_.insert(took); }
  // `drawn`, evenly from 0 to `most`, which is not 0.
  void draw(Duration drawn, Duration most) {
    ++draws_;
    if (drawn * kPart < most) ++low_;
    if ((most - drawn) * kPart < most) ++high_;
  }
  // All of many draws lie at one end.
  [[nodiscard]] bool always_low() const { return enough() && low_ == draws_; }
  [[nodiscard]] bool always_high() const { return enough() && high_ == draws_; }

 private:
  static constexpr int kPart = 8;
  static constexpr std::size_t kEnough = 8;  // by chance once in 8 to the power of 8 runs

  [[nodiscard]] bool enough() const { return draws_ >= kEnough && world_.size() >= kEnough / 2; }

  std::size_t draws_ = 0;
  std::size_t low_ = 0;
  std::size_t high_ = 0;
  std::set<Duration> world_;
};

}  // namespace scenarios::seen
