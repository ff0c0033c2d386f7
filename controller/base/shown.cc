#include "controller/base/shown.h"

namespace controller {

std::string shown(std::string_view text, std::size_t max) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (out.size() > max && (byte & 0xC0U) != 0x80U) return out + "…\"";
    if (byte >= 0x20 && byte != 0x7F) {
      out += c;
    } else {
      out += {'<', kDigits[byte >> 4U], kDigits[byte & 15U], '>'};
    }
  }
  return out + '"';
}

}  // namespace controller
