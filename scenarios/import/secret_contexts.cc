// Secrets that are known by what stands before them.
#include <algorithm>
#include <array>

#include "controller/base/ascii.h"
#include "controller/pairing/validate.h"
#include "scenarios/import/secret_value.h"
#include "scenarios/import/secrets.h"

namespace scenarios::importing {
namespace {

using controller::equal_ignoring_case;
using controller::is_alpha_ascii;
using controller::is_digit_ascii;
using controller::is_lower_ascii;
using controller::is_upper_ascii;

enum class Clue : std::uint8_t { none, word, password, bearer };

struct ClueWord {
  std::string_view text;
  Clue clue;
};
constexpr std::array kClueWords = {
    ClueWord{"token", Clue::word},
    ClueWord{"secret", Clue::word},
    ClueWord{"key", Clue::word},
    ClueWord{"apikey", Clue::word},
    ClueWord{"authtoken", Clue::word},
    ClueWord{"accesstoken", Clue::word},
    ClueWord{"authorization", Clue::word},
    ClueWord{"credential", Clue::word},
    ClueWord{"signature", Clue::word},
    ClueWord{"password", Clue::password},
    ClueWord{"passwd", Clue::password},
    ClueWord{"pwd", Clue::password},
    ClueWord{"passphrase", Clue::password},
    ClueWord{"bearer", Clue::bearer},
};

// What stands where a secret might, and is none.
constexpr std::array<std::string_view, 14> kPlainWords = {
    "null",  "none",    "undefined", "true",    "false",   "missing",  "required",
    "empty", "invalid", "incorrect", "expired", "changed", "redacted", "unset"};
constexpr std::array<std::string_view, 5> kSchemes = {"bearer", "basic", "bot", "token", "digest"};

// botToken, BOT_TOKEN, bot-token, token; not "monkey".
bool ends_in_word(std::string_view name, std::string_view word) {
  if (name.size() < word.size()) return false;
  const std::size_t at = name.size() - word.size();
  if (!equal_ignoring_case(name.substr(at), word)) return false;
  if (at == 0 || !is_alpha_ascii(name[at - 1])) return true;
  return is_upper_ascii(name[at]) && is_lower_ascii(name[at - 1]);
}

Clue clue_of(std::string_view name) {
  for (const ClueWord& word : kClueWords)
    if (ends_in_word(name, word.text)) return word.clue;
  return Clue::none;
}

bool is_among(std::string_view text, const auto& words) {
  return std::ranges::any_of(words, [&](auto word) { return equal_ignoring_case(text, word); });
}

// Whether it was drawn rather than written: long, and of several kinds of characters.
bool looks_drawn(std::string_view text, std::size_t short_min, std::size_t long_min) {
  const bool digits = std::ranges::any_of(text, is_digit_ascii);
  const bool letters = std::ranges::any_of(text, is_alpha_ascii);
  const bool cases =
      std::ranges::any_of(text, is_lower_ascii) &&
      std::ranges::any_of(text.substr(std::min<std::size_t>(text.size(), 1)), is_upper_ascii);
  if (text.size() >= long_min && (digits || cases)) return true;
  return text.size() >= short_min && digits && letters;
}

bool is_space(char c) { return c == ' ' || c == '\t'; }
bool is_quote(char c) { return c == '"' || c == '\'' || c == '\\' || c == '`'; }
bool is_base64(char c) { return is_token_byte(c) || c == '+' || c == '/' || c == '.' || c == '~'; }

enum class Between : std::uint8_t { nothing, space, assign };

constexpr std::size_t kColourMax = 16;
// What a value of any characters is judged by; it may be longer.
constexpr std::size_t kJudgedMax = 4096;

class ContextFinder {
 public:
  ContextFinder(std::string_view line, std::vector<Secret>& found) : line_(line), found_(found) {}

