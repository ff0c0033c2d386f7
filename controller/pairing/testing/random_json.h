// Random JSON, and almost JSON, for property tests: a function of the seed alone.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace controller::testing {

inline constexpr std::array<std::string_view, 9> kScalarPieces = {
    "null", "true", "false", "0", "-1", "1.5", "1e9", "17", "-0.5e-3"};
inline constexpr std::array<std::string_view, 14> kStringPieces = {
    "a", "b", "{", "}", "[", ":", ",", "{ ", "\\n", "\\\\", "\\\"", "\\u00e9", "1", "]"};
inline constexpr std::array<std::string_view, 30> kSoupPieces = {
    "{",     "}",   "[",    "]",    "\"",   ":",   ",",     "\\",      " ",        "\n",
    "\"b\"", "{}",  "null", "true", "1",    "-",   ".5",    "e9",      "\"{\"",    ",\"",
    "\":",   "{\"", "\"}",  "x",    "\\u0", "[1,", "\"a\"", "{\"a\":", "{\"a\":[", "\"a\":1,"};
inline constexpr std::array<std::string_view, 16> kMutationPieces = {
    "{", "}", "[", "]", "\"", ":", ",", "\\", "\n", " ", "1", "e99", "\x80", "-", "\\ud8", "{\""};

class RandomJson {
 public:
  explicit RandomJson(std::uint64_t seed) : state_(seed) {}

  // In [0, bound); bound is at least 1.
  std::size_t below(std::size_t bound);
  // A well formed value with at most `depth` containers inside one another.
  std::string value(std::size_t depth);
  std::string object(std::size_t depth);
  // Changes `text` at up to `times` places: bytes altered, dropped, inserted, or a part repeated.
  std::string mutated(std::string text, std::size_t times);
  // Pieces of JSON one after another, as chance has it.
  std::string soup(std::size_t pieces);

 private:
  std::string_view any_of(const std::string_view* begin, std::size_t count);
  std::string string();
  std::string space();

  std::uint64_t state_;
};

inline std::size_t RandomJson::below(std::size_t bound) {  // SplitMix64
  std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return static_cast<std::size_t>((z ^ (z >> 31)) % bound);
}

inline std::string_view RandomJson::any_of(const std::string_view* begin, std::size_t count) {
  return begin[below(count)];
}

inline std::string RandomJson::space() { return below(4) == 0 ? "\n " : ""; }

inline std::string RandomJson::string() {
  std::string text = "\"";
  for (std::size_t i = below(5); i > 0; --i)
    text += any_of(kStringPieces.data(), kStringPieces.size());
  return text + "\"";
}

inline std::string RandomJson::value(std::size_t depth) {
  const std::size_t kind = below(depth == 0 ? 2 : 4);
  if (kind == 0) return std::string(any_of(kScalarPieces.data(), kScalarPieces.size()));
  if (kind == 1) return string();
  if (kind == 2) return object(depth);
  std::string text = "[" + space();
  for (std::size_t i = 0, count = below(4); i < count; ++i) {
    if (i > 0) text += "," + space();
    text += value(depth - 1);
  }
  return text + space() + "]";
}

inline std::string RandomJson::object(std::size_t depth) {
  std::string text = "{" + space();
  for (std::size_t i = 0, count = below(4); i < count; ++i) {
    if (i > 0) text += "," + space();
    text += string() + space() + ":" + value(depth - 1);
  }
  return text + space() + "}";
}

inline std::string RandomJson::mutated(std::string text, std::size_t times) {
  for (std::size_t i = below(times + 1); i > 0 && !text.empty(); --i) {
    const std::size_t at = below(text.size());
    const std::string_view piece = any_of(kMutationPieces.data(), kMutationPieces.size());
    switch (below(4)) {
      case 0:
        text[at] = piece.front();
        break;
      case 1:
        text.erase(at, 1 + below(3));
        break;
      case 2:
        text.insert(at, piece);
        break;
      default:
        text.insert(at, text.substr(below(text.size()), below(20)));
    }
  }
  return text;
}

inline std::string RandomJson::soup(std::size_t pieces) {
  std::string text;
  for (std::size_t i = below(pieces + 1); i > 0; --i)
    text += any_of(kSoupPieces.data(), kSoupPieces.size());
  return text;
}

}  // namespace controller::testing
