// Counts by name; the names are fixed beforehand.
#pragma once

#include <cassert>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace scenarios {

template <class Number>
class NamedCounts {
 public:
  // `names`: a range of what has a `name`. Every count begins at 0.
  template <class Names>
  explicit NamedCounts(const Names& names) {
    for (const auto& one : names) counts_.emplace(one.name, 0);
  }

  void add(std::string_view name, Number count = 1) {
    if (count != 0) at(name) += count;
  }
  void set(std::string_view name, Number count) { at(name) = count; }
  [[nodiscard]] const std::map<std::string, Number, std::less<>>& all() const { return counts_; }

 private:
  Number& at(std::string_view name) {
    const auto found = counts_.find(name);
    assert(found != counts_.end());
    return found->second;
  }

  std::map<std::string, Number, std::less<>> counts_;
};

}  // namespace scenarios
