#include "controller/base/nearest.h"

#include <gtest/gtest.h>

#include <array>
#include <span>
#include <string>
#include <vector>

namespace controller {
namespace {

constexpr std::array<std::string_view, 6> kWords = {"name",        "seed",         "seeds",
                                                    "must_happen", "list_timeout", "at"};

TEST(Nearest, FindsSlipsOfThePen) {
  EXPECT_EQ(nearest("nmae", kWords), "name");
  EXPECT_EQ(nearest("Name", kWords), "name");
  EXPECT_EQ(nearest("names", kWords), "name");
  EXPECT_EQ(nearest("sed", kWords), "seed");
  EXPECT_EQ(nearest("seedss", kWords), "seeds");
  EXPECT_EQ(nearest("must-happen", kWords), "must_happen");
  EXPECT_EQ(nearest("musthapen", kWords), "must_happen");
}

TEST(Nearest, FindsPartsOfWords) {
  EXPECT_EQ(nearest("timeout", kWords), "list_timeout");
  EXPECT_EQ(nearest("the_name_of_it", kWords), "name");
}

TEST(Nearest, KeepsStillWhenNothingIsNear) {
  EXPECT_EQ(nearest("xyzzy", kWords), "");
  EXPECT_EQ(nearest("by", kWords), "");
  EXPECT_EQ(nearest("", kWords), "");
  EXPECT_EQ(nearest("name", {}), "");
  EXPECT_EQ(nearest(std::string(1'000'000, 'n'), kWords), "");
}

TEST(Nearest, ListsWhatThereIs) {
  const std::array<std::string_view, 1> one = {"a"};
  const std::array<std::string_view, 3> three = {"a", "b", "c"};
  EXPECT_EQ(unknown_word("key", "xyzzy", three),
            R"(unknown key "xyzzy": expected "a", "b" or "c")");
  EXPECT_EQ(unknown_word("key", "xyzzy", one), R"(unknown key "xyzzy": expected "a")");
  EXPECT_EQ(unknown_word("key", "xyzzy", {}), R"(unknown key "xyzzy": there is none)");
}

TEST(Nearest, ListsOnlyTheFirstOfMany) {
  const std::string word(120, 'w');
  const std::vector<std::string_view> words(60, word);
  std::string expected;
  for (int i = 0; i < 5; ++i) expected += (i == 0 ? "\"" : ", \"") + word + '"';
  EXPECT_EQ(listed(words), expected + " or one of 55 others");
  EXPECT_EQ(listed(std::span(words).first(6)), expected + " or \"" + word + '"');
}

}  // namespace
}  // namespace controller
