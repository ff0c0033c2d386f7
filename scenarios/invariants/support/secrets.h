// What no text may show: F4, F5, F8. Case does not count.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace scenarios::seen {

class Secrets {
 public:
  explicit Secrets(const std::vector<std::string>& secrets);

  // Whether `text` holds a whole secret.
  [[nodiscard]] bool held_by(std::string_view text) const;
  // Whether `text` shows so much of one that the rest could be guessed: 16 characters in a row, or
  // all of a shorter one.
  [[nodiscard]] bool shown_by(std::string_view text) const;

 private:
  static constexpr std::size_t kRun = 16;
  // Any such run holds a piece of that size whole, one of those that the secret is cut into.
  static constexpr std::size_t kPiece = kRun / 2;

  struct Piece {
    std::uint64_t bytes = 0;
    std::size_t secret = 0;
    std::size_t at = 0;  // where in the secret
  };

  static std::size_t trace_of(std::uint64_t bytes);
  [[nodiscard]] bool shows_run(std::string_view text, std::size_t found, const Piece& piece) const;

  std::vector<std::string> secrets_;  // in lower case
  std::vector<Piece> pieces_;         // of those that are long enough
  std::bitset<4096> traces_;          // of the pieces: most of what a text holds leaves none
};

}  // namespace scenarios::seen
