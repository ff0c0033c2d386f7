#include "controller/instance/query_text.h"

#include <gtest/gtest.h>

namespace controller::instance {
namespace {

TEST(QueryText, DecodesBytesAndSpaces) {
  EXPECT_EQ(decode_query_value(""), "");
  EXPECT_EQ(decode_query_value("a%2Fb%2f+%2B"), "a/b/ +");
  EXPECT_EQ(decode_query_value("%00"), std::string(1, '\0'));
  EXPECT_EQ(decode_query_value("J%C3%BC%FF"), "J\xC3\xBC\xFF");
}

TEST(QueryText, RefusesBrokenEscapes) {
  for (const char* text : {"%", "a%", "%4", "%4x", "%x4", "%%41", "%-1", "%+1", "% 1", "a%2"})
    EXPECT_FALSE(decode_query_value(text)) << text;
}

}  // namespace
}  // namespace controller::instance
