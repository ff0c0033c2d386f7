#include "lint/tokens.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <utility>

namespace lint {
namespace {

bool starts_name(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool continues_name(char c) { return starts_name(c) || is_digit(c); }

class Tokeniser {
 public:
  explicit Tokeniser(std::string_view text) : text_(text) {}

  Tokens run() {
    while (at_ < text_.size()) step();
    end_directive();
    return std::move(tokens_);
  }

 private:
  void step() {
    const char c = text_[at_];
    if (c == '\n') {
      end_directive();
      skip(1);
    } else if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      skip(1);
    } else if (ahead("\\\n")) {
      skip(2);
    } else if (ahead("//")) {
      skip_to("\n", 0);
    } else if (ahead("/*")) {
      skip_to("*/", 2);
    } else if (ahead("R\"")) {
      take(raw_string());
    } else if (c == '"' || c == '\'') {
      take(quoted(c));
    } else if (starts_name(c)) {
      take(while_true(continues_name));
    } else if (is_digit(c)) {
      take(while_true([](char d) { return continues_name(d) || d == '.' || d == '\''; }));
    } else {
      punctuation();
    }
  }

  void punctuation() {
    if (text_[at_] == '#' && !in_directive_) {
      in_directive_ = true;
      tokens_.push_back({";", line_});
    }
    const bool pair = ahead("::") || ahead("->") || ahead("&&") || ahead("||") || ahead("==") ||
                      ahead("!=") || ahead("<=") || ahead(">=");
    take(pair ? 2 : 1);
  }

  void end_directive() {
    if (in_directive_) tokens_.push_back({";", line_});
    in_directive_ = false;
  }

  [[nodiscard]] bool ahead(std::string_view what) const {
    return text_.substr(at_).starts_with(what);
  }

  template <class Predicate>
  [[nodiscard]] std::size_t while_true(Predicate holds) const {
    const auto rest = text_.substr(at_);
    return static_cast<std::size_t>(std::ranges::find_if_not(rest, holds) - rest.begin());
  }

  [[nodiscard]] std::size_t quoted(char quote) const {
    const auto rest = text_.substr(at_);
    std::size_t end = 1;
    while (end < rest.size() && rest[end] != quote && rest[end] != '\n')
      end += rest[end] == '\\' ? 2 : 1;
    return end + 1;
  }

  [[nodiscard]] std::size_t raw_string() const {
    const auto rest = text_.substr(at_);
    const std::string close = ")" + std::string(rest.substr(2, rest.find('(') - 2)) + "\"";
    return std::min(rest.find(close), rest.size()) + close.size();
  }

  void take(std::size_t length) {
    tokens_.push_back({text_.substr(at_, length), line_});
    skip(length);
  }
  void skip_to(std::string_view end, std::size_t beyond) {
    skip(std::min(text_.find(end, at_), text_.size()) - at_ + beyond);
  }
  void skip(std::size_t length) {
    const auto skipped = text_.substr(at_, length);
    line_ += static_cast<int>(std::ranges::count(skipped, '\n'));
    at_ += skipped.size();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
  bool in_directive_ = false;
  Tokens tokens_;
};

}  // namespace

Tokens tokenise(std::string_view text) { return Tokeniser(text).run(); }

bool is_name(const Token& token) { return starts_name(token.text.front()); }

bool is_number(const Token& token) { return is_digit(token.text.front()); }

bool is_string(const Token& token) {
  return token.text.front() == '"' || token.text.starts_with("R\"");
}

}  // namespace lint
