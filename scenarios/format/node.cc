#include "scenarios/format/node.h"

#include <algorithm>
#include <utility>

#include "sim/text/json.h"

namespace scenarios {
namespace {

constexpr std::size_t kLineWidth = 100;

bool is_container(const Node& node) {
  return node.type == Node::Type::array || node.type == Node::Type::object;
}

std::string scalar(const Node& node) {
  switch (node.type) {
    case Node::Type::boolean:
      return node.flag ? "true" : "false";
    case Node::Type::integer:
      return (node.negative ? "-" : "") + std::to_string(node.magnitude);
    case Node::Type::real:
      return node.text;
    case Node::Type::text:
      return sim::json_string(node.text);
    default:
      return "null";
  }
}

void append_flat(std::string& out, const Node& node) {
  if (!is_container(node)) {
    out += scalar(node);
    return;
  }
  const bool object = node.type == Node::Type::object;
  out += object ? '{' : '[';
  for (const Node& child : node.children) {
    if (&child != &node.children.front()) out += ", ";
    if (object) out += sim::json_string(child.key) + ": ";
    append_flat(out, child);
  }
  out += object ? '}' : ']';
}

// Several items a line.
void append_filled(std::string& out, const Node& array, std::size_t indent) {
  std::size_t column = kLineWidth;
  out += '[';
  for (const Node& item : array.children) {
    std::string text = scalar(item);
    if (&item != &array.children.back()) text += ',';
    if (column + 1 + text.size() > kLineWidth) {
      out += '\n' + std::string(indent + 2, ' ');
      column = indent + 2;
    } else {
      out += ' ';
      ++column;
    }
    out += text;
    column += text.size();
  }
  out += '\n' + std::string(indent, ' ') + ']';
}

void append_block(std::string& out, const Node& node, std::size_t indent, std::size_t used) {
  std::string flat;
  append_flat(flat, node);
  // One more for the comma that may follow. The root is always spread out.
  const bool fits = indent > 0 && indent + used + flat.size() + 1 <= kLineWidth;
  if (fits || !is_container(node) || node.children.empty()) {
    out += flat;
    return;
  }
  const bool object = node.type == Node::Type::object;
  if (!object && std::ranges::none_of(node.children, is_container)) {
    append_filled(out, node, indent);
    return;
  }
  out += object ? "{\n" : "[\n";
  for (const Node& child : node.children) {
    out.append(indent + 2, ' ');
    const std::string key = object ? sim::json_string(child.key) + ": " : std::string();
    out += key;
    append_block(out, child, indent + 2, key.size());
    out += &child == &node.children.back() ? "\n" : ",\n";
  }
  out.append(indent, ' ');
  out += object ? '}' : ']';
}

}  // namespace

std::string_view type_name(Node::Type type) {
  switch (type) {
    case Node::Type::null:
      return "null";
    case Node::Type::boolean:
      return "a boolean";
    case Node::Type::integer:
    case Node::Type::real:
      return "a number";
    case Node::Type::text:
      return "a string";
    case Node::Type::array:
      return "an array";
    case Node::Type::object:
      return "an object";
  }
  return "";
}

const Node* member(const Node& object, std::string_view key) {
  if (object.type != Node::Type::object) return nullptr;
  const auto found = std::ranges::find(object.children, key, &Node::key);
  return found == object.children.end() ? nullptr : &*found;
}

Node text_node(std::string_view text) {
  Node node;
  node.type = Node::Type::text;
  node.text = text;
  return node;
}

Node integer_node(std::int64_t value) {
  Node node = unsigned_node(static_cast<std::uint64_t>(value));
  node.negative = value < 0;
  if (node.negative) node.magnitude = 0 - node.magnitude;
  return node;
}

Node unsigned_node(std::uint64_t value) {
  Node node;
  node.type = Node::Type::integer;
  node.magnitude = value;
  return node;
}

Node boolean_node(bool value) {
  Node node;
  node.type = Node::Type::boolean;
  node.flag = value;
  return node;
}

Node array_node() {
  Node node;
  node.type = Node::Type::array;
  return node;
}

Node object_node() {
  Node node;
  node.type = Node::Type::object;
  return node;
}

void add(Node& object, std::string_view key, Node value) {
  value.key = key;
  object.children.push_back(std::move(value));
}

std::string print(const Node& node) {
  std::string out;
  append_block(out, node, 0, 0);
  out += '\n';
  return out;
}

}  // namespace scenarios
