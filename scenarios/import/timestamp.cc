#include "scenarios/import/timestamp.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "controller/base/ascii.h"
#include "controller/base/iso8601.h"

namespace scenarios::importing {
namespace {

using controller::is_digit_ascii;

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr EpochUs kUsPerSecond = 1'000'000;

// Reads from the front; nothing is taken by a step that fails.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  [[nodiscard]] std::size_t at() const { return at_; }
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool take_any(std::string_view characters) {
    if (at_ >= text_.size() || characters.find(text_[at_]) == std::string_view::npos) return false;
    ++at_;
    return true;
  }
  // Exactly so many digits.
  bool number(std::size_t digits, int& value) {
    if (text_.size() - at_ < digits) return false;
    int read = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (!is_digit_ascii(text_[at_ + i])) return false;
      read = read * 10 + (text_[at_ + i] - '0');
    }
    at_ += digits;
    value = read;
    return true;
  }
  bool word(std::size_t length, std::string_view& value) {
    if (text_.size() - at_ < length) return false;
    value = text_.substr(at_, length);
    at_ += length;
    return true;
  }
  // "\x1b[90m", any number of them.
  void skip_colours() {
    while (peek() == '\x1b' && peek(1) == '[') {
      std::size_t end = at_ + 2;
      while (end < text_.size() && (is_digit_ascii(text_[end]) || text_[end] == ';')) ++end;
      if (end >= text_.size() || text_[end] != 'm') return;
      at_ = end + 1;
    }
  }
  void skip_digits() {
    while (is_digit_ascii(peek())) ++at_;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

struct Civil {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
};

std::optional<EpochUs> moment_of(const Civil& c) {
  using std::chrono::day;
  using std::chrono::month;
  using std::chrono::year;
  const std::chrono::year_month_day date{year(c.year), month(static_cast<unsigned>(c.month)),
                                         day(static_cast<unsigned>(c.day))};
  // Second 60 is a leap second; loggers that write one mean the next second's begin.
  if (!date.ok() || c.hour > 23 || c.minute > 59 || c.second > 60) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  const EpochUs seconds = ((EpochUs{days} * 24 + c.hour) * 60 + c.minute) * 60 + c.second;
  return seconds * kUsPerSecond;
}

bool read_clock(Reader& in, Civil& c) {
  return in.number(2, c.hour) && in.take(':') && in.number(2, c.minute) && in.take(':') &&
         in.number(2, c.second);
}

// ".123" in microseconds; what is below is cut off.
EpochUs read_fraction(Reader& in) {
  if ((in.peek() != '.' && in.peek() != ',') || !is_digit_ascii(in.peek(1))) return 0;
  in.take_any(".,");
  EpochUs us = 0;
  int digit = 0;
  for (EpochUs unit = kUsPerSecond / 10; unit > 0 && in.number(1, digit); unit /= 10)
    us += unit * digit;
  in.skip_digits();
  return us;
}

// "Z", "+01:00", "-0130", "+01", perhaps after a space; 0 when there is none. Nothing: what stands
// there has no other meaning, and is no zone.
std::optional<EpochUs> read_zone(Reader& in) {
  constexpr int kHoursMax = 14;  // that any place on Earth is ahead
  if (in.take('Z')) return 0;
  Reader ahead = in;
  const bool apart = ahead.take(' ');
  const bool east = ahead.peek() == '+';
  if (!ahead.take_any("+-") || !is_digit_ascii(ahead.peek())) return 0;
  const auto none = apart ? std::optional<EpochUs>(0) : std::nullopt;  // " -5 degrees" is text
  int hours = 0;
  int minutes = 0;
  if (!ahead.number(2, hours)) return none;
  const bool colon = ahead.take(':');
  const bool whole = ahead.number(2, minutes) || (!colon && !apart);
  if (!whole || hours > kHoursMax || minutes > 59) return none;
  in = ahead;
  const EpochUs offset = (EpochUs{hours} * 60 + minutes) * 60 * kUsPerSecond;
  return east ? offset : -offset;
}

std::optional<Stamp> read_iso(Reader in) {
  Civil c;
  if (!in.number(4, c.year) || !in.take('-') || !in.number(2, c.month) || !in.take('-') ||
      !in.number(2, c.day) || !in.take_any("T ") || !read_clock(in, c))
    return std::nullopt;
  const auto whole = moment_of(c);
  if (!whole) return std::nullopt;
  const EpochUs fraction = read_fraction(in);
  const auto zone = read_zone(in);
  if (!zone) return std::nullopt;
  return Stamp{*whole + fraction - *zone, in.at(), false};
}

std::optional<Stamp> read_syslog(Reader in, int year) {
  Civil c;
  c.year = year;
  std::string_view month;
  if (!in.word(3, month)) return std::nullopt;
  const auto found = std::ranges::find(kMonths, month);
  if (found == kMonths.end()) return std::nullopt;
  c.month = static_cast<int>(found - kMonths.begin()) + 1;
  if (!in.take(' ')) return std::nullopt;
  const bool one_digit = in.take(' ') || !is_digit_ascii(in.peek(1));  // "Nov  2" or "Nov 2"
  if (!in.number(one_digit ? 1 : 2, c.day) || !in.take(' ') || !read_clock(in, c))
    return std::nullopt;
  const auto whole = moment_of(c);
  if (!whole) return std::nullopt;
  const EpochUs fraction = read_fraction(in);
  return Stamp{*whole + fraction, in.at(), true};
}

bool is_word_byte(char c) { return c > ' ' && c != ':' && c != '['; }

std::string_view take_word(std::string_view& rest) {
  std::size_t end = 0;
  while (end < rest.size() && is_word_byte(rest[end])) ++end;
  const auto word = rest.substr(0, end);
  rest.remove_prefix(end);
  return word;
}

bool take(std::string_view& rest, char c) {
  if (rest.empty() || rest.front() != c) return false;
  rest.remove_prefix(1);
  return true;
}

// What follows "host program[pid]: " or "host program: "; nothing if that is not there.
std::optional<std::string_view> after_syslog_head(std::string_view rest, bool wants_pid) {
  if (!take(rest, ' ') || take_word(rest).empty() || !take(rest, ' ') || take_word(rest).empty())
    return std::nullopt;
  if (take(rest, '[')) {
    const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
    rest.remove_prefix(digits);
    if (digits == 0 || !take(rest, ']')) return std::nullopt;
  } else if (wants_pid) {
    return std::nullopt;
  }
  if (!take(rest, ':')) return std::nullopt;
  take(rest, ' ');
  return rest;
}

}  // namespace

std::optional<Stamp> stamp_at_begin(std::string_view line, int year) {
  // Far longer than any stamp with its colours: a line of a megabyte costs no more than a short
  // one.
  constexpr std::size_t kStampMax = 128;
  Reader in(line.substr(0, kStampMax));
  in.skip_colours();
  const bool bracket = in.take('[');
  auto stamp = is_digit_ascii(in.peek()) ? read_iso(in) : read_syslog(in, year);
  // A clock that was never set tells a year such as 0001, and no scenario begins before 1970.
  if (!stamp || stamp->time < 0) return std::nullopt;
  // 12:00:011 is no time of day, nor is it one when letters follow.
  const char next = stamp->end < line.size() ? line[stamp->end] : ' ';
  if (controller::is_alnum_ascii(next)) return std::nullopt;
  if (bracket && next == ']') ++stamp->end;
  return stamp;
}

std::string_view without_collector_head(std::string_view line, const Stamp& stamp, int year) {
  std::string_view rest = line.substr(stamp.end);
  // ISO stamps are what the gateway itself writes, so only the unmistakable form is cut off there.
  if (const auto message = after_syslog_head(rest, !stamp.without_year)) return *message;
  take(rest, ' ');
  return stamp_at_begin(rest, year) ? rest : line;
}

std::string moment_text(EpochUs time) {
  const EpochUs ms = time >= 0 ? time / 1000 : (time - 999) / 1000;
  std::string text = controller::format_iso8601(ms);
  if (text.ends_with(".000Z")) text.replace(text.size() - 5, 5, "Z");
  return text;
}

}  // namespace scenarios::importing
