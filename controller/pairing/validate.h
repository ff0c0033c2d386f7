// What may be handed to the CLI as an argument (H2). Nothing that passes can be taken for an
// option: none of these values begins with a dash. Pure, safe from any thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "controller/base/ascii.h"

namespace controller {

inline constexpr std::size_t kMaxChannelLength = 64;
inline constexpr std::size_t kMaxCodeLength = 32;
inline constexpr std::size_t kRequestIdLength = 36;

// ^[a-z][a-z0-9_-]{0,63}$
constexpr bool valid_channel(std::string_view text) {
  const auto allowed = [](char c) {
    return is_lower_ascii(c) || is_digit_ascii(c) || c == '_' || c == '-';
  };
  return !text.empty() && text.size() <= kMaxChannelLength && is_lower_ascii(text.front()) &&
         std::all_of(text.begin(), text.end(), allowed);
}

// ^[A-Za-z0-9]{1,32}$
constexpr bool valid_code(std::string_view text) {
  return !text.empty() && text.size() <= kMaxCodeLength &&
         std::all_of(text.begin(), text.end(), is_alnum_ascii);
}

// A UUID: hex digits in groups of 8-4-4-4-12, either case; version and variant are not judged.
constexpr bool valid_request_id(std::string_view text) {
  if (text.size() != kRequestIdLength) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex_ascii(text[i])) return false;
  }
  return true;
}

}  // namespace controller
