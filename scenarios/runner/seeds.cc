#include "scenarios/runner/seeds.h"

#include <charconv>

#include "scenarios/format/document.h"

namespace scenarios {
namespace {

using controller::Failure;

// Digits may go on as long as they like; 64 bits end somewhere.
Failure<std::string> no_number(std::string_view text) {
  return {"expected a whole number from 0 to 18446744073709551615, not " + shown(text)};
}

Failure<std::string> no_range(std::string_view text, const std::string& why) {
  return {"expected a first and a last seed, such as 1..100, not " + shown(text) + why};
}

}  // namespace

controller::Result<std::uint64_t, std::string> parse_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || error != std::errc() || stop != end) return no_number(text);
  return value;
}

controller::Result<Seeds, std::string> parse_seed(std::string_view text) {
  const auto seed = parse_number(text);
  if (!seed) return Failure{seed.error()};
  return Seeds(*seed, 1);
}

controller::Result<Seeds, std::string> parse_seed_range(std::string_view text) {
  const auto dots = text.find("..");
  if (dots == std::string_view::npos) return no_range(text, " (for one seed there is --seed)");
  const auto first = parse_number(text.substr(0, dots));
  const auto last = parse_number(text.substr(dots + 2));
  if (!first || !last) return no_range(text, "");
  if (*last < *first) return no_range(text, ": the last is before the first");
  if (*last - *first >= kSeedsMax)
    return Failure{"expected at most " + std::to_string(kSeedsMax) + " seeds in one run, not " +
                   shown(text) + ": split it"};
  return Seeds(*first, static_cast<std::size_t>(*last - *first) + 1);
}

}  // namespace scenarios
