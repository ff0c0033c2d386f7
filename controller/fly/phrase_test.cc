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

TEST(Phrase, HasTheBitsOfItsWordsWhereverTheyStand) {
  const std::string words = words_of("The volume vol_1 was not found, no matter where");
  for (const char* phrase : {"volume ~ not found", "not found", "where", "the volume"}) {
    ASSERT_TRUE(has_phrase(words, phrase)) << phrase;
    EXPECT_EQ(word_bits(phrase) & ~word_bits(words), 0U) << phrase;
  }
  EXPECT_NE(word_bits("found"), word_bits("lease"));
  EXPECT_EQ(word_bits(" ~ "), 0U);
  EXPECT_EQ(word_bits(" a  b "), word_bits("b a"));
}

}  // namespace
}  // namespace controller::fly
