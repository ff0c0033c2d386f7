#include "controller/base/token_text.h"

#include <algorithm>

#include "controller/base/ascii.h"

namespace controller {
namespace {

// The index of the first `token` in `text`, or npos.
std::size_t find_token(std::string_view text, std::string_view token) {
  if (token.empty()) return std::string_view::npos;
  const auto equal = [](char a, char b) { return to_upper_ascii(a) == to_upper_ascii(b); };
  const auto found = std::search(text.begin(), text.end(), token.begin(), token.end(), equal);
  if (found == text.end()) return std::string_view::npos;
  return static_cast<std::size_t>(found - text.begin());
}

}  // namespace

bool holds_token(std::string_view text, std::string_view token) {
  return find_token(text, token) != std::string_view::npos;
}

std::string without_token(std::string_view text, std::string_view token) {
  std::string clean;
  for (std::size_t at = find_token(text, token); at != std::string_view::npos;
       at = find_token(text, token)) {
    clean.append(text.substr(0, at)).append("<token>");
    text.remove_prefix(at + token.size());
  }
  return clean.append(text);
}

}  // namespace controller
