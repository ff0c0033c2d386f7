#include "controller/base/iso8601.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "controller/base/ascii.h"

namespace controller {
namespace {

constexpr std::int64_t kMsPerSecond = 1000;
constexpr std::int64_t kMsPerMinute = 60 * kMsPerSecond;
constexpr std::int64_t kMsPerHour = 60 * kMsPerMinute;
constexpr std::int64_t kMsPerDay = 24 * kMsPerHour;

// Reads a text from the front. The first thing that is not as wanted makes it bad for good, so that
// callers ask once, at the end.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  // Exactly `digits` digits, as a number within [min, max].
  int number(std::size_t digits, int min, int max);
  // The next character; 0 at the end.
  char any();
  void literal(char expected) { good_ = (any() == expected) && good_; }
  // A fraction of a second in milliseconds, if one follows.
  int fraction();

  bool all_read() const { return good_ && rest_.empty(); }

 private:
  bool good_ = true;
  std::string_view rest_;
};

int Reader::number(std::size_t digits, int min, int max) {
  const std::string_view text = rest_.substr(0, digits);
  int value = 0;
  for (const char c : text) {
    good_ = good_ && is_digit_ascii(c);
    value = value * 10 + (c - '0');
  }
  good_ = good_ && text.size() == digits && value >= min && value <= max;
  rest_.remove_prefix(text.size());
  return value;
}

char Reader::any() {
  if (rest_.empty()) return 0;
  const char c = rest_.front();
  rest_.remove_prefix(1);
  return c;
}

int Reader::fraction() {
  if (rest_.empty() || rest_.front() != '.') return 0;
  rest_.remove_prefix(1);
  constexpr std::size_t kMaxDigits = 9;
  std::size_t digits = 0;
  int ms = 0;
  for (int unit = 100; !rest_.empty() && is_digit_ascii(rest_.front()); unit /= 10, ++digits) {
    ms += unit * (rest_.front() - '0');
    rest_.remove_prefix(1);
  }
  good_ = good_ && digits >= 1 && digits <= kMaxDigits;
  return ms;
}

// Milliseconds to subtract to get to UTC; nothing for what is no offset.
std::optional<std::int64_t> read_offset(Reader& reader) {
  const char sign = reader.any();
  if (sign == 'Z') return 0;
  if (sign != '+' && sign != '-') return std::nullopt;
  const int hours = reader.number(2, 0, 23);
  reader.literal(':');
  const int minutes = reader.number(2, 0, 59);
  const std::int64_t offset = hours * kMsPerHour + minutes * kMsPerMinute;
  return sign == '+' ? offset : -offset;
}

std::chrono::year_month_day read_date(Reader& reader) {
  const int year = reader.number(4, 0, 9999);
  reader.literal('-');
  const int month = reader.number(2, 1, 12);
  reader.literal('-');
  const int day = reader.number(2, 1, 31);
  return std::chrono::year(year) / month / day;
}

std::int64_t read_time_of_day(Reader& reader) {
  const int hours = reader.number(2, 0, 23);
  reader.literal(':');
  const int minutes = reader.number(2, 0, 59);
  reader.literal(':');
  const int seconds = reader.number(2, 0, 59);
  return hours * kMsPerHour + minutes * kMsPerMinute + seconds * kMsPerSecond + reader.fraction();
}

constexpr std::int64_t midnight_ms(std::chrono::year_month_day date) {
  return std::chrono::sys_days(date).time_since_epoch().count() * kMsPerDay;
}

void write_number(std::int64_t value, std::size_t digits, char* out) {
  for (; digits > 0; --digits, value /= 10) out[digits - 1] = static_cast<char>('0' + value % 10);
}

}  // namespace

std::optional<std::int64_t> parse_iso8601(std::string_view text) {
  Reader reader(text);
  const auto date = read_date(reader);
  reader.literal('T');
  const std::int64_t time_of_day = read_time_of_day(reader);
  const auto offset = read_offset(reader);
  if (!reader.all_read() || !offset || !date.ok()) return std::nullopt;
  return midnight_ms(date) + time_of_day - *offset;
}

std::string format_iso8601(std::int64_t ms) {
  using std::chrono::days;
  using std::chrono::sys_days;
  using std::chrono::year;
  constexpr std::int64_t kFirst = midnight_ms(year(0) / 1 / 1);
  constexpr std::int64_t kLast = midnight_ms(year(9999) / 12 / 31) + kMsPerDay - 1;
  const std::int64_t shown = std::clamp(ms, kFirst, kLast);
  const std::int64_t time_of_day = (shown % kMsPerDay + kMsPerDay) % kMsPerDay;
  const auto day_number = (shown - time_of_day) / kMsPerDay;
  const std::chrono::year_month_day date(sys_days(days(static_cast<int>(day_number))));

  std::string text = "0000-00-00T00:00:00.000Z";
  write_number(static_cast<int>(date.year()), 4, &text[0]);
  write_number(static_cast<unsigned>(date.month()), 2, &text[5]);
  write_number(static_cast<unsigned>(date.day()), 2, &text[8]);
  write_number(time_of_day / kMsPerHour, 2, &text[11]);
  write_number(time_of_day % kMsPerHour / kMsPerMinute, 2, &text[14]);
  write_number(time_of_day % kMsPerMinute / kMsPerSecond, 2, &text[17]);
  write_number(time_of_day % kMsPerSecond, 3, &text[20]);
  return text;
}

}  // namespace controller
