// The visitor that fills values from the tree.
#pragma once

#include <algorithm>
#include <array>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "scenarios/format/describe_scenario.h"
#include "scenarios/format/node.h"
#include "scenarios/format/read_value.h"
#include "scenarios/format/traits.h"

namespace scenarios {

// What does not depend on types: which keys there are, and which there should be.
class ObjectKeys {
 public:
  ObjectKeys(const Node& object, Problems& problems) : object_(object), problems_(problems) {}

  void constant(std::string_view key, int value, std::string_view meaning);
  void exactly_one(std::initializer_list<std::string_view> keys);
  void at_least_one(std::initializer_list<std::string_view> keys);
  void needs(std::string_view key, std::string_view other);
  void excludes(std::string_view key, std::string_view other);

  // Reports keys that nobody asked for, or else those that are missing: a missing key is often an
  // unknown one misspelt. To be called last.
  void finish();

 protected:
  // The value under `key`, which is known from now on.
  const Node* take(std::string_view key);
  void missing(std::string_view key);
  // The index of the only key of `keys` that is there; else a problem.
  std::optional<std::size_t> told_by_key(std::span<const std::string_view> keys);
  // What kind of object it is remains unknown, and so do its keys.
  void give_up() { keys_matter_ = false; }

  const Node& object_;
  Problems& problems_;

 private:
  [[nodiscard]] const Node* find(std::string_view key) const { return member(object_, key); }
  void lacking(std::string message);

  std::vector<std::string_view> known_;
  std::vector<std::string> lacking_;
  bool keys_matter_ = true;
};

class ObjectReader : public ObjectKeys {
 public:
  using ObjectKeys::ObjectKeys;

  template <class T>
  void required(std::string_view key, T& into, std::string_view /*meaning*/, const Rule& rule = {});
  template <class T>
  void optional(std::string_view key, T& into, std::string_view /*meaning*/, const Rule& rule = {});
  template <class... As>
  void choice(std::string_view key, std::variant<As...>& into, std::string_view /*meaning*/);
  template <class... As>
  void choice_by_key(std::variant<As...>& into);

 private:
  template <class... As>
  void alternative(std::variant<As...>& into, std::size_t index);
};

template <Scalar T>
void read(const Node& node, T& into, const Rule& rule, Problems& problems) {
  read_value(node, into, rule, problems);
}

template <Integer T>
void read(const Node& node, T& into, const Rule& rule, Problems& problems) {
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<T>::max());
  const auto value = read_integer(node, rule.min, std::min(rule.max, kMax), problems);
  if (value) into = static_cast<T>(*value);
}

template <Enumeration T>
void read(const Node& node, T& into, const Rule& /*rule*/, Problems& problems) {
  static constexpr auto kTexts = word_texts<T>();
  const auto index = read_word(node, EnumWords<T>::kWhat, kTexts, problems);
  if (index) into = EnumWords<T>::kWords[*index].value;
}

// Any object that has a description.
template <class T>
void read(const Node& node, T& into, const Rule& /*rule*/, Problems& problems) {
  if (!wants(node, Node::Type::object, problems)) return;
  into = T{};
  ObjectReader reader(node, problems);
  describe(reader, into);
  reader.finish();
}

inline void read(const Node& node, DurationRange& into, const Rule& rule, Problems& problems);

template <class T>
void read(const Node& node, std::optional<T>& into, const Rule& rule, Problems& problems) {
  read(node, into.emplace(), rule, problems);
}

void check_array(const Node& node, const Rule& rule, Problems& problems);

template <class T>
void read(const Node& node, std::vector<T>& into, const Rule& rule, Problems& problems) {
  into.clear();
  if (!wants(node, Node::Type::array, problems)) return;
  into.reserve(node.children.size());
  for (const Node& item : node.children) read(item, into.emplace_back(), rule, problems);
  check_array(node, rule, problems);
}

inline void read(const Node& node, DurationRange& into, const Rule& rule, Problems& problems) {
  if (node.type != Node::Type::object) {
    read_value(node, into.min, rule, problems);
    into.max = into.min;
    return;
  }
  ObjectReader reader(node, problems);
  describe(reader, into);
  reader.finish();
  if (into.max < into.min) problems.add(node.at, "expected min to be at most max");
}

template <class T>
void ObjectReader::required(std::string_view key, T& into, std::string_view /*meaning*/,
                            const Rule& rule) {
  if (const Node* value = take(key)) {
    read(*value, into, rule, problems_);
  } else {
    missing(key);
  }
}

template <class T>
void ObjectReader::optional(std::string_view key, T& into, std::string_view /*meaning*/,
                            const Rule& rule) {
  if (const Node* value = take(key)) read(*value, into, rule, problems_);
}

template <class... As>
void ObjectReader::choice(std::string_view key, std::variant<As...>& into,
                          std::string_view /*meaning*/) {
  static constexpr std::array<std::string_view, sizeof...(As)> kWords = {As::kDo...};
  const Node* value = take(key);
  if (value == nullptr) missing(key);
  const auto index =
      value == nullptr ? std::nullopt : read_word(*value, "action", kWords, problems_);
  if (index) {
    alternative(into, *index);
  } else {
    give_up();
  }
}

template <class... As>
void ObjectReader::choice_by_key(std::variant<As...>& into) {
  static constexpr std::array<std::string_view, sizeof...(As)> kKeys = {As::kKey...};
  if (const auto index = told_by_key(kKeys)) alternative(into, *index);
}

template <class... As>
void ObjectReader::alternative(std::variant<As...>& into, std::size_t index) {
  std::size_t i = 0;
  const auto try_one = [&]<class A>(std::type_identity<A> /*type*/) {
    if (i++ == index) describe(*this, into.template emplace<A>());
  };
  (try_one(std::type_identity<As>{}), ...);
}

}  // namespace scenarios