  void run() {
    while (at_ < line_.size()) {
      if (!is_token_byte(line_[at_])) {
        in_text_ ^= line_[at_] == '"';
        ++at_;
        continue;
      }
      const std::size_t begin = at_;
      while (at_ < line_.size() && is_token_byte(line_[at_])) ++at_;
      const auto name = line_.substr(begin, at_ - begin);
      if (const Clue clue = clue_of(name); clue != Clue::none) after(name, clue);
    }
  }

 private:
  void after(std::string_view name, Clue clue) {
    std::size_t value = at_;
    const bool flag = name.starts_with("--");
    const Between between = skip_between(value, flag);
    if (between == Between::nothing) return;
    skip_scheme(value, clue);
    const bool any = flag || (clue == Clue::password && between == Between::assign);
    const ValuePlace place{at_, value, in_text_};
    std::size_t size = any ? value_size(line_, place, kJudgedMax) : base64_size(value);
    if (!is_secret(line_.substr(value, size), name, clue, between, flag)) return;
    if (any) size = value_size(line_, place, line_.size());
    found_.push_back(
        {value, size, clue == Clue::password ? SecretKind::password : SecretKind::token});
    in_text_ ^= std::ranges::count(line_.substr(at_, value + size - at_), '"') % 2 != 0;
    at_ = value + size;
  }

  // `": "`, `=`, `\":\"`, a space; colours too. After a flag also `", "`, as in an array of
  // arguments.
  Between skip_between(std::size_t& at, bool flag = false) const {
    Between between = Between::nothing;
    for (; at < line_.size(); ++at) {
      const char c = line_[at];
      if (c == '=' || c == ':') {
        if (between == Between::assign) break;
        between = Between::assign;
      } else if (is_space(c) || (flag && c == ',')) {
        if (between == Between::nothing) between = Between::space;
      } else if (c == '\x1b') {
        const std::size_t size = line_.substr(at, kColourMax).find('m');
        if (size != std::string_view::npos) at += size;
      } else if (!is_quote(c)) {
        break;
      }
    }
    return between;
  }

  // "Authorization: Basic dXNlcg==": the value is the word after.
  void skip_scheme(std::size_t& value, Clue& clue) const {
    const std::size_t size = base64_size(value);
    std::size_t next = value + size;
    if (!is_among(line_.substr(value, size), kSchemes)) return;
    if (skip_between(next) != Between::space) return;
    value = next;
    clue = Clue::bearer;
  }

  // Padding belongs to it, the full stop of a sentence does not.
  [[nodiscard]] std::size_t base64_size(std::size_t at) const {
    std::size_t end = at;
    while (end < line_.size() && is_base64(line_[end])) ++end;
    for (int padding = 0; padding < 2 && end < line_.size() && line_[end] == '='; ++padding) ++end;
    while (end > at && line_[end - 1] == '.') --end;
    return end - at;
  }

  static bool is_secret(std::string_view text, std::string_view name, Clue clue, Between between,
                        bool flag) {
    constexpr std::size_t kFlagMin = 4;
    constexpr std::size_t kShortMin = 8;
    constexpr std::size_t kLongMin = 16;
    if (text.empty() || is_among(text, kPlainWords) || text.starts_with('<') ||
        std::ranges::all_of(text, [](char c) { return c == '*'; }))
      return false;
    if (flag)
      return !text.starts_with("--") && (between == Between::assign || text.size() >= kFlagMin);
    if (clue == Clue::password && between == Between::assign) return true;
    if (clue == Clue::bearer) return looks_drawn(text, kShortMin, kLongMin);
    // A key is often the id of something.
    if (ends_in_word(name, "key") && controller::valid_request_id(text)) return false;
    return looks_drawn(text, between == Between::assign ? kShortMin : kLongMin, kLongMin);
  }

  std::string_view line_;
  std::vector<Secret>& found_;
  std::size_t at_ = 0;
  bool in_text_ = false;  // an odd number of double quotes stands before
};

}  // namespace

void find_by_context(std::string_view line, std::vector<Secret>& found) {
  ContextFinder(line, found).run();
}

}  // namespace scenarios::importing
