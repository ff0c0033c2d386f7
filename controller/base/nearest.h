// "Did you mean …?"
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace controller {

// The word that `word` is most likely a slip of the pen for; empty when none is near.
std::string_view nearest(std::string_view word, std::span<const std::string_view> words);

// `what` + word: `unknown key "nmae": did you mean "name"?` or, when no word is near, `unknown key
// "x": expected "a" or "b"`.
std::string unknown_word(std::string_view what, std::string_view word,
                         std::span<const std::string_view> words);

// "a", "b" or "c"; of many words the first ones: "a", "b" or one of 70 others
std::string listed(std::span<const std::string_view> words);

}  // namespace controller
