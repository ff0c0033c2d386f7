#include "controller/pairing/dom_text.h"

#include <simdjson.h>

#include <array>
#include <charconv>
#include <string_view>

namespace controller {
namespace {

namespace dom = simdjson::dom;

// The letter of a short escape such as \n; 0 when the character has none.
constexpr char short_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
      return c;
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return 0;
  }
}

constexpr bool needs_escape(char c) {
  return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
}

void write_escaped(char c, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '\\';
  if (const char letter = short_escape(c); letter != 0) {
    out += letter;
  } else {
    out += "u00";
    out += kHex[static_cast<unsigned char>(c) >> 4];
    out += kHex[static_cast<unsigned char>(c) & 15];
  }
}

void write_string(std::string_view text, std::string& out) {
  out += '"';
  std::size_t written = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!needs_escape(text[i])) continue;
    out.append(text, written, i - written);
    write_escaped(text[i], out);
    written = i + 1;
  }
  out.append(text, written);
  out += '"';
}

template <class Number>
void write_number(Number number, std::string& out) {
  std::array<char, 32> digits;  // the shortest form of any double has at most 24 characters
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), result.ptr);
}

void write_value(dom::element value, std::string& out);

void write_object(const dom::object& object, std::string& out) {
  out += '{';
  bool first = true;
  for (const auto member : object) {
    if (!first) out += ',';
    first = false;
    write_string(member.key, out);
    out += ':';
    write_value(member.value, out);
  }
  out += '}';
}

void write_array(const dom::array& array, std::string& out) {
  out += '[';
  bool first = true;
  for (const auto value : array) {
    if (!first) out += ',';
    first = false;
    write_value(value, out);
  }
  out += ']';
}

// Recursive: the depth was bounded when the text was parsed.
void write_value(dom::element value, std::string& out) {
  switch (value.type()) {
    case dom::element_type::OBJECT:
      return write_object(dom::object(value), out);
    case dom::element_type::ARRAY:
      return write_array(dom::array(value), out);
    case dom::element_type::STRING:
      return write_string(std::string_view(value), out);
    case dom::element_type::INT64:
      return write_number(std::int64_t(value), out);
    case dom::element_type::UINT64:
      return write_number(std::uint64_t(value), out);
    case dom::element_type::DOUBLE:
      return write_number(double(value), out);
    case dom::element_type::BOOL:
      out += bool(value) ? "true" : "false";
      return;
    case dom::element_type::NULL_VALUE:
      out += "null";
      return;
  }
}

}  // namespace

void write_minified(const dom::object& object, std::string& out) {
  out.clear();
  write_object(object, out);
}

}  // namespace controller
