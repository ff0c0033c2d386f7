#include "controller/base/token_text.h"

#include <gtest/gtest.h>

namespace controller {
namespace {

TEST(TokenText, IsHiddenInAnyCase) {
  EXPECT_EQ(without_token("a ab12 AB12ab12 b", "ab12"), "a <token> <token><token> b");
  EXPECT_EQ(without_token("ab1", "ab12"), "ab1");
  EXPECT_EQ(without_token("text", ""), "text");
  EXPECT_TRUE(holds_token("xAb12y", "ab12"));
  EXPECT_FALSE(holds_token("xAb1y", "ab12"));
  EXPECT_FALSE(holds_token("text", ""));
}

}  // namespace
}  // namespace controller
