#include "controller/pairing/duplicates.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <string>
#include <string_view>

namespace controller {
namespace {

std::uint32_t remove_from(std::vector<std::string>& items) {
  std::vector<std::uint32_t> order;
  return remove_duplicates(
      items, [](const std::string& s) { return std::string_view(s).substr(0, 1); }, order);
}

TEST(RemoveDuplicates, KeepsTheFirstInOrder) {
  std::vector<std::string> items{"b1", "a1", "B2", "c1", "a2", "A3", "d1"};
  EXPECT_EQ(remove_from(items), 3U);
  EXPECT_EQ(items, (std::vector<std::string>{"b1", "a1", "c1", "d1"}));
  EXPECT_EQ(remove_from(items), 0U);
  EXPECT_EQ(items.size(), 4U);
}

TEST(RemoveDuplicates, NothingAndOne) {
  std::vector<std::string> items;
  EXPECT_EQ(remove_from(items), 0U);
  items = {"a"};
  EXPECT_EQ(remove_from(items), 0U);
  items = {"a", "a", "a"};
  EXPECT_EQ(remove_from(items), 2U);
}

RC_GTEST_PROP(RemoveDuplicatesProperty, LikeASet, (std::vector<std::uint8_t> codes)) {
  std::vector<std::string> items;
  std::vector<std::string> expected;
  std::set<char> seen;
  for (const std::uint8_t code : codes) {
    items.push_back(std::string(1, static_cast<char>('A' + code % 60)) +
                    std::to_string(items.size()));
    if (seen.insert(to_upper_ascii(items.back()[0])).second) expected.push_back(items.back());
  }
  RC_ASSERT(remove_from(items) == codes.size() - expected.size());
  RC_ASSERT(items == expected);
}

}  // namespace
}  // namespace controller
