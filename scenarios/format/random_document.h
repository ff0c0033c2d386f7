// For tests: random scenarios that obey the descriptions, as trees. Most of them load; the others
// contradict themselves.
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <iterator>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "scenarios/format/describe_scenario.h"
#include "scenarios/format/metrics.h"
#include "scenarios/format/node.h"
#include "scenarios/format/situations.h"
#include "scenarios/format/traits.h"

namespace scenarios {

inline std::size_t drawn_below(std::size_t bound) {
  return *rc::gen::inRange<std::size_t>(0, bound);
}

template <class Words>
std::string drawn_from(const Words& words) {
  return std::string(words[drawn_below(words.size())]);
}

inline std::string drawn_text(const Rule& rule) {
  if (rule.text == nullptr) return *rc::gen::string<std::string>();
  if (rule.text->words != nullptr) return drawn_from(rule.text->words());
  constexpr std::array<std::string_view, 9> kTexts = {
      "alice", "a-1",           "ABCD2345",           "0f8fad5b-d9cb-469f-a165-70867728950e",
      "AAAA",  "x y\n\xC3\xA4", "/_kilo/version?x=1", "Accept: text/html",
      "dfw"};
  std::vector<std::string_view> fitting;
  std::ranges::copy_if(kTexts, std::back_inserter(fitting), rule.text->fits);
  // Otherwise a new rule needs a text here.
  RC_ASSERT(!fitting.empty());
  return drawn_from(fitting);
}

template <class T>
Node random_value(const Rule& rule);

// The visitor. Conditions among keys are met afterwards, by dropping keys.
class ObjectMaker {
 public:
  template <class T>
  void required(std::string_view key, const T& /*value*/, std::string_view /*meaning*/,
                const Rule& rule = {}) {
    add(object_, key, random_value<T>(rule));
  }
  template <class T>
  void optional(std::string_view key, const T& value, std::string_view meaning,
                const Rule& rule = {}) {
    if (drawn_below(2) == 1) required(key, value, meaning, rule);
  }
  template <class... As>
  void choice(std::string_view key, const std::variant<As...>& value,
              std::string_view /*meaning*/) {
    const std::array<std::string_view, sizeof...(As)> words = {As::kDo...};
    const std::size_t index = drawn_below(sizeof...(As));
    add(object_, key, text_node(words.at(index)));
    alternative(value, index);
  }
  template <class... As>
  void choice_by_key(const std::variant<As...>& value) {
    alternative(value, drawn_below(sizeof...(As)));
  }
  void constant(std::string_view key, int value, std::string_view /*meaning*/) {
    add(object_, key, integer_node(value));
  }
  void exactly_one(std::initializer_list<std::string_view> keys) {
    bool found = false;
    for (const std::string_view key : keys) {
      if (found) drop(key);
      found = found || member(object_, key) != nullptr;
    }
  }
  void at_least_one(std::initializer_list<std::string_view> /*keys*/) {}
  void needs(std::string_view key, std::string_view other) {
    if (member(object_, other) == nullptr) drop(key);
  }
  void excludes(std::string_view key, std::string_view other) {
    if (member(object_, key) != nullptr) drop(other);
  }

  Node take() { return std::move(object_); }

 private:
  template <class... As>
  void alternative(const std::variant<As...>& /*value*/, std::size_t index) {
    std::size_t i = 0;
    const auto try_one = [&]<class A>(std::type_identity<A> /*type*/) {
      A fresh{};
      if (i++ == index) describe(*this, fresh);
    };
    (try_one(std::type_identity<As>{}), ...);
  }
  void drop(std::string_view key) {
    std::erase_if(object_.children, [&](const Node& child) { return child.key == key; });
  }

