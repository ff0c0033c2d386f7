// What is wrong with a scenario file, and where.
#pragma once

#include <string>

namespace scenarios {

// Where something stands in a text: both count from 1, columns in characters. 0: nowhere in
// particular.
struct Position {
  int line = 0;
  int column = 0;

  auto operator<=>(const Position&) const = default;
};

struct ScenarioError {
  std::string file;
  int line = 0;  // 0: the file as a whole
  int column = 0;
  std::string message;  // one line
};

// "file:line:column: message", or "file: message".
std::string to_string(const ScenarioError& error);

}  // namespace scenarios
