// The visitor that turns descriptions into JSON Schema.
#pragma once

#include <initializer_list>
#include <limits>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "scenarios/format/describe_scenario.h"
#include "scenarios/format/node.h"
#include "scenarios/format/object_writer.h"
#include "scenarios/format/traits.h"

namespace scenarios {

Node text_shape(const Rule& rule);
Node words_shape(std::span<const std::string_view> words);
Node pattern_shape(std::string_view pattern);
Node integer_shape(std::uint64_t min, std::uint64_t max);
Node array_shape(Node items, const Rule& rule);
Node one_of_shapes(Node first, Node second);

template <class T>
Node shape(const Rule& rule);

class ObjectShape {
 public:
  template <class T>
  void required(std::string_view key, const T& /*value*/, std::string_view meaning,
                const Rule& rule = {}) {
    property(key, shape<T>(rule), meaning);
    required_.push_back(key);
  }
  template <class T>
  void optional(std::string_view key, const T& value, std::string_view meaning,
                const Rule& rule = {}) {
    Node node = shape<T>(rule);
    if constexpr (Scalar<T> || Enumeration<T> || Integer<T>) with_default(node, write(value));
    property(key, std::move(node), meaning);
  }
  template <class... As>
  void choice(std::string_view key, const std::variant<As...>& /*value*/,
              std::string_view meaning) {
    (add_alternative<As>(key, As::kDo, meaning), ...);
  }
  template <class... As>
  void choice_by_key(const std::variant<As...>& /*value*/) {
    (add_alternative<As>({}, {}, {}), ...);
  }

  void constant(std::string_view key, int value, std::string_view meaning);
  void exactly_one(std::initializer_list<std::string_view> keys);
  void at_least_one(std::initializer_list<std::string_view> keys);
  void needs(std::string_view key, std::string_view other);
  void excludes(std::string_view key, std::string_view other);

  // The schema of the object.
  [[nodiscard]] Node node() const;

 private:
  template <class A>
  void add_alternative(std::string_view key, std::string_view word, std::string_view meaning) {
    ObjectShape own;
    if (!key.empty()) own.word(key, word, meaning);
    A fresh{};
    describe(own, fresh);
    alternatives_.push_back(std::move(own));
  }
  void word(std::string_view key, std::string_view word, std::string_view meaning);
  void property(std::string_view key, Node node, std::string_view meaning);
  void condition(Node node) { conditions_.push_back(std::move(node)); }
  [[nodiscard]] Node plain_node() const;
  static void with_default(Node& node, Node value);
  // This object's keys and conditions, and the alternative's.
  [[nodiscard]] ObjectShape joined_with(const ObjectShape& alternative) const;

  Node properties_ = object_node();
  std::vector<std::string_view> required_;
  std::vector<Node> conditions_;
  std::vector<std::pair<std::string_view, std::string_view>> needs_;
  std::vector<ObjectShape> alternatives_;
};

template <class T>
Node object_shape() {
  ObjectShape object;
  T fresh{};
  describe(object, fresh);
  return object.node();
}

template <class T>
Node shape(const Rule& rule) {
  if constexpr (kIsOptional<T>) {
    return shape<typename T::value_type>(rule);
  } else if constexpr (kIsVector<T>) {
    return array_shape(shape<typename T::value_type>(rule), rule);
  } else if constexpr (std::is_same_v<T, std::string>) {
    return text_shape(rule);
  } else if constexpr (std::is_same_v<T, bool>) {
    Node node = object_node();
    add(node, "type", text_node("boolean"));
    return node;
  } else if constexpr (std::is_same_v<T, Duration> || std::is_same_v<T, Instant>) {
    return pattern_shape(rule.sign == Sign::any ? kSignedDurationPattern : kDurationPattern);
  } else if constexpr (std::is_same_v<T, std::chrono::seconds>) {
    return pattern_shape(kDurationPattern);
  } else if constexpr (std::is_same_v<T, WallTime>) {
    return pattern_shape(
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?"
        "(Z|[+-][0-9]{2}:[0-9]{2})$");
  } else if constexpr (std::is_same_v<T, RequestKey>) {
    return pattern_shape("^(telegram|discord|slack|device)/@?[0-9A-Za-z-]+$");
  } else if constexpr (Enumeration<T>) {
    static constexpr auto kTexts = word_texts<T>();
    return words_shape(kTexts);
  } else if constexpr (Integer<T>) {
    constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<T>::max());
    return integer_shape(rule.min, std::min(rule.max, kMax));
  } else if constexpr (std::is_same_v<T, DurationRange>) {
    return one_of_shapes(pattern_shape(kDurationPattern), object_shape<T>());
  } else {
    return object_shape<T>();
  }
}

}  // namespace scenarios
