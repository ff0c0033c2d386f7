#include "scenarios/invariants/support/lines.h"

#include <gtest/gtest.h>

#include "scenarios/invariants/support/text.h"

namespace scenarios::seen {
namespace {

// As it would be looked for by hand.
std::string first_of(const std::vector<std::string>& words, const std::string& line) {
  for (std::size_t i = 0; i < line.size(); ++i)
    for (const std::string& word : words)
      if (lower(line).substr(i).starts_with(lower(word))) return lower(word);
  return {};
}

TEST(Keywords, AreFoundWhereverTheyStandAndTheFirstOfThem) {
  const std::vector<std::string> words = {"abab", "Bba", "bab-ab", "aab", "~"};
  for (std::size_t count = 0; count <= words.size(); ++count) {
    const std::vector<std::string> some(words.begin(), words.begin() + static_cast<int>(count));
    const Keywords keywords(some);
    // All lines of up to seven of these.
    constexpr std::string_view kLetters = "aBb-";
    for (std::size_t length = 0; length <= 7; ++length)
      for (std::size_t number = 0; number < std::size_t{1} << (2 * length); ++number) {
        std::string line;
        for (std::size_t i = 0; i < length; ++i) line += kLetters[(number >> (2 * i)) & 3];
        ASSERT_EQ(keywords.find_in(line), first_of(some, line)) << line << ", " << count;
      }
  }
}

}  // namespace
}  // namespace scenarios::seen
