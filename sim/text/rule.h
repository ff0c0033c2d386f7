// What a value in a file must satisfy beyond its type.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "controller/base/time.h"
#include "sim/text/duration_text.h"

namespace sim::format {

// A kind of text: one of `words` if there are any, else whatever `fits`.
struct TextRule {
  std::string_view what;      // "channel": for `unknown channel "x"`
  std::string_view expected;  // "a channel such as …": for `expected …, not "x"`
  std::string_view pattern;   // the same as `fits`, as a regular expression for the schema
  bool (*fits)(std::string_view) = nullptr;
  std::vector<std::string_view> (*words)() = nullptr;
};

struct Rule {
  const TextRule* text = nullptr;  // texts; nullptr: any
  std::uint64_t min = 0;           // integers
  std::uint64_t max = std::numeric_limits<std::uint64_t>::max();
  controller::Duration shortest{};  // durations
  Sign sign = Sign::plus;
  std::size_t items_min = 0;  // arrays; the rest of the rule is for their items
  bool unique = false;
};

extern const TextRule kNonEmpty;
extern const TextRule kName;  // kebab-case
extern const TextRule kChannel;
extern const TextRule kRegion;

constexpr Rule text(const TextRule& rule, bool unique = false) {
  return Rule{.text = &rule, .unique = unique};
}
constexpr Rule between(std::uint64_t min, std::uint64_t max) {
  return Rule{.min = min, .max = max};
}
constexpr Rule at_least(controller::Duration shortest) { return Rule{.shortest = shortest}; }

}  // namespace sim::format
