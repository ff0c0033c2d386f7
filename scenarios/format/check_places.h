// Where what is wrong stands, for the checks of whole scenarios.
#pragma once

#include <string_view>
#include <vector>

#include "scenarios/format/node.h"

namespace scenarios {

// Where the value under `key` stands; where the object does, if it has no such key.
inline Position at_key(const Node& object, std::string_view key) {
  const Node* found = member(object, key);
  return found == nullptr ? object.at : found->at;
}

// Calls f(value, node) for each item of the array under `key`.
template <class T, class F>
void each_item(const Node& root, std::string_view key, const std::vector<T>& values, F&& f) {
  const Node* array = member(root, key);
  for (std::size_t i = 0; array != nullptr && i < values.size(); ++i)
    f(values[i], array->children[i]);
}

}  // namespace scenarios
