// Searching free text for phrases without regard to case, punctuation and quoting. Pure.
#pragma once

#include <string>
#include <string_view>

namespace controller::fly {

// The words of `text` (runs of ASCII letters and digits, in lower case), with one space before,
// between and after them: `already_exists: "x"` gives ` already exists x `.
std::string words_of(std::string_view text);

// `text` without what stands between two equal quotes (single or double): names and ids that others
// chose, which are no part of the wording. A quote inside a word is an apostrophe.
std::string without_quoted(std::string_view text);

// Whether `words`, as from words_of(), have `phrase`: words in lower case, where ` ~ ` stands for
// up to three words of any kind. An empty phrase is in no text.
bool has_phrase(std::string_view words, std::string_view phrase);

}  // namespace controller::fly
