#include "controller/instance/client_text.h"

#include "controller/pairing/approval_message.h"

namespace controller::instance {

bool holds_token(const RequestList& list, std::string_view token) {
  return controller::holds_token(requests_json(list), token);
}

std::string client_text(std::string_view text, std::string_view token) {
  return approval_message(text, {}, token);
}

std::string_view cut_bytes(std::string_view text, std::size_t max) {
  if (text.size() <= max) return text;
  while (max > 0 && (static_cast<unsigned char>(text[max]) & 0xC0U) == 0x80U) --max;
  return text.substr(0, max);
}

}  // namespace controller::instance
