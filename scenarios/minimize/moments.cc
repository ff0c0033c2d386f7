#include "scenarios/minimize/moments.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <tuple>

#include "scenarios/format/duration_text.h"
#include "scenarios/minimize/draft.h"

namespace scenarios {
namespace {

using controller::Duration;
using namespace std::chrono_literals;

// The ease of reading it.
auto weight(Duration duration) {
  return std::tuple(duration_text(duration).size(), std::abs(duration.count()));
}

}  // namespace

std::optional<Duration> duration_in(const Node& node) {
  if (node.type != Node::Type::text) return std::nullopt;
  const auto duration = parse_duration(node.text, Sign::any);
  return duration ? std::optional(*duration) : std::nullopt;
}

Node duration_node(Duration duration) { return text_node(duration_text(duration)); }

bool is_moment(const Node& node) {
  return is_under(node, {"at", "from", "until", "calm_after", "duration"}) && duration_in(node);
}

std::vector<Duration> simpler(Duration duration) {
  constexpr std::array<Duration, 9> kGrains = {24h, 1h, 10min, 1min, 10s, 1s, 100ms, 10ms, 1ms};
  std::vector<Duration> found = {0s, 1s, 10s, 1min, 10min, 1h};
  for (const auto grain : kGrains) {
    const auto below = duration / grain * grain;
    for (const auto near : {below, below + grain, duration / 2 / grain * grain})
      found.push_back(near);
  }
  std::erase_if(found, [&](Duration other) { return weight(other) >= weight(duration); });
  std::ranges::sort(found, {}, weight);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::vector<std::int64_t> simpler(std::int64_t number) {
  std::vector<std::int64_t> found = {
      0, 1, 2, 3, 5, 10, number / 2, number - number / 4, number > 0 ? number - 1 : number + 1};
  std::erase_if(found, [&](auto other) { return std::abs(other) >= std::abs(number); });
  std::ranges::sort(found, {}, [](auto other) { return std::abs(other); });
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace scenarios
