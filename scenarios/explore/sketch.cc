#include "scenarios/explore/sketch.h"

#include <array>

namespace scenarios {
namespace {

std::uint32_t draw_percent(Draws& draws) {
  constexpr std::array<std::uint32_t, 6> kPercents = {50, 20, 80, 10, 5, 100};
  return draws.one_of(kPercents);
}

}  // namespace

sim::When draw_when(const Sketch& sketch, bool mildly) {
  constexpr std::uint64_t kFar = 8;
  constexpr std::uint64_t kFew = 4;
  constexpr std::uint64_t kWindowPercent = 30;
  Draws& draws = sketch.draws;
  sim::When when;
  switch (draws.below(mildly ? 2 : 4)) {
    case 0:
      when.nth = draws.between(1, kFar);
      break;
    case 1:
      when.first = draws.between(1, mildly ? 2 : kFew);
      break;
    case 2:
      when.every = draws.between(2, kFew);
      break;
    default:
      when.percent = draw_percent(draws);
  }
  if (draws.chance(kWindowPercent)) {
    when.from = sketch.trouble_time();
    if (draws.chance(50)) when.until = *when.from + sketch.times.positive_span();
  }
  return when;
}

}  // namespace scenarios
