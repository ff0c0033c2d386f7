#include "controller/fly/phrase.h"

#include <array>
#include <cstddef>

#include "controller/base/ascii.h"

namespace controller::fly {
namespace {

constexpr std::string_view kGap = " ~ ";
constexpr std::size_t kMaxGapWords = 3;

// What each byte of a text is in its words: itself in lower case, or a space.
constexpr auto kInWords = [] {
  std::array<char, 256> in_words{};
  for (std::size_t byte = 0; byte < in_words.size(); ++byte) {
    const char c = static_cast<char>(byte);
    in_words[byte] = is_alnum_ascii(c) ? to_lower_ascii(c) : ' ';
  }
  return in_words;
}();

// Where `phrase` stands in `words` as whole words, from `from` on; npos when it does not.
std::size_t find_words(std::string_view words, std::string_view phrase, std::size_t from) {
  for (std::size_t at = words.find(phrase, from); at != std::string_view::npos;
       at = words.find(phrase, at + 1)) {
    const std::size_t end = at + phrase.size();
    if (at > 0 && words[at - 1] == ' ' && end < words.size() && words[end] == ' ') return at;
  }
  return std::string_view::npos;
}

// Whether `phrase` begins after at most kMaxGapWords of `words`, which begin with a space.
bool follows(std::string_view words, std::string_view phrase) {
  std::size_t at = 0;
  for (std::size_t skipped = 0; skipped <= kMaxGapWords; ++skipped) {
    const std::string_view rest = words.substr(at + 1);
    if (rest.starts_with(phrase) && rest.substr(phrase.size()).starts_with(' ')) return true;
    at = words.find(' ', at + 1);
    if (at == std::string_view::npos) return false;
  }
  return false;
}

}  // namespace

std::string words_of(std::string_view text) {
  std::string words(text.size() + 2, ' ');
  std::size_t size = 1;
  for (const char c : text) {
    const char in_words = kInWords[static_cast<unsigned char>(c)];
    if (in_words != ' ' || words[size - 1] != ' ') words[size++] = in_words;
  }
  words.resize(words[size - 1] == ' ' ? size : size + 1);
  return words;
}

std::string without_quoted(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::size_t done = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '"' && text[at] != '\'') continue;
    const bool apostrophe = at > 0 && is_alnum_ascii(text[at - 1]);
    if (apostrophe) continue;
    out.append(text.substr(done, at - done)).append(" ");
    const std::size_t end = text.find(text[at], at + 1);
    if (end != std::string_view::npos) at = end;
    done = at + 1;
  }
  return out.append(text.substr(done));
}

bool has_phrase(std::string_view words, std::string_view phrase) {
  if (phrase.empty()) return false;
  const std::size_t gap = phrase.find(kGap);
  const std::string_view head = phrase.substr(0, gap);
  for (std::size_t at = find_words(words, head, 0); at != std::string_view::npos;
       at = find_words(words, head, at + 1)) {
    if (gap == std::string_view::npos) return true;
    if (follows(words.substr(at + head.size()), phrase.substr(gap + kGap.size()))) return true;
  }
  return false;
}

}  // namespace controller::fly
