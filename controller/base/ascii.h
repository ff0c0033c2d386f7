// ASCII without locales: the C library's functions change their answer with the environment.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace controller {

constexpr bool is_upper_ascii(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_lower_ascii(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_digit_ascii(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_alpha_ascii(char c) { return is_upper_ascii(c) || is_lower_ascii(c); }
constexpr bool is_alnum_ascii(char c) { return is_alpha_ascii(c) || is_digit_ascii(c); }
constexpr bool is_hex_ascii(char c) {
  return is_digit_ascii(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Bytes outside A-Z and a-z are returned as they are, UTF-8 included.
constexpr char to_upper_ascii(char c) { return is_lower_ascii(c) ? static_cast<char>(c - 32) : c; }
constexpr char to_lower_ascii(char c) { return is_upper_ascii(c) ? static_cast<char>(c + 32) : c; }

inline std::string to_upper_ascii(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) c = to_upper_ascii(c);
  return upper;
}

// Equality and order of what to_upper_ascii() would give, without making copies.
constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return x == y || to_upper_ascii(x) == to_upper_ascii(y);
  });
}
// Negative, zero or positive, as std::string_view::compare.
constexpr int compare_ignoring_case(std::string_view a, std::string_view b) {
  const std::size_t common = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < common; ++i) {
    const int difference = static_cast<unsigned char>(to_upper_ascii(a[i])) -
                           static_cast<unsigned char>(to_upper_ascii(b[i]));
    if (difference != 0) return difference;
  }
  return static_cast<int>(a.size() > common) - static_cast<int>(b.size() > common);
}

}  // namespace controller
