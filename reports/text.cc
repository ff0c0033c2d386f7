#include "reports/text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace reports {
namespace {

unsigned char byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

// The length of the valid UTF-8 sequence at the beginning, 0 if there is none. No overlong forms,
// no surrogates.
std::size_t sequence_length(std::string_view text) {
  const auto first = byte_at(text, 0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte_at(text, i) & 0xC0U) != 0x80) return 0;
  const auto second = byte_at(text, 1);
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool no_character = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
  return overlong || no_character ? 0 : length;
}

// C1 controls steer terminals as C0 ones do; U+FFFE and U+FFFF may stand in no XML file.
bool is_control(std::string_view character) {
  const auto first = byte_at(character, 0);
  if (character.size() == 1) return first < 0x20 || first == 0x7F;
  if (character.size() == 2) return first == 0xC2 && byte_at(character, 1) < 0xA0;
  return character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF";
}

void append_escaped(std::string& out, unsigned char byte) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  if (byte == '\n') {
    out += "\\n";
  } else if (byte == '\t') {
    out += "\\t";
  } else if (byte == '\r') {
    out += "\\r";
  } else {
    out += "\\x";
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 0xFU];
  }
}

struct Unit {
  std::int64_t us;
  std::string_view name;
};
constexpr std::array kUnits = {Unit{86'400'000'000, "d"}, Unit{3'600'000'000, "h"},
                               Unit{60'000'000, "min"}, Unit{1'000'000, "s"}};

// Seconds with up to three decimals.
std::string seconds_text(std::int64_t us) {
  std::string out = std::to_string(us / 1'000'000);
  std::string decimals = std::to_string(us / 1000 % 1000 + 1000).substr(1);
  while (!decimals.empty() && decimals.back() == '0') decimals.pop_back();
  return (decimals.empty() ? out : out + "." + decimals) + " s";
}

// Where the clause stands: its letter's place, then its number.
std::pair<std::size_t, std::size_t> place(std::string_view clause) {
  constexpr std::string_view kLetters = "GLCHFMS";
  std::size_t number = 0;
  for (const char c : clause.substr(std::min<std::size_t>(1, clause.size())))
    if (c >= '0' && c <= '9') number = number * 10 + static_cast<std::size_t>(c - '0');
  return {clause.empty() ? kLetters.size() : std::min(kLetters.find(clause[0]), kLetters.size()),
          number};
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto length = sequence_length(text);
    const auto character = text.substr(0, std::max<std::size_t>(1, length));
    if (length != 0 && !is_control(character)) {
      out += character;
    } else {
      for (std::size_t i = 0; i < character.size(); ++i) append_escaped(out, byte_at(character, i));
    }
    text.remove_prefix(character.size());
  }
  return out;
}

std::string cut(std::string_view text, std::size_t width) {
  std::size_t characters = 0;
  std::size_t last = 0;  // where the last one that may stay begins
  for (std::size_t at = 0; at < text.size(); ++at) {
    if ((byte_at(text, at) & 0xC0U) == 0x80) continue;
    if (++characters == width) last = at;
    if (characters > width) return std::string(text.substr(0, last)) + "…";
  }
  return std::string(text);
}

std::string time_text(std::int64_t us) {
  if (us < 0) return "-" + time_text(-us);
  for (std::size_t i = 0; i + 1 < kUnits.size(); ++i) {
    if (us < kUnits[i].us) continue;
    const auto rest = us % kUnits[i].us / kUnits[i + 1].us;
    std::string out = std::to_string(us / kUnits[i].us) + " " + std::string(kUnits[i].name);
    if (rest > 0) out += " " + std::to_string(rest) + " " + std::string(kUnits[i + 1].name);
    return out;
  }
  return seconds_text(us);
}

std::string instant_text(std::int64_t us) {
  if (us < 0) return "-" + instant_text(-us);
  const auto decimals = std::to_string(1'000'000 + us % 1'000'000).substr(1);
  return std::to_string(us / 1'000'000) + "." + decimals.substr(0, us % 1000 == 0 ? 3 : 6) + " s";
}

std::string grouped(std::uint64_t number) {
  std::string out = std::to_string(number);
  for (std::size_t at = out.size(); at > 3;) out.insert(at -= 3, ",");
  return out;
}

std::string counted(std::uint64_t number, std::string_view noun) {
  return grouped(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

std::string hex(std::uint64_t number) {
  std::string out(16, '0');
  for (auto digit = out.rbegin(); number > 0; ++digit, number >>= 4U)
    *digit = "0123456789abcdef"[number & 0xFU];
  return out;
}

bool clause_before(std::string_view a, std::string_view b) {
  const auto left = place(a);
  const auto right = place(b);
  return left == right ? a < b : left < right;
}

}  // namespace reports