  Node object_ = object_node();
};

template <class T>
Node random_value(const Rule& rule) {
  if constexpr (kIsOptional<T>) {
    return random_value<typename T::value_type>(rule);
  } else if constexpr (kIsVector<T>) {
    Node array = array_node();
    for (std::size_t n = rule.items_min + drawn_below(4); n > 0; --n) {
      Node item = random_value<typename T::value_type>(rule);
      if (!rule.unique || std::ranges::find(array.children, item) == array.children.end())
        array.children.push_back(std::move(item));
    }
    return array;
  } else if constexpr (std::is_same_v<T, std::string>) {
    return text_node(drawn_text(rule));
  } else if constexpr (std::is_same_v<T, bool>) {
    return boolean_node(drawn_below(2) == 1);
  } else if constexpr (std::is_same_v<T, Duration> || std::is_same_v<T, Instant>) {
    const auto us = *rc::gen::inRange<std::int64_t>(rule.shortest.count(), 3'600'000'000);
    return text_node(duration_text(Duration(us)));
  } else if constexpr (std::is_same_v<T, std::chrono::seconds>) {
    return text_node(std::to_string(drawn_below(100)) + "s");
  } else if constexpr (std::is_same_v<T, WallTime>) {
    constexpr std::array<std::string_view, 3> kTimes = {
        "2026-11-22T06:00:00Z", "1970-01-01T00:00:00.001Z", "2024-02-29T23:59:59.5+01:00"};
    return text_node(drawn_from(kTimes));
  } else if constexpr (std::is_same_v<T, RequestKey>) {
    constexpr std::array<std::string_view, 4> kKeys = {
        "telegram/@alice", "slack/ABCD2345", "device/@alice",
        "device/0f8fad5b-d9cb-469f-a165-70867728950e"};
    return text_node(drawn_from(kKeys));
  } else if constexpr (Enumeration<T>) {
    return text_node(drawn_from(word_texts<T>()));
  } else if constexpr (Integer<T>) {
    constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<T>::max());
    const std::uint64_t max = std::min(rule.max, kMax);
    return unsigned_node(drawn_below(4) == 0 ? max : rule.min + drawn_below(3) % (max - rule.min));
  } else {
    if constexpr (std::is_same_v<T, DurationRange>)
      if (drawn_below(2) == 1) return random_value<Duration>(rule);
    ObjectMaker maker;
    T fresh{};
    describe(maker, fresh);
    return maker.take();
  }
}

// Whether the step, expectation or key `child` of that list may stand in such a scenario.
template <class... As>
bool fits_kind(const Node& step, bool cloud, std::type_identity<std::variant<As...>> /*actions*/) {
  const Node* word = member(step, "do");
  const auto fits = [&]<class A>(std::type_identity<A> /*type*/) {
    const Action action{A{}};
    return word->text == A::kDo && !(cloud ? is_machine_alone(action) : is_cloud_alone(action));
  };
  return (fits(std::type_identity<As>{}) || ...);
}
inline bool expectation_fits_kind(const Node& expectation, bool cloud) {
  const auto has = [&](std::string_view key) { return member(expectation, key) != nullptr; };
  if (has("reply")) return true;
  if (const Node* metric = member(expectation, "metric"))
    return cloud == std::ranges::any_of(kCloudMetrics, [&](const MetricName& name) {
             return name.name == metric->text;
           });
  return cloud == (has("machines") || has("volumes") || has("data_kept") || has("instance_state"));
}
inline bool situation_fits_kind(const Node& situation, bool cloud) {
  return cloud == std::ranges::any_of(kCloudSituations, [&](const Situation& known) {
           return known.name == situation.text;
         });
}

// Names that stand for something get one that does.
inline void agree_on_names(Node& node) {
  constexpr std::array<std::string_view, 6> kUsers = {"user",     "of",        "instance",
                                                      "machines", "data_kept", "instance_state"};
  const bool is_text = node.type == Node::Type::text;
  if (is_text && std::ranges::find(kUsers, node.key) != kUsers.end()) node.text = "alice";
  if (is_text && node.key == "volumes") node.text = "alice";
  if (is_text && node.key == "region") node.text = "dfw";
  for (Node& child : node.children) agree_on_names(child);
}

// What only the other kind of scenario has goes.
inline void keep_kind(Node& root, bool cloud) {
  constexpr std::array<std::string_view, 3> kMachine = {"pending", "devices", "faults"};
  constexpr std::array<std::string_view, 6> kCloud = {"instances", "fly",       "volumes",
                                                      "machines",  "transport", "cloud_faults"};
  std::erase_if(root.children, [&](const Node& child) {
    return std::ranges::find(kMachine, child.key) != kMachine.end() ? cloud
           : std::ranges::find(kCloud, child.key) != kCloud.end()   ? !cloud
                                                                    : false;
  });
  for (Node& list : root.children) {
    std::erase_if(list.children, [&](const Node& child) {
      if (list.key == "steps") return !fits_kind(child, cloud, std::type_identity<AnyAction>{});
      if (list.key == "expect") return !expectation_fits_kind(child, cloud);
      return list.key == "must_happen" && !situation_fits_kind(child, cloud);
    });
    // Names must be unique.
    const bool named = list.key == "instances" || list.key == "volumes" || list.key == "machines";
    if (named && list.children.size() > 1) list.children.resize(1);
  }
}

inline Node random_instance() {
  Node instances = array_node();
  ObjectMaker maker;
  InstanceSettings fresh{};
  describe(maker, fresh);
  instances.children.push_back(maker.take());
  std::erase_if(instances.children[0].children, [](const Node& key) { return key.key == "count"; });
  return instances;
}

// A scenario called t that lasts long enough for its moments.
inline Node random_document() {
  const bool cloud = drawn_below(3) == 0;
  Node root = random_value<Scenario>({});
  keep_kind(root, cloud);
  if (cloud) {
    std::erase_if(root.children,
                  [](const Node& child) { return child.key == "instances" || child.key == "fly"; });
    add(root, "instances", random_instance());
    agree_on_names(root);
  }
  for (Node& child : root.children) {
    if (child.key == "name") child.text = "t";
    if (child.key == "duration") child.text = "1d";
  }
  return root;
}

}  // namespace scenarios
