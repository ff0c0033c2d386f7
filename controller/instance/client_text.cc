#include "controller/instance/client_text.h"

#include <algorithm>

#include "controller/base/ascii.h"
#include "controller/pairing/approval_message.h"

namespace controller::instance {

bool holds_token(const RequestList& list, std::string_view token) {
  return controller::holds_token(requests_json(list), token);
}

// A text that was cut may end within the token, where nobody knows it any more.
std::string client_text(std::string_view text, std::string_view token) {
  constexpr std::size_t kTold = 8;  // so few characters of it tell nothing
  const std::size_t most = token.empty() ? 0 : std::min(text.size(), token.size() - 1);
  for (std::size_t length = most; length >= kTold; --length) {
    if (!equal_ignoring_case(text.substr(text.size() - length), token.substr(0, length))) continue;
    text.remove_suffix(length);
    break;
  }
  return approval_message(text, {}, token);
}

std::string_view cut_bytes(std::string_view text, std::size_t max) {
  if (text.size() <= max) return text;
  while (max > 0 && (static_cast<unsigned char>(text[max]) & 0xC0U) == 0x80U) --max;
  return text.substr(0, max);
}

}  // namespace controller::instance
