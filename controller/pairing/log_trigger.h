// Does a log line speak of pairing (L1)?
//
// Not every position of a line is looked at. When the shortest keyword has m characters, every
// occurrence of a keyword covers three neighbouring bytes that start at a multiple of m - 2 and lie
// within its first m characters. So one look at every (m-2)th position suffices: three tables of
// 256 bytes tell at which offsets of a keyword such bytes stand, and only there is compared.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "controller/base/result.h"

namespace controller {

inline constexpr std::array<std::string_view, 5> kDefaultKeywords = {
    "pairing", "pair request", "device request", "approve", "paired"};

// Immutable once built; matches() may be called from any thread and allocates nothing.
class LogTrigger {
 public:
  // The default keywords.
  LogTrigger();

  // Keywords of one's own, looked for anywhere in a line, ASCII letters in either case. The error
  // is one sentence: there is no keyword, or one is empty or holds a byte outside ASCII.
  static Result<LogTrigger, std::string> make(std::span<const std::string_view> keywords);

  // Whether `line`, any bytes, contains one of the keywords. Time: linear in the line, times the
  // number of keywords at worst.
  bool matches(std::string_view line) const;

 private:
  // For each byte the offsets within a keyword's beginning at which it stands, a bit each.
  using OffsetsOfByte = std::array<std::uint8_t, 256>;

  explicit LogTrigger(std::span<const std::string_view> keywords);
  bool keyword_at(std::string_view line, std::size_t at) const;
  bool keyword_around(std::string_view line, std::size_t at, unsigned offsets) const;

  std::vector<std::string> keywords_;  // lower case
  std::size_t stride_;                 // 0: a keyword is too short for tables
  OffsetsOfByte first_{};
  OffsetsOfByte second_{};
  OffsetsOfByte third_{};
};

}  // namespace controller
