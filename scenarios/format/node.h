// JSON text as a tree that remembers where everything stood. Plain values; numbers are integers
// only, since the format has no others (`real` holds the literal, to be named in an error).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/format/scenario_error.h"

namespace scenarios {

struct Node {
  enum class Type : std::uint8_t { null, boolean, integer, real, text, array, object };
  Type type = Type::null;
  bool flag = false;            // boolean
  bool negative = false;        // integer: its sign,
  std::uint64_t magnitude = 0;  // and its size
  Position at;                  // where the value begins
  Position key_at;              // members of objects: where the key begins
  std::string key;              // members of objects
  std::string text;             // text: the value; real: the literal
  std::vector<Node> children;   // of arrays and objects, in the order of the text

  bool operator==(const Node&) const = default;
};

// "a string", "an object" …
std::string_view type_name(Node::Type type);

// The member called `key`, or nullptr. `object` may be of any type.
const Node* member(const Node& object, std::string_view key);

Node text_node(std::string_view text);
Node integer_node(std::int64_t value);
Node unsigned_node(std::uint64_t value);
Node boolean_node(bool value);
Node array_node();
Node object_node();
// Appends `value` to `object` under `key`.
void add(Node& object, std::string_view key, Node value);

// JSON laid out for reading: what fits in a line stands in one. Ends with a line end.
std::string print(const Node& node);

}  // namespace scenarios
