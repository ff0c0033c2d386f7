// Lines and columns in JSON text. It is no parser: it walks over text that a parser has accepted so
// far.
#pragma once

#include <cstddef>
#include <string_view>

#include "scenarios/format/scenario_error.h"

namespace scenarios {

// Walks from value to value, key to key and bracket to bracket, skipping what stands between them.
class Locator {
 public:
  explicit Locator(std::string_view text);

  // Where the next token begins, other than a comma or colon; moves behind it. At the end of the
  // text: the end. An unclosed comment is a token.
  Position next();
  // The text of the token that next() found last.
  [[nodiscard]] std::string_view token() const { return text_.substr(token_at_, at_ - token_at_); }

 private:
  void step();
  void skip_to(std::size_t end);
  bool skip_comment();
  void skip_token();
  [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t token_at_ = 0;
  Position position_{1, 1};
};

// Of the byte at `offset`, or of the end when there is none.
Position position_at(std::string_view text, std::size_t offset);

}  // namespace scenarios
