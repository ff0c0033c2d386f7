#include "controller/instance/client_text.h"

#include <gtest/gtest.h>

namespace controller::instance {
namespace {

TEST(ClientText, IsOneLineWithoutPathsOfAtMost200Characters) {
  EXPECT_EQ(client_text("open '/root/x' failed\n    at f (/app/x.js:1)", "ab12"),
            "open '<path>' failed");
  EXPECT_EQ(client_text(std::string(300, 'a'), "ab12"), std::string(200, 'a'));
  EXPECT_EQ(client_text(" \n", "ab12"), "unknown error");
  EXPECT_EQ(client_text("no ab\x02"
                        "12 here",
                        "ab12"),
            "no <token> here");
  // Hidden before it is cut: no half of it stays.
  EXPECT_EQ(client_text(std::string(198, 'x') + "ab12", "ab12"), std::string(198, 'x') + "<t");
}

// What was cut before it came here may end within the token.
TEST(ClientText, ShowsNoBeginningOfTheTokenAtItsEnd) {
  const std::string token = "0123456789ABCDEF";
  EXPECT_EQ(client_text("failed: 0123456789abcde", token), "failed:");
  EXPECT_EQ(client_text("failed: 01234567", token), "failed:");
  EXPECT_EQ(client_text("failed: 0123456", token), "failed: 0123456") << "that tells nothing";
  EXPECT_EQ(client_text("failed: 0123456789ABCDEF", token), "failed: <token>");
  EXPECT_EQ(client_text("failed: 01234567 at once", token), "failed: 01234567 at once");
}

TEST(ClientText, IsCutBetweenCharacters) {
  EXPECT_EQ(cut_bytes("abc", 3), "abc");
  EXPECT_EQ(cut_bytes("abc", 2), "ab");
  EXPECT_EQ(cut_bytes("a\xC3\xA4", 2), "a");
  EXPECT_EQ(cut_bytes("a\xE2\x82\xAC", 3), "a");
  EXPECT_EQ(cut_bytes("\x80\x80", 1), "");
}

}  // namespace
}  // namespace controller::instance
