#include "controller/base/percent.h"

#include <cstddef>

#include "controller/base/ascii.h"

namespace controller {
namespace {

constexpr bool is_unreserved(char c) {
  return is_alnum_ascii(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

constexpr int hex_value(char c) {
  if (is_digit_ascii(c)) return c - '0';
  return to_lower_ascii(c) - 'a' + 10;
}

}  // namespace

void append_percent_encoded(std::string& out, std::string_view raw) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (const char c : raw) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
}

std::optional<std::string> percent_decoded(std::string_view encoded) {
  std::string raw;
  raw.reserve(encoded.size());
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    if (encoded[i] != '%') {
      raw += encoded[i];
      continue;
    }
    const std::string_view digits = encoded.substr(i + 1, 2);
    if (digits.size() != 2 || !is_hex_ascii(digits[0]) || !is_hex_ascii(digits[1])) {
      return std::nullopt;
    }
    raw += static_cast<char>(hex_value(digits[0]) * 16 + hex_value(digits[1]));
    i += 2;
  }
  return raw;
}

}  // namespace controller
