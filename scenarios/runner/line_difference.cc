#include "scenarios/runner/line_difference.h"

#include <algorithm>
#include <istream>
#include <sstream>

#include "reports/text.h"

namespace scenarios {
namespace {

std::optional<std::string> next_line(std::istream& in) {
  std::string line;
  if (!std::getline(in, line)) return std::nullopt;
  return line;
}

std::size_t first_different(const LineDifference& difference) {
  if (!difference.left || !difference.right) return 0;
  const auto [left, right] = std::ranges::mismatch(*difference.left, *difference.right);
  return static_cast<std::size_t>(left - difference.left->begin());
}

// What can be seen of a line when character `at` is to be in sight.
std::string shown_around(const std::string& line, std::size_t at, std::size_t width) {
  const auto begin = line.size() <= width || at < width / 2 ? 0 : at - width / 2;
  std::string out = begin > 0 ? "…" : "";
  out += reports::printable(std::string_view(line).substr(begin, width));
  if (begin + width < line.size()) out += "…";
  return out;
}

std::string side(const std::optional<std::string>& line, std::size_t at, std::size_t width) {
  return line ? shown_around(*line, at, width) : "(nothing: it ends here)";
}

}  // namespace

std::optional<LineDifference> line_difference(std::istream& left, std::istream& right,
                                              std::size_t context) {
  LineDifference difference;
  for (;;) {
    ++difference.line;
    difference.left = next_line(left);
    difference.right = next_line(right);
    if (difference.left != difference.right) return difference;
    if (!difference.left) return std::nullopt;
    difference.before.push_back(std::move(*difference.left));
    if (difference.before.size() > context) difference.before.erase(difference.before.begin());
  }
}

std::optional<LineDifference> line_difference(const std::string& left, const std::string& right,
                                              std::size_t context) {
  std::istringstream left_lines(left);
  std::istringstream right_lines(right);
  return line_difference(left_lines, right_lines, context);
}

std::string lines_of(const LineDifference& difference) {
  constexpr std::size_t kWidth = 400;
  const auto at = first_different(difference);
  std::string out;
  for (const auto& line : difference.before) out += "    " + shown_around(line, 0, kWidth) + "\n";
  return out + "  - " + side(difference.left, at, kWidth) + "\n  + " +
         side(difference.right, at, kWidth) + "\n";
}

std::string remark_of(const LineDifference& difference) {
  constexpr std::size_t kWidth = 200;
  const auto at = first_different(difference);
  return "line " + std::to_string(difference.line) + ": " + side(difference.left, at, kWidth) +
         " <> " + side(difference.right, at, kWidth);
}

}  // namespace scenarios
