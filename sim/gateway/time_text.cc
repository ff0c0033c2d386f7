#include "sim/gateway/time_text.h"

#include <chrono>
#include <cstdint>

namespace sim {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;
using std::chrono::year_month_day;

constexpr std::size_t kIsoLength = 24;  // 2026-11-22T05:46:12.196Z

// Writes `value` with leading zeros into text[0, width).
void put(char* text, std::int64_t value, int width) {
  for (int i = width - 1; i >= 0; --i, value /= 10) text[i] = static_cast<char>('0' + value % 10);
}

// Appends 2026-11-22T05:46:12.196. Precondition: a year from 0 to 9999.
void append_civil(std::string& out, WallTime time) {
  const auto day = std::chrono::floor<days>(time);
  const year_month_day date(day);
  const std::int64_t ms = (time - day).count();
  char text[] = "0000-00-00T00:00:00.000";
  put(text, static_cast<int>(date.year()), 4);
  put(text + 5, static_cast<unsigned>(date.month()), 2);
  put(text + 8, static_cast<unsigned>(date.day()), 2);
  put(text + 11, ms / 3'600'000, 2);
  put(text + 14, ms / 60'000 % 60, 2);
  put(text + 17, ms / 1000 % 60, 2);
  put(text + 20, ms % 1000, 3);
  out.append(text, sizeof text - 1);
}

bool has_iso_shape(std::string_view text) {
  constexpr std::string_view kShape = "0000-00-00T00:00:00.000Z";
  if (text.size() != kIsoLength) return false;
  for (std::size_t i = 0; i < kIsoLength; ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (kShape[i] == '0' ? !digit : text[i] != kShape[i]) return false;
  }
  return true;
}

int number_at(std::string_view text, std::size_t at, std::size_t width) {
  int value = 0;
  for (std::size_t i = at; i < at + width; ++i) value = value * 10 + (text[i] - '0');
  return value;
}

}  // namespace

void append_iso_time(std::string& out, WallTime time) {
  append_civil(out, time);
  out += 'Z';
}

std::string iso_time(WallTime time) {
  std::string out;
  append_iso_time(out, time);
  return out;
}

void append_log_time(std::string& out, WallTime time) {
  append_civil(out, time);
  out += "+00:00";
}

std::optional<WallTime> parse_iso_time(std::string_view text) {
  if (!has_iso_shape(text)) return std::nullopt;
  const year_month_day date{std::chrono::year(number_at(text, 0, 4)),
                            std::chrono::month(static_cast<unsigned>(number_at(text, 5, 2))),
                            std::chrono::day(static_cast<unsigned>(number_at(text, 8, 2)))};
  const int hour = number_at(text, 11, 2);
  const int minute = number_at(text, 14, 2);
  const int second = number_at(text, 17, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second) + milliseconds(number_at(text, 20, 3));
}

}  // namespace sim
