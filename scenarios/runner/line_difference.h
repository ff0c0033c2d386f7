// Where two texts that ought to be the same part: traces, which hold an event a line, above all.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scenarios {

struct LineDifference {
  std::size_t line = 0;               // the first one that differs, from 1
  std::vector<std::string> before;    // the last lines that both have
  std::optional<std::string> left{};  // absent: it has no such line
  std::optional<std::string> right{};
};

// Reads no further than it must, and keeps `context` lines. Nothing: they are the same.
std::optional<LineDifference> line_difference(std::istream& left, std::istream& right,
                                              std::size_t context = 3);
std::optional<LineDifference> line_difference(const std::string& left, const std::string& right,
                                              std::size_t context = 3);

// The lines before, then both sides, those marked with - and +. Lines that are long are cut around
// the first character that differs.
std::string lines_of(const LineDifference& difference);
// Both sides in one line, for a remark: "line 57: … <> …"
std::string remark_of(const LineDifference& difference);

}  // namespace scenarios
