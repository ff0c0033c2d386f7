#include "sim/text/duration_text.h"

#include <array>
#include <cstdint>
#include <optional>

#include "controller/base/ascii.h"
#include "sim/text/shown.h"

namespace sim {
namespace {

using controller::is_digit_ascii;

using controller::Duration;

struct Unit {
  std::string_view name;
  std::int64_t us;
};
// Largest first. "ms" stands before "s" and "m", whose names it holds.
constexpr std::array kUnits = {Unit{"d", 86'400'000'000}, Unit{"h", 3'600'000'000},
                               Unit{"ms", 1'000}, Unit{"m", 60'000'000}, Unit{"s", 1'000'000}};

struct Number {
  std::int64_t thousandths = 0;
  bool overflow = false;
};

// "12" or "12.345"; thousandths, so that every unit comes out in whole microseconds.
std::optional<Number> parse_number(std::string_view text) {
  constexpr std::int64_t kTooMany = 1'000'000'000'000;  // in any unit
  const std::size_t dot = text.find('.');
  const std::string_view whole = text.substr(0, dot);
  const std::string_view fraction =
      dot == std::string_view::npos ? std::string_view("0") : text.substr(dot + 1);
  if (whole.empty() || fraction.empty() || fraction.size() > 3) return std::nullopt;
  Number number;
  for (const char c : whole) {
    if (!is_digit_ascii(c)) return std::nullopt;
    if (number.thousandths < kTooMany) number.thousandths = number.thousandths * 10 + (c - '0');
  }
  // Stays below ten times as many, so that three more digits fit.
  number.overflow = number.thousandths >= kTooMany;
  for (std::size_t i = 0; i < 3; ++i) {
    if (i < fraction.size() && !is_digit_ascii(fraction[i])) return std::nullopt;
    number.thousandths = number.thousandths * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  }
  return number;
}

controller::Failure<std::string> malformed(std::string_view text) {
  return {R"(expected a duration such as "250ms", "90s", "10m", "2h" or "1d", not )" + shown(text)};
}

}  // namespace

controller::Result<Duration, std::string> parse_duration(std::string_view text, Sign sign) {
  const bool negative = text.starts_with('-');
  const std::string_view size = negative ? text.substr(1) : text;
  for (const Unit& unit : kUnits) {
    if (!size.ends_with(unit.name)) continue;
    const auto number = parse_number(size.substr(0, size.size() - unit.name.size()));
    if (!number) return malformed(text);
    if (negative && sign == Sign::plus)
      return controller::Failure{"expected a duration that is not negative, not " + shown(text)};
    // Below this bound the product cannot overflow.
    const std::int64_t max = kDurationMax.count() / unit.us * 1000;
    if (number->overflow || number->thousandths > max)
      return controller::Failure{"expected a duration of at most 400d, not " + shown(text)};
    const std::int64_t us = number->thousandths * (unit.us / 1000);
    return Duration(negative ? -us : us);
  }
  return malformed(text);
}

std::string duration_text(Duration duration) {
  const std::int64_t us = duration.count();
  if (us == 0) return "0s";
  // In the order of size.
  for (const std::size_t i : {0U, 1U, 3U, 4U, 2U}) {
    if (us % kUnits.at(i).us == 0)
      return std::to_string(us / kUnits.at(i).us) + std::string(kUnits.at(i).name);
  }
  const std::int64_t size = us < 0 ? -us : us;
  std::string fraction = std::to_string(1000 + size % 1000).substr(1);
  fraction.erase(fraction.find_last_not_of('0') + 1);
  return (us < 0 ? "-" : "") + std::to_string(size / 1000) + '.' + fraction + "ms";
}

}  // namespace sim
