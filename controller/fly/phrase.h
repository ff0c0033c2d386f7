// Searching free text for phrases without regard to case, punctuation and quoting. Pure.
#pragma once

#include <cstdint>
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

// A bit for each word of a text or a phrase, the same for the same word; others may share it. A
// text that lacks a bit of a phrase does not have that phrase.
constexpr std::uint64_t word_bits(std::string_view words) {
  constexpr std::uint64_t kBasis = 0xcbf29ce484222325ULL;  // FNV-1a
  constexpr std::uint64_t kPrime = 0x100000001b3ULL;
  const auto bit = [](std::uint64_t hash) {
    return std::uint64_t{1} << ((hash ^ hash >> 32U) & 63U);
  };
  std::uint64_t bits = 0;
  std::uint64_t hash = kBasis;
  for (const char c : words) {
    if (c == '~') continue;
    if (c != ' ') {
      hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
    } else if (hash != kBasis) {
      bits |= bit(hash);
      hash = kBasis;
    }
  }
  return hash == kBasis ? bits : bits | bit(hash);
}

}  // namespace controller::fly
