// The visitor that fills described values from JSON (see sim/faults/describe_fault.h).
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "controller/base/time.h"
#include "sim/gateway/json_value.h"
#include "sim/text/rule.h"

namespace sim::format {

// The first problem found, and where.
struct Problem {
  std::string path;  // as in JsonLines
  std::string message;
};
class Problems {
 public:
  void add(std::string path, std::string message) {
    if (!first_) first_ = Problem{std::move(path), std::move(message)};
  }
  [[nodiscard]] const std::optional<Problem>& first() const { return first_; }

 private:
  std::optional<Problem> first_;
};

// A value, and where it stands.
struct Found {
  const Json& json;
  std::string path;
  Problems& problems;
};

bool wants_object(const Found& found);
// The elements; none, and a problem, when it is no array.
std::vector<Found> elements_of(const Found& found);

void read(const Found& found, std::string& into, const Rule& rule);
void read(const Found& found, bool& into, const Rule& rule);
void read(const Found& found, controller::Duration& into, const Rule& rule);
void read(const Found& found, std::chrono::seconds& into, const Rule& rule);
void read(const Found& found, controller::Instant& into, const Rule& rule);
std::optional<std::uint64_t> read_whole(const Found& found, std::uint64_t min, std::uint64_t max);
std::optional<std::size_t> read_word(const Found& found, std::string_view what,
                                     std::span<const std::string_view> words);

class ObjectReader {
 public:
  // `found` is an object.
  explicit ObjectReader(const Found& found) : found_(found) {}

  template <class T>
  void required(std::string_view key, T& into, std::string_view meaning, const Rule& rule = {});
  template <class T>
  void optional(std::string_view key, T& into, std::string_view meaning, const Rule& rule = {});
  // A variant whose alternatives are told by the word under `key`.
  template <class... As>
  void choice(std::string_view key, std::variant<As...>& into, std::string_view meaning);

  // Tells of keys that nobody asked for, then of those that are missing. To be called last.
  void finish();

 private:
  std::optional<Found> take(std::string_view key);

  const Found& found_;
  std::vector<std::string_view> known_;
  std::vector<std::string_view> missing_;
  bool keys_matter_ = true;
};

// Actions without keys of their own.
template <class T>
requires std::is_empty_v<T>
void describe(ObjectReader& /*reader*/, T& /*action*/) {}

template <class T>
requires std::integral<T>
void read(const Found& found, T& into, const Rule& rule) {
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<T>::max());
  const auto value = read_whole(found, rule.min, std::min(rule.max, kMax));
  if (value) into = static_cast<T>(*value);
}

// words_of(type) tells its words.
template <class T>
requires std::is_enum_v<T>
void read(const Found& found, T& into, const Rule& /*rule*/) {
  const auto& words = words_of(std::type_identity<T>{});
  std::vector<std::string_view> texts;
  for (const auto& word : words) texts.push_back(word.text);
  const auto index = read_word(found, "word", texts);
  if (index) into = words[*index].value;
}

// Any object that has a description.
template <class T>
requires std::is_class_v<T>
void read(const Found& found, T& into, const Rule& /*rule*/) {
  if (!wants_object(found)) return;
  into = T{};
  ObjectReader reader(found);
  describe(reader, into);
  reader.finish();
}

template <class T>
void read(const Found& found, std::optional<T>& into, const Rule& rule) {
  read(found, into.emplace(), rule);
}

template <class T>
void read(const Found& found, std::vector<T>& into, const Rule& rule) {
  into.clear();
  for (const Found& element : elements_of(found)) read(element, into.emplace_back(), rule);
}

template <class T>
void ObjectReader::required(std::string_view key, T& into, std::string_view /*meaning*/,
                            const Rule& rule) {
  if (const auto value = take(key)) {
    read(*value, into, rule);
  } else {
    missing_.push_back(key);
  }
}

template <class T>
void ObjectReader::optional(std::string_view key, T& into, std::string_view /*meaning*/,
                            const Rule& rule) {
  if (const auto value = take(key)) read(*value, into, rule);
}

template <class... As>
void ObjectReader::choice(std::string_view key, std::variant<As...>& into,
                          std::string_view /*meaning*/) {
  static constexpr std::array<std::string_view, sizeof...(As)> kWords = {As::kDo...};
  const auto value = take(key);
  if (!value) missing_.push_back(key);
  const auto index = value ? read_word(*value, "action", kWords) : std::nullopt;
  keys_matter_ = index.has_value();
  std::size_t i = 0;
  const auto try_one = [&]<class A>(std::type_identity<A> /*type*/) {
    if (i++ == index) describe(*this, into.template emplace<A>());
  };
  (try_one(std::type_identity<As>{}), ...);
}

}  // namespace sim::format
