#include "scenarios/format/object_reader.h"

#include <set>

#include "scenarios/format/document.h"
#include "scenarios/format/nearest.h"

namespace scenarios {

const Node* ObjectKeys::take(std::string_view key) {
  known_.push_back(key);
  return find(key);
}

void ObjectKeys::missing(std::string_view key) {
  lacking("missing key \"" + std::string(key) + '"');
}

void ObjectKeys::lacking(std::string message) { lacking_.push_back(std::move(message)); }

void ObjectKeys::constant(std::string_view key, int value, std::string_view /*meaning*/) {
  const Node* node = take(key);
  const auto wanted = static_cast<std::uint64_t>(value);
  if (node == nullptr) {
    lacking("missing key \"" + std::string(key) + "\": expected \"" + std::string(key) +
            "\": " + std::to_string(value));
  } else {
    read_integer(*node, wanted, wanted, problems_);
  }
}

void ObjectKeys::exactly_one(std::initializer_list<std::string_view> keys) {
  at_least_one(keys);
  for (const std::string_view* first = keys.begin(); first != keys.end(); ++first)
    for (const std::string_view* second = first + 1; second != keys.end(); ++second)
      excludes(*first, *second);
}

void ObjectKeys::at_least_one(std::initializer_list<std::string_view> keys) {
  if (std::ranges::any_of(keys, [&](std::string_view key) { return find(key) != nullptr; })) return;
  lacking("missing key: expected " + listed(std::span(keys.begin(), keys.size())));
}

void ObjectKeys::needs(std::string_view key, std::string_view other) {
  const Node* node = find(key);
  const Node* beside = find(other);
  // An empty array says as much as none.
  const bool empty =
      beside != nullptr && beside->type == Node::Type::array && beside->children.empty();
  if (node == nullptr || (beside != nullptr && !empty)) return;
  problems_.add(node->key_at,
                '"' + std::string(key) + "\" needs \"" + std::string(other) + "\" beside it");
}

void ObjectKeys::excludes(std::string_view key, std::string_view other) {
  const Node* a = find(key);
  const Node* b = find(other);
  if (a == nullptr || b == nullptr) return;
  if (b->key_at < a->key_at) std::swap(a, b);
  problems_.add(b->key_at, '"' + b->key + "\" cannot stand beside \"" + a->key + '"');
}

std::optional<std::size_t> ObjectKeys::told_by_key(std::span<const std::string_view> keys) {
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (find(keys[i]) != nullptr) return i;
  give_up();
  for (const Node& child : object_.children) {
    if (nearest(child.key, keys).empty()) continue;
    problems_.add(child.key_at, unknown_word("key", child.key, keys));
    return std::nullopt;
  }
  lacking("missing key: expected " + listed(keys));
  return std::nullopt;
}

void ObjectKeys::finish() {
  bool all_known = true;
  for (const Node& child : object_.children) {
    if (!keys_matter_ || std::ranges::find(known_, child.key) != known_.end()) continue;
    all_known = false;
    if (!problems_.heeds(child.key_at)) break;
    problems_.add(child.key_at, unknown_word("key", child.key, known_));
  }
  if (all_known && !lacking_.empty()) problems_.add(object_.at, lacking_.front());
}

void check_array(const Node& node, const Rule& rule, Problems& problems) {
  if (node.children.size() < rule.items_min)
    problems.add(node.at, "expected at least " + std::to_string(rule.items_min) + " item");
  if (!rule.unique) return;
  std::set<std::pair<std::string_view, std::uint64_t>> seen;
  for (const Node& item : node.children) {
    if (seen.emplace(item.text, item.magnitude).second) continue;
    const bool text = item.type == Node::Type::text;
    problems.add(item.at, (text ? shown(item.text) : std::to_string(item.magnitude)) +
                              " stands here a second time");
  }
}

}  // namespace scenarios
