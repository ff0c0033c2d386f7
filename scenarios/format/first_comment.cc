#include <algorithm>
#include <vector>

#include "scenarios/format/document.h"

namespace scenarios {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

std::string join(const std::vector<std::string_view>& lines) {
  std::string out;
  for (const std::string_view line : lines) {
    if (line.empty() && out.empty()) continue;
    if (!out.empty()) out += '\n';
    out += line;
  }
  out.erase(out.find_last_not_of('\n') + 1);
  return out;
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end);
  text.remove_prefix(text.starts_with("\r\n") ? 2 : text.empty() ? 0 : 1);
  return line;
}

std::string block_comment(std::string_view text) {
  std::vector<std::string_view> lines;
  text = text.substr(2, text.find("*/", 2) - 2);
  while (!text.empty()) {
    std::string_view line = trim(take_line(text));
    if (line.starts_with('*')) line = trim(line.substr(1));
    lines.push_back(line);
  }
  return join(lines);
}

}  // namespace

std::string first_comment(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
  if (text.starts_with("/*")) return block_comment(text);
  std::vector<std::string_view> lines;
  while (text.starts_with("//")) {
    lines.push_back(trim(take_line(text).substr(2)));
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  }
  return join(lines);
}

}  // namespace scenarios
