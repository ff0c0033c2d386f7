#include "controller/pairing/dom_text.h"

#include <simdjson.h>

#include <string_view>

#include "controller/base/json_text.h"

namespace controller {
namespace {

namespace dom = simdjson::dom;

void write_value(dom::element value, std::string& out);

void write_object(const dom::object& object, std::string& out) {
  out += '{';
  bool first = true;
  for (const auto member : object) {
    if (!first) out += ',';
    first = false;
    append_json_string(out, member.key);
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
      return append_json_string(out, std::string_view(value));
    case dom::element_type::INT64:
      return append_json_number(out, std::int64_t(value));
    case dom::element_type::UINT64:
      return append_json_number(out, std::uint64_t(value));
    case dom::element_type::DOUBLE:
      return append_json_number(out, double(value));
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
