#include "controller/base/json_text.h"

#include <array>
#include <charconv>
#include <cstddef>

namespace controller {
namespace {

// The letter of a short escape such as \n; 0 when the character has none.
constexpr char short_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
      return c;
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return 0;
  }
}

constexpr std::array<bool, 256> kEscaped = [] {
  std::array<bool, 256> escaped{};
  for (std::size_t c = 0; c < 0x20; ++c) escaped[c] = true;
  escaped['"'] = escaped['\\'] = true;
  return escaped;
}();

bool needs_escape(char c) { return kEscaped[static_cast<unsigned char>(c)]; }

void append_escaped(char c, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '\\';
  if (const char letter = short_escape(c); letter != 0) {
    out += letter;
  } else {
    out += "u00";
    out += kHex[static_cast<unsigned char>(c) >> 4];
    out += kHex[static_cast<unsigned char>(c) & 15];
  }
}

template <class Number>
void append(std::string& out, Number number) {
  std::array<char, 32> digits;  // the shortest form of any double has at most 24 characters
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), result.ptr);
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t written = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!needs_escape(text[i])) continue;
    out.append(text, written, i - written);
    append_escaped(text[i], out);
    written = i + 1;
  }
  out.append(text, written);
  out += '"';
}

void append_json_number(std::string& out, std::int64_t number) { append(out, number); }
void append_json_number(std::string& out, std::uint64_t number) { append(out, number); }
void append_json_number(std::string& out, double number) { append(out, number); }

}  // namespace controller
