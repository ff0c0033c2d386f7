// C++ text as tokens, just well enough for the lints: no comments, literals as single tokens.
#pragma once

#include <string_view>
#include <vector>

namespace lint {

struct Token {
  std::string_view text;  // part of the text given to tokenise()
  int line = 0;

  friend bool operator==(const Token& a, std::string_view b) { return a.text == b; }
};
using Tokens = std::vector<Token>;

// Preprocessor directives stand between two ";", so that no statement seems to run into them.
[[nodiscard]] Tokens tokenise(std::string_view text);

[[nodiscard]] bool is_name(const Token& token);  // identifiers and keywords
[[nodiscard]] bool is_number(const Token& token);
[[nodiscard]] bool is_string(const Token& token);  // includes the quotes

}  // namespace lint
