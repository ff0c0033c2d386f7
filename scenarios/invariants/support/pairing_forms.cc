#include "scenarios/invariants/support/pairing_forms.h"

#include <algorithm>
#include <cctype>

namespace scenarios::seen {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_letter_or_digit(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool is_channel_rest(char c) {
  return is_lower(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
}
bool is_uuid_char(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }

}  // namespace

bool is_channel_name(std::string_view text) {
  constexpr std::size_t kLongest = 64;
  return !text.empty() && text.size() <= kLongest && is_lower(text[0]) &&
         std::ranges::all_of(text, is_channel_rest);
}

bool is_pairing_code(std::string_view text) {
  constexpr std::size_t kLongest = 32;
  return !text.empty() && text.size() <= kLongest && std::ranges::all_of(text, is_letter_or_digit);
}

bool is_request_id(std::string_view text) {
  constexpr std::size_t kLength = 36;
  if (text.size() != kLength) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_uuid_char(text[i])) return false;
  }
  return true;
}

}  // namespace scenarios::seen
