#include "controller/base/nearest.h"

#include <algorithm>
#include <vector>

#include "controller/base/shown.h"

namespace controller {
namespace {

constexpr std::size_t kWordMax = 64;     // longer ones are no slip of the pen
constexpr std::size_t kListedMax = 500;  // bytes; one line is to be read by a person

char lower(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  return c == '-' || c == ' ' ? '_' : c;
}

// Letters to insert, drop, replace or swap with their neighbour.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (same ? 0U : 1U)});
      const bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                           lower(a[i - 2]) == lower(b[j - 1]);
      if (swapped) d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

bool is_part(std::string_view shorter, std::string_view longer) {
  return shorter.size() >= 4 && longer.find(shorter) != std::string_view::npos;
}

}  // namespace

std::string_view nearest(std::string_view word, std::span<const std::string_view> words) {
  if (word.empty() || word.size() > kWordMax) return {};
  std::string_view best;
  std::size_t best_distance = (word.size() + 2) / 3 + 1;
  for (const std::string_view candidate : words) {
    const std::size_t found = distance(word, candidate);
    // A word of other letters throughout is not near, however short.
    if (found >= best_distance || found >= std::max(word.size(), candidate.size())) continue;
    best = candidate;
    best_distance = found;
  }
  if (!best.empty()) return best;
  const auto part = std::ranges::find_if(words, [&](std::string_view candidate) {
    return is_part(word, candidate) || is_part(candidate, word);
  });
  return part == words.end() ? std::string_view() : *part;
}

std::string listed(std::span<const std::string_view> words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (out.size() > kListedMax && i + 1 < words.size())
      return out + " or one of " + std::to_string(words.size() - i) + " others";
    if (i > 0) out += i + 1 == words.size() ? " or " : ", ";
    out += '"' + std::string(words[i]) + '"';
  }
  return out;
}

std::string unknown_word(std::string_view what, std::string_view word,
                         std::span<const std::string_view> words) {
  const std::string unknown = "unknown " + std::string(what) + ' ' + shown(word) + ": ";
  if (const std::string_view near = nearest(word, words); !near.empty())
    return unknown + "did you mean \"" + std::string(near) + "\"?";
  if (words.empty()) return unknown + "there is none";
  return unknown + "expected " + listed(words);
}

}  // namespace controller
