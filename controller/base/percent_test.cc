#include "controller/base/percent.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "controller/base/ascii.h"

namespace controller {
namespace {

std::string encoded(std::string_view raw) {
  std::string out = "x=";
  append_percent_encoded(out, raw);
  return out.substr(2);
}

TEST(Percent, KeepsTheUnreserved) {
  EXPECT_EQ(encoded("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(encoded(""), "");
}

TEST(Percent, EncodesAllElse) {
  EXPECT_EQ(encoded("a b&c=d/..?#%+"), "a%20b%26c%3Dd%2F..%3F%23%25%2B");
  EXPECT_EQ(encoded(std::string_view("\0\r\n\xC3\xA9\xFF", 6)), "%00%0D%0A%C3%A9%FF");
}

TEST(Percent, DecodesBothCases) {
  EXPECT_EQ(percent_decoded("%2f%2F+%7e"), "//+~");
  EXPECT_EQ(percent_decoded("plain"), "plain");
}

TEST(Percent, RefusesHalvesAndNoDigits) {
  for (const char* text : {"%", "a%", "%4", "%4x", "%x4", "%%41", "% 41", "%-1"}) {
    EXPECT_EQ(percent_decoded(text), std::nullopt) << text;
  }
}

RC_GTEST_PROP(PercentProperty, RoundTripInSafeCharacters, (const std::string& raw)) {
  const std::string text = encoded(raw);
  for (const char c : text) {
    RC_ASSERT(is_alnum_ascii(c) || std::string_view("-._~%").find(c) != std::string_view::npos);
  }
  RC_ASSERT(percent_decoded(text) == raw);
}

}  // namespace
}  // namespace controller
