#include "controller/base/excerpt.h"

#include <algorithm>
#include <cstdint>
#include <functional>

#include "controller/base/json_text.h"

namespace controller {
namespace {

constexpr bool is_blank(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= 0x20 || byte == 0x7F;
}

constexpr bool is_continuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

// The size of the UTF-8 sequence at the begin of `text`; 0 when there is none.
std::size_t sequence_size(std::string_view text) {
  struct Form {
    unsigned char mask, lead;
    std::size_t size;
    std::uint32_t least;
  };
  constexpr Form kForms[] = {
      {0x80, 0x00, 1, 0}, {0xE0, 0xC0, 2, 0x80}, {0xF0, 0xE0, 3, 0x800}, {0xF8, 0xF0, 4, 0x10000}};
  const auto first = static_cast<unsigned char>(text.front());
  for (const Form& form : kForms) {
    if ((first & form.mask) != form.lead) continue;
    if (text.size() < form.size) return 0;
    auto code = static_cast<std::uint32_t>(first & ~form.mask);
    for (std::size_t i = 1; i < form.size; ++i) {
      const auto byte = static_cast<unsigned char>(text[i]);
      if (!is_continuation(byte)) return 0;
      code = code << 6 | (byte & 0x3FU);
    }
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    return code < form.least || code > 0x10FFFF || surrogate ? 0 : form.size;
  }
  return 0;
}

void replace_all(std::string& text, std::string_view what) {
  constexpr std::string_view kMask = "***";
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + kMask.size())) {
    text.replace(at, what.size(), kMask);
  }
}

// As it stands inside the quotes of a JSON string.
std::string escaped(std::string_view text) {
  std::string quoted;
  append_json_string(quoted, text);
  return quoted.substr(1, quoted.size() - 2);
}

std::string with_escaped_slashes(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '/') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

std::string excerpt(std::string_view text, std::size_t max_bytes) {
  std::string out;
  bool gap = false;
  while (!text.empty()) {
    if (is_blank(text.front())) {
      gap = !out.empty();
      text.remove_prefix(1);
      continue;
    }
    const std::size_t size = sequence_size(text);
    const std::string_view shown = size == 0 ? std::string_view("?") : text.substr(0, size);
    if (out.size() + (gap ? 1 : 0) + shown.size() > max_bytes) break;
    if (gap) out += ' ';
    gap = false;
    out += shown;
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return out;
}

std::string redacted(std::string text, std::vector<std::string> secrets) {
  // Else one that is a part of another would leave the rest of it.
  std::ranges::stable_sort(secrets, std::ranges::greater(), &std::string::size);
  for (const std::string& secret : secrets) {
    if (secret.empty()) continue;
    const std::string in_json = escaped(secret);
    replace_all(text, secret);
    replace_all(text, in_json);
    replace_all(text, with_escaped_slashes(in_json));
  }
  return text;
}

}  // namespace controller
