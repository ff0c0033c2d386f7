#include "lint/hygiene.h"

#include <algorithm>
#include <array>
#include <string>

namespace lint {
namespace {

constexpr int kLinesMax = 500;

struct Word {
  std::string_view text;
  std::string_view message;
};
constexpr std::string_view kOutside =
    "refers to a folder outside the tree: bring what is needed in";
constexpr std::string_view kUndone = "marks work undone: do it, or file it as an issue";
// Written in two parts, so that this file does not find itself.
constexpr std::array kWords = {
    Word{"../"
         "shared",
         kOutside},
    Word{"/wor"
         "k/",
         kOutside},
    Word{"TO"
         "DO",
         kUndone},
    Word{"FIX"
         "ME",
         kUndone},
};

int line_at(std::string_view text, std::size_t at) {
  return 1 + static_cast<int>(std::ranges::count(text.substr(0, at), '\n'));
}

}  // namespace

Findings lint_words(std::string_view text) {
  Findings findings;
  for (const auto& [word, message] : kWords)
    for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1))
      findings.push_back(
          {line_at(text, at), "\"" + std::string(word) + "\" " + std::string(message)});
  return findings;
}

Findings lint_shape(std::string_view path, std::string_view text) {
  Findings findings;
  if (path.ends_with(".h") && text.find("\n#pragma once\n") == text.npos &&
      !text.starts_with("#pragma once\n"))
    findings.push_back({1, "header without #pragma once: add it"});
  const auto lines = static_cast<int>(std::ranges::count(text, '\n'));
  if (lines > kLinesMax)
    findings.push_back({lines, std::to_string(lines) + " lines, at most " +
                                   std::to_string(kLinesMax) + ": split the file by idea"});
  return findings;
}

}  // namespace lint
