#include "controller/fly/phrase.h"

#include <gtest/gtest.h>

namespace controller::fly {
namespace {

TEST(Phrase, TextBecomesWords) {
  EXPECT_EQ(words_of("already_exists: \"X-1\"!"), " already exists x 1 ");
  EXPECT_EQ(words_of(""), " ");
  EXPECT_EQ(words_of("\xC3\xA9"), " ");
}

TEST(Phrase, WhatIsQuotedGoes) {
  EXPECT_EQ(without_quoted("name \"a b\" is 'c d' taken"), "name   is   taken");
  EXPECT_EQ(without_quoted("can't find 'x'"), "can't find  ");
  EXPECT_EQ(without_quoted("with name \"cut"), "with name  cut");
  EXPECT_EQ(without_quoted("\"a'b\" c"), "  c");
}

TEST(Phrase, WholeWordsOnly) {
  EXPECT_TRUE(has_phrase(" the lease is held ", "lease"));
  EXPECT_FALSE(has_phrase(" the release is held ", "lease"));
  EXPECT_FALSE(has_phrase(" leased ", "lease"));
  EXPECT_TRUE(has_phrase(" release lease ", "lease"));
  EXPECT_FALSE(has_phrase(" lease ", ""));
}

TEST(Phrase, AGapIsUpToThreeWords) {
  EXPECT_TRUE(has_phrase(" volume not found ", "volume ~ not found"));
  EXPECT_TRUE(has_phrase(" volume a b c not found ", "volume ~ not found"));
  EXPECT_FALSE(has_phrase(" volume a b c d not found ", "volume ~ not found"));
  EXPECT_TRUE(has_phrase(" volume a b c d volume not found ", "volume ~ not found"));
  EXPECT_FALSE(has_phrase(" not found volume ", "volume ~ not found"));
  EXPECT_FALSE(has_phrase(" volume not founded ", "volume ~ not found"));
}

}  // namespace
}  // namespace controller::fly
