// Counts by name; the names are fixed beforehand.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace scenarios {

// One of `kNames`, a constant array of what has a `name`: looked up as the code is compiled, which
// fails where there is no such name.
template <const auto& kNames>
class NameIn {
 public:
  consteval NameIn(const char* name) : place_(place_of(name)) {}  // NOLINT: names are written out
  [[nodiscard]] constexpr std::size_t place() const { return place_; }

 private:
  static consteval std::size_t place_of(std::string_view name) {
    for (std::size_t i = 0; i < kNames.size(); ++i)
      if (kNames[i].name == name) return i;
    throw "no such name";
  }

  std::size_t place_;
};

// Every count begins at 0.
template <const auto& kNames, class Number>
class NamedCounts {
 public:
  using Name = NameIn<kNames>;

  void add(Name name, Number count = 1) { counts_[name.place()] += count; }
  // The count of a part, which is named "whole.part"; not every part has one.
  void add_part(std::string_view whole, std::string_view part) {
    for (std::size_t i = 0; i < kNames.size(); ++i) {
      const std::string_view name = kNames[i].name;
      if (name.size() == whole.size() + 1 + part.size() && name.ends_with(part) &&
          name.starts_with(whole) && name[whole.size()] == '.')
        ++counts_[i];
    }
  }
  void set(Name name, Number count) { counts_[name.place()] = count; }
  void raise(Name name, Number count) {
    counts_[name.place()] = std::max(counts_[name.place()], count);
  }

  [[nodiscard]] std::map<std::string, Number> all() const {
    std::map<std::string, Number> all;
    for (std::size_t i = 0; i < kNames.size(); ++i)
      all.emplace(std::string(kNames[i].name), counts_[i]);
    return all;
  }

 private:
  std::array<Number, kNames.size()> counts_{};
};

}  // namespace scenarios
