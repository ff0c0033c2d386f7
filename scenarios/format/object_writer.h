// The visitor that turns values into the tree.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "scenarios/format/describe_scenario.h"
#include "scenarios/format/node.h"
#include "scenarios/format/traits.h"

namespace scenarios {

Node write_value(const std::string& value);
Node write_value(bool value);
Node write_value(Duration value);
Node write_value(std::chrono::seconds value);
Node write_value(Instant value);
Node write_value(WallTime value);
Node write_value(const RequestKey& value);

template <class T>
Node write(const T& value);

class ObjectWriter {
 public:
  template <class T>
  void required(std::string_view key, const T& value, std::string_view /*meaning*/,
                const Rule& /*rule*/ = {}) {
    put(key, write(value), false);
  }
  template <class T>
  void optional(std::string_view key, const T& value, std::string_view /*meaning*/,
                const Rule& /*rule*/ = {}) {
    if constexpr (kIsOptional<T>) {
      if (value) put(key, write(*value), false);
    } else {
      put(key, write(value), true);
    }
  }
  template <class... As>
  void choice(std::string_view key, std::variant<As...>& value, std::string_view /*meaning*/) {
    put(key, write_value(std::string(word_of(value))), false);
    choice_by_key(value);
  }
  template <class... As>
  void choice_by_key(std::variant<As...>& value) {
    std::visit([&](const auto& alternative) { members_of(alternative); }, value);
  }

  void constant(std::string_view key, int value, std::string_view /*meaning*/) {
    put(key, integer_node(value), false);
  }
  void exactly_one(std::initializer_list<std::string_view> /*keys*/) {}
  void at_least_one(std::initializer_list<std::string_view> /*keys*/) {}
  void needs(std::string_view /*key*/, std::string_view /*other*/) {}
  void excludes(std::string_view /*key*/, std::string_view /*other*/) {}

  // The members of `value` that differ from those of a fresh one.
  template <class T>
  void members_of(const T& value) {
    ObjectWriter fresh;
    ObjectWriter full;
    // Descriptions are for reading too, so they want values that may change.
    T default_value{};
    T copy = value;
    describe(fresh, default_value);
    describe(full, copy);
    for (Member& member : full.members_)
      if (!(member.may_go && fresh.holds(member.node))) put(std::move(member.node));
  }

  Node take_object();

 private:
  struct Member {
    Node node;
    bool may_go = false;  // when it is what a fresh object has
  };

  template <class... As>
  static std::string_view word_of(const std::variant<As...>& value) {
    return std::visit([](const auto& a) { return std::decay_t<decltype(a)>::kDo; }, value);
  }
  void put(std::string_view key, Node node, bool may_go) {
    node.key = key;
    members_.push_back({std::move(node), may_go});
  }
  void put(Node node) { members_.push_back({std::move(node), false}); }
  [[nodiscard]] bool holds(const Node& node) const {
    return std::ranges::any_of(members_, [&](const Member& member) { return member.node == node; });
  }

  std::vector<Member> members_;
};

template <class T>
Node write(const T& value) {
  if constexpr (Scalar<T>) {
    return write_value(value);
  } else if constexpr (Enumeration<T>) {
    return text_node(word_of(value));
  } else if constexpr (Integer<T>) {
    if constexpr (std::is_signed_v<T>) return integer_node(value);
    return unsigned_node(static_cast<std::uint64_t>(value));
  } else if constexpr (kIsVector<T>) {
    Node array = array_node();
    for (const auto& item : value) array.children.push_back(write(item));
    return array;
  } else {
    if constexpr (std::is_same_v<T, DurationRange>)
      if (value.min == value.max) return write_value(value.min);
    ObjectWriter writer;
    writer.members_of(value);
    return writer.take_object();
  }
}

}  // namespace scenarios
