#include "scenarios/import/secret_value.h"

#include <algorithm>

namespace scenarios::importing {
namespace {

bool is_quote_mark(char c) { return c == '"' || c == '\'' || c == '`'; }
bool ends_word(char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; }

// What stands right before the value.
struct Opening {
  char quote = '\0';
  bool escaped = false;  // it is of a text within a text: \"
  bool closed = false;   // by the same quote, so the value is empty
};

Opening opening_of(std::string_view between) {
  std::size_t begin = between.find_last_of("=:");
  if (begin == std::string_view::npos) begin = between.find_last_of(", \t");
  Opening opening;
  for (std::size_t i = begin == std::string_view::npos ? 0 : begin; i < between.size(); ++i) {
    if (!is_quote_mark(between[i])) continue;
    opening.closed = opening.quote == between[i];
    opening.quote = between[i];
    opening.escaped = i > 0 && between[i - 1] == '\\';
  }
  return opening;
}

// `rest` begins behind the quote. A backslash takes the next character along; in a text within a
// text it is written twice.
std::size_t quoted_size(std::string_view rest, const Opening& opening) {
  std::size_t i = 0;
  while (i < rest.size()) {
    if (!opening.escaped && rest[i] == opening.quote) return i;
    if (rest[i] != '\\') {
      ++i;
    } else if (!opening.escaped) {
      i += 2;
    } else if (i + 1 < rest.size() && rest[i + 1] == opening.quote) {
      return i;
    } else {
      const bool takes = i + 1 < rest.size() && rest[i + 1] == '\\';
      i += 2;
      if (takes) i += i < rest.size() && rest[i] == '\\' ? 2 : 1;
    }
  }
  return rest.size();
}

std::size_t bare_size(std::string_view rest, bool in_text) {
  std::size_t end = 0;
  while (end < rest.size() && !ends_word(rest[end]) && !(in_text && rest[end] == '"')) ++end;
  constexpr std::string_view kPunctuation = ",;)]}>'\"`\\";
  while (end > 0 && kPunctuation.find(rest[end - 1]) != std::string_view::npos) --end;
  return end;
}

}  // namespace

std::size_t value_size(std::string_view line, const ValuePlace& place, std::size_t max) {
  const auto rest = line.substr(place.at, max);
  const Opening opening = opening_of(line.substr(place.name_end, place.at - place.name_end));
  if (opening.closed) return 0;
  if (opening.quote == '\0') return bare_size(rest, place.in_text);
  return std::min(quoted_size(rest, opening), rest.size());
}

}  // namespace scenarios::importing
