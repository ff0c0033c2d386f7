// Removing entries listed before, in O(n log n): a list of 1 MiB may hold 50,000 entries.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "controller/base/ascii.h"

namespace controller {

// Removes every element whose `key` (a function from the element to a string_view) equals that of
// an earlier one, ASCII letter case ignored, and keeps the order of the rest. Returns how many
// went. `order` is working memory, reused so that a steady state allocates nothing.
template <class T, class Key>
std::uint32_t remove_duplicates(std::vector<T>& items, Key key, std::vector<std::uint32_t>& order) {
  order.resize(items.size());
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const int compared = compare_ignoring_case(key(items[a]), key(items[b]));
    return compared != 0 ? compared < 0 : a < b;
  });

  // In each run of equal keys all but the first are repeats: gather them at the front of `order`,
  // which overwrites only what has been compared already.
  std::size_t repeats = 0;
  for (std::size_t i = 1; i < order.size(); ++i) {
    const auto previous = key(items[order[i - 1]]);
    if (equal_ignoring_case(previous, key(items[order[i]]))) order[repeats++] = order[i];
  }
  order.resize(repeats);
  if (order.empty()) return 0;

  std::sort(order.begin(), order.end());
  std::size_t kept = 0;
  std::size_t next_repeat = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (next_repeat < repeats && order[next_repeat] == i) {
      ++next_repeat;
    } else if (kept++ != i) {
      std::swap(items[kept - 1], items[i]);
    }
  }
  items.resize(kept);
  return static_cast<std::uint32_t>(repeats);
}

}  // namespace controller
