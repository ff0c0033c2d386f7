// Does a log line speak of pairing (L1)?
#pragma once

#include <array>
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

  // Keywords of one's own, matched anywhere in a line, ASCII letters in either case. Fails with one
  // sentence when there is none, or one is empty or holds a byte outside ASCII.
  static Result<LogTrigger, std::string> make(std::span<const std::string_view> keywords);

  // Whether `line` contains one of the keywords. Any bytes may be in the line. Linear.
  bool matches(std::string_view line) const;

 private:
  explicit LogTrigger(std::span<const std::string_view> keywords);

  std::vector<std::string> keywords_;  // lower case
};

}  // namespace controller
