#include "scenarios/minimize/fingerprint.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>
#include <vector>

namespace scenarios {
namespace {

constexpr std::string_view kMask = "#";

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Where the group that begins at `begin` ends; the whole rest when it never does.
std::size_t end_of_group(std::string_view text, std::size_t begin, char opening, char closing) {
  std::size_t depth = 0;
  for (std::size_t i = begin; i < text.size(); ++i) {
    if (text[i] == opening) ++depth;
    if (text[i] == closing && --depth == 0) return i + 1;
  }
  return text.size();
}

// Quoted texts and JSON are masked, and what stands in parentheses goes.
std::string without_groups(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '"') {
      i = std::min(text.find('"', i + 1), text.size() - 1) + 1;
      out += kMask;
    } else if (text[i] == '{') {
      i = end_of_group(text, i, '{', '}');
      out += kMask;
    } else if (text[i] == '(') {
      i = end_of_group(text, i, '(', ')');
    } else {
      out += text[i++];
    }
  }
  return out;
}

// Codes, ids and numbers; "SIGKILL" and "GET" are none.
bool is_name(std::string_view word) {
  constexpr std::size_t kCodeLength = 8;
  if (std::ranges::any_of(word, [](char c) { return is_digit(c) || c == '/' || c == '#'; }))
    return true;
  if (word.size() == kCodeLength && std::ranges::all_of(word, is_upper)) return true;
  for (std::size_t i = 1; i < word.size(); ++i)
    if (is_upper(word[i]) && is_lower(word[i - 1])) return true;
  constexpr std::array<std::string_view, 3> kChannels = {"telegram", "discord", "slack"};
  return std::ranges::find(kChannels, word) != kChannels.end();
}

bool is_unit(std::string_view word) {
  constexpr std::array<std::string_view, 6> kUnits = {"us", "ms", "s", "min", "h", "d"};
  return std::ranges::find(kUnits, word) != kUnits.end();
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::size_t begin = 0;
  while ((begin = text.find_first_not_of(" \n", begin)) != std::string_view::npos) {
    const auto end = std::min(text.find_first_of(" \n", begin), text.size());
    words.emplace_back(text.substr(begin, end - begin));
    begin = end;
  }
  return words;
}

// "12," becomes "#,".
std::string masked_word(const std::string& word) {
  constexpr std::string_view kPunctuation = ",;:.'";
  const auto length = word.find_last_not_of(kPunctuation) + 1;
  if (length == 0 || !is_name(std::string_view(word).substr(0, length))) return word;
  return std::string(kMask) + word.substr(length);
}

// Answers with different statuses are different failures: "status 500", "answered with 502".
bool is_status(const std::string& before, std::string_view word) {
  constexpr std::array<std::string_view, 4> kBefore = {"status", "with", "answered", "said"};
  constexpr std::size_t kDigits = 3;
  const auto bare = word.substr(0, word.find_last_not_of(",;:.") + 1);
  return bare.size() == kDigits && std::ranges::all_of(bare, is_digit) &&
         std::ranges::find(kBefore, before) != kBefore.end();
}

// A list of names is as good as one of them: "#, #" and "# s" are "#".
bool continues_mask(const std::string& before, std::string_view word) {
  if (!before.starts_with(kMask)) return false;
  if (before != "#" && before != "#,") return false;
  const auto bare = word.substr(0, word.find_last_not_of(",;:.") + 1);
  return bare == kMask || (before == "#" && is_unit(bare));
}

Fingerprint other(std::string kind, std::string_view site) {
  return {std::move(kind), {}, masked(site)};
}

}  // namespace

std::string Fingerprint::text() const {
  return (clause.empty() ? kind : clause) + (site.empty() ? "" : ": " + site);
}

std::string masked(std::string_view finding) {
  std::vector<std::string> out;
  for (const auto& word : words_of(without_groups(finding))) {
    auto shown = !out.empty() && is_status(out.back(), word) ? word : masked_word(word);
    if (!out.empty() && continues_mask(out.back(), shown)) {
      out.back() = std::string(kMask) + shown.substr(shown.find_last_not_of(",;:.") + 1);
    } else {
      out.push_back(std::move(shown));
    }
  }
  std::string text;
  for (const auto& word : out) text += (text.empty() ? "" : " ") + word;
  return text;
}

const Violation* first_violation(const RunResult& result) {
  // 0 is the end of the run.
  const auto order = [](const Violation& violation) {
    return violation.event == 0 ? std::numeric_limits<std::uint64_t>::max() : violation.event;
  };
  const auto first = std::ranges::min_element(result.violations, {}, order);
  return first == result.violations.end() ? nullptr : &*first;
}

std::optional<Fingerprint> fingerprint_of(const RunResult& result, std::string_view remark) {
  if (result.verdict == Verdict::crashed) return other("crashed", remark);
  if (result.verdict == Verdict::nondeterministic) return Fingerprint{"nondeterministic", {}, {}};
  if (result.interrupted || result.verdict != Verdict::failed) return std::nullopt;
  if (const auto* violation = first_violation(result))
    return Fingerprint{"clause", violation->clause, masked(violation->text)};
  if (!result.endless.empty()) return other("endless", result.endless);
  if (!result.unmet.empty()) return other("expect", result.unmet.front().text);
  return std::nullopt;
}

std::string finding_of(const RunResult& result, const Fingerprint& fingerprint,
                       std::string_view remark) {
  // What one of several traces shows is not what is wrong with them.
  if (fingerprint.kind == "nondeterministic")
    return remark.empty() ? "the same seed gave two traces" : std::string(remark);
  if (const auto* violation = first_violation(result))
    return violation->clause + ": " + violation->text;
  if (!result.endless.empty()) return result.endless;
  if (!result.unmet.empty()) return result.unmet.front().text;
  return fingerprint.text();
}

}  // namespace scenarios
