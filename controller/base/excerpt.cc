#include "controller/base/excerpt.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <functional>
#include <optional>

namespace controller {
namespace {

constexpr bool is_blank(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= 0x20 || byte == 0x7F;
}

constexpr bool is_continuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

// What `text` begins with that is ASCII and not blank.
std::string_view leading_ascii(std::string_view text) {
  const auto end = std::ranges::find_if(
      text, [](char c) { return is_blank(c) || static_cast<unsigned char>(c) >= 0x80; });
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

// Nothing but words of ASCII with one space between two of them, as most texts are.
bool is_plain(std::string_view text) {
  bool after_blank = true;
  for (const char c : text) {
    const bool space = c == ' ';
    if (space ? after_blank : is_blank(c) || static_cast<unsigned char>(c) >= 0x80) return false;
    after_blank = space;
  }
  return !after_blank;
}

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

// What a text means as the inside of a JSON string, and where each byte of that stands in it.
struct Plain {
  std::string text;
  std::vector<std::size_t> at;  // one more than bytes: the end
};

void append_utf8(std::uint32_t code, std::string& out) {
  const auto byte = [&out](std::uint32_t value) { out += static_cast<char>(value); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0 | code >> 6);
    byte(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    byte(0xE0 | code >> 12);
    byte(0x80 | (code >> 6 & 0x3F));
    byte(0x80 | (code & 0x3F));
  } else {
    byte(0xF0 | code >> 18);
    byte(0x80 | (code >> 12 & 0x3F));
    byte(0x80 | (code >> 6 & 0x3F));
    byte(0x80 | (code & 0x3F));
  }
}

// The number of `\uXXXX` at the begin of `text`.
std::optional<std::uint32_t> code_unit(std::string_view text) {
  constexpr std::size_t kSize = 6;
  if (text.size() < kSize || !text.starts_with("\\u")) return std::nullopt;
  std::uint32_t unit = 0;
  const char* const end = text.data() + kSize;
  const auto read = std::from_chars(text.data() + 2, end, unit, 16);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return unit;
}

// Takes one character of `text`, escaped or not, off its begin and appends what it means.
void take_character(std::string_view& text, std::string& out) {
  constexpr std::string_view kLetters = "bfnrt";
  constexpr std::string_view kMeanings = "\b\f\n\r\t";
  std::size_t size = 1;
  if (const auto unit = code_unit(text)) {
    size = 6;
    const auto low = *unit >> 10 == 0x36 ? code_unit(text.substr(size)) : std::nullopt;
    if (low && *low >> 10 == 0x37) size += size;
    append_utf8(size == 6 ? *unit : 0x10000 + ((*unit & 0x3FF) << 10 | (*low & 0x3FF)), out);
  } else if (text.front() == '\\' && text.size() > 1) {
    size = 2;
    const std::size_t letter = kLetters.find(text[1]);
    out += letter == std::string_view::npos ? text[1] : kMeanings[letter];
  } else {
    out += text.front();
  }
  text.remove_prefix(size);
}

Plain plain_of(std::string_view text) {
  Plain plain;
  plain.text.reserve(text.size());
  plain.at.reserve(text.size() + 1);
  for (std::string_view left = text; !left.empty();) {
    const std::size_t at = text.size() - left.size();
    take_character(left, plain.text);
    plain.at.resize(plain.text.size(), at);
  }
  plain.at.push_back(text.size());
  return plain;
}

// `text` with a mask for each `secret` in `meaning`, where `place(i)` tells where the i-th byte of
// the meaning stands in the text.
template <class Place>
std::string masked(std::string_view text, std::string_view meaning, std::string_view secret,
                   Place place) {
  std::string out;
  std::size_t done = 0;
  for (std::size_t at = meaning.find(secret); at != std::string_view::npos;
       at = meaning.find(secret, at + secret.size())) {
    out.append(text.substr(done, place(at) - done)).append("***");
    done = place(at + secret.size());
  }
  return out.append(text.substr(done));
}

void mask(std::string& text, std::string_view secret) {
  const auto same = [](std::size_t i) { return i; };
  if (text.find(secret) != std::string::npos) text = masked(text, text, secret, same);
  if (text.find('\\') == std::string::npos) return;
  const Plain plain = plain_of(text);
  const auto source = [&plain](std::size_t i) { return plain.at[i]; };
  text = masked(text, plain.text, secret, source);
}

}  // namespace

std::string excerpt(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes && is_plain(text)) return std::string(text);
  std::string out;
  out.reserve(std::min(text.size(), max_bytes));
  bool gap = false;
  while (!text.empty()) {
    if (is_blank(text.front())) {
      gap = !out.empty();
      text.remove_prefix(1);
      continue;
    }
    const std::size_t used = out.size() + (gap ? 1 : 0);
    if (used >= max_bytes) break;
    const std::string_view word = leading_ascii(text.substr(0, max_bytes - used));
    const std::size_t size = word.empty() ? sequence_size(text) : word.size();
    const std::string_view shown = size == 0 ? std::string_view("?") : text.substr(0, size);
    if (used + shown.size() > max_bytes) break;
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
    if (!secret.empty()) mask(text, secret);
  }
  return text;
}

}  // namespace controller
