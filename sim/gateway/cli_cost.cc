#include "sim/gateway/cli_cost.h"

namespace sim {

std::int64_t draw_from(const Range& range, ChoiceSource& choices, Stream stream, const char* site) {
  if (range.least == range.most) return range.least;
  const auto bound = static_cast<std::uint64_t>(range.most - range.least + 1);
  return range.least + static_cast<std::int64_t>(choices.draw(stream, site, bound));
}

}  // namespace sim
