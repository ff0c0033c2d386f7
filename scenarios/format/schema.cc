#include "scenarios/format/schema.h"

#include <array>
#include <span>

#include "scenarios/format/object_shape.h"

namespace scenarios {
namespace {

Node typed(std::string_view type) {
  Node node = object_node();
  add(node, "type", text_node(type));
  return node;
}

Node texts(std::span<const std::string_view> words) {
  Node array = array_node();
  for (const std::string_view word : words) array.children.push_back(text_node(word));
  return array;
}

Node requires_keys(std::span<const std::string_view> keys) {
  Node node = object_node();
  add(node, "required", texts(keys));
  return node;
}

Node each_required(std::string_view how, std::span<const std::string_view> keys) {
  Node array = array_node();
  for (const std::string_view key : keys) array.children.push_back(requires_keys({&key, 1}));
  Node node = object_node();
  add(node, how, std::move(array));
  return node;
}

}  // namespace

Node words_shape(std::span<const std::string_view> words) {
  Node node = object_node();
  add(node, "enum", texts(words));
  return node;
}

Node pattern_shape(std::string_view pattern) {
  Node node = typed("string");
  add(node, "pattern", text_node(pattern));
  return node;
}

Node text_shape(const Rule& rule) {
  if (rule.text == nullptr) return typed("string");
  return rule.text->words != nullptr ? words_shape(rule.text->words())
                                     : pattern_shape(rule.text->pattern);
}

Node integer_shape(std::uint64_t min, std::uint64_t max) {
  Node node = typed("integer");
  add(node, "minimum", unsigned_node(min));
  add(node, "maximum", unsigned_node(max));
  return node;
}

Node array_shape(Node items, const Rule& rule) {
  Node node = typed("array");
  add(node, "items", std::move(items));
  if (rule.items_min > 0) add(node, "minItems", unsigned_node(rule.items_min));
  if (rule.unique) add(node, "uniqueItems", boolean_node(true));
  return node;
}

Node one_of_shapes(Node first, Node second) {
  Node array = array_node();
  array.children.push_back(std::move(first));
  array.children.push_back(std::move(second));
  Node node = object_node();
  add(node, "oneOf", std::move(array));
  return node;
}

void ObjectShape::constant(std::string_view key, int value, std::string_view meaning) {
  Node node = object_node();
  add(node, "const", integer_node(value));
  property(key, std::move(node), meaning);
  required_.push_back(key);
}

void ObjectShape::word(std::string_view key, std::string_view word, std::string_view meaning) {
  Node node = object_node();
  add(node, "const", text_node(word));
  property(key, std::move(node), meaning);
  required_.push_back(key);
}

void ObjectShape::property(std::string_view key, Node node, std::string_view meaning) {
  node.key = "";
  Node described = object_node();
  add(described, "description", text_node(meaning));
  for (Node& child : node.children) described.children.push_back(std::move(child));
  add(properties_, key, std::move(described));
}

void ObjectShape::with_default(Node& node, Node value) {
  // An empty text stands for "none".
  if (value.type == Node::Type::text && value.text.empty()) return;
  add(node, "default", std::move(value));
}

void ObjectShape::exactly_one(std::initializer_list<std::string_view> keys) {
  condition(each_required("oneOf", std::span(keys.begin(), keys.size())));
}

void ObjectShape::at_least_one(std::initializer_list<std::string_view> keys) {
  condition(each_required("anyOf", std::span(keys.begin(), keys.size())));
}

void ObjectShape::needs(std::string_view key, std::string_view other) {
  needs_.emplace_back(key, other);
}

void ObjectShape::excludes(std::string_view key, std::string_view other) {
  const std::array both = {key, other};
  Node node = object_node();
  add(node, "not", requires_keys(both));
  condition(std::move(node));
}

ObjectShape ObjectShape::joined_with(const ObjectShape& alternative) const {
  ObjectShape all = *this;
  all.alternatives_.clear();
  for (const Node& property : alternative.properties_.children)
    all.properties_.children.push_back(property);
  all.required_.insert(all.required_.end(), alternative.required_.begin(),
                       alternative.required_.end());
  all.conditions_.insert(all.conditions_.end(), alternative.conditions_.begin(),
                         alternative.conditions_.end());
  all.needs_.insert(all.needs_.end(), alternative.needs_.begin(), alternative.needs_.end());
  return all;
}

Node ObjectShape::node() const {
  if (alternatives_.empty()) return plain_node();
  Node array = array_node();
  for (const ObjectShape& alternative : alternatives_)
    array.children.push_back(joined_with(alternative).plain_node());
  Node node = typed("object");
  add(node, "anyOf", std::move(array));
  return node;
}

Node ObjectShape::plain_node() const {
  Node node = typed("object");
  add(node, "properties", properties_);
  if (!required_.empty()) add(node, "required", texts(required_));
  add(node, "additionalProperties", boolean_node(false));
  if (!needs_.empty()) {
    Node dependencies = object_node();
    for (const auto& [key, other] : needs_) add(dependencies, key, texts({&other, 1}));
    add(node, "dependencies", std::move(dependencies));
  }
  if (!conditions_.empty()) {
    Node all = array_node();
    all.children = conditions_;
    add(node, "allOf", std::move(all));
  }
  return node;
}

std::string scenario_schema() {
  Node schema = object_node();
  add(schema, "$schema", text_node("http://json-schema.org/draft-07/schema#"));
  add(schema, "title", text_node("pairbench scenario"));
  Node shape = object_shape<Scenario>();
  for (Node& child : shape.children) schema.children.push_back(std::move(child));
  return print(schema);
}

}  // namespace scenarios
