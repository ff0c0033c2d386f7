// Single values from the tree: each either fills its target or adds a problem.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "scenarios/format/node.h"
#include "scenarios/format/rules.h"
#include "scenarios/format/scenario.h"

namespace scenarios {

// Keeps the problem that stands first in the file.
class Problems {
 public:
  void add(Position at, std::string message) {
    if (heeds(at)) first_ = Problem{at, std::move(message)};
  }

  // False if a problem there would be forgotten anyway: saves the work of describing it.
  [[nodiscard]] bool heeds(Position at) const { return !first_ || at < first_->at; }

  struct Problem {
    Position at;
    std::string message;
  };
  [[nodiscard]] const std::optional<Problem>& first() const { return first_; }

 private:
  std::optional<Problem> first_;
};

// True if the node has this type; else a problem.
bool wants(const Node& node, Node::Type type, Problems& problems);

void read_value(const Node& node, std::string& into, const Rule& rule, Problems& problems);
void read_value(const Node& node, bool& into, const Rule& rule, Problems& problems);
void read_value(const Node& node, Duration& into, const Rule& rule, Problems& problems);
void read_value(const Node& node, std::chrono::seconds& into, const Rule& rule, Problems& problems);
void read_value(const Node& node, Instant& into, const Rule& rule, Problems& problems);
void read_value(const Node& node, WallTime& into, const Rule& rule, Problems& problems);
void read_value(const Node& node, RequestKey& into, const Rule& rule, Problems& problems);

// The integer's size, when it lies within the bounds. `min` is not negative.
std::optional<std::uint64_t> read_integer(const Node& node, std::uint64_t min, std::uint64_t max,
                                          Problems& problems);

// Which of the words it is.
std::optional<std::size_t> read_word(const Node& node, std::string_view what,
                                     std::span<const std::string_view> words, Problems& problems);

}  // namespace scenarios
