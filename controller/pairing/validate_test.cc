#include "controller/pairing/validate.h"

#include <gtest/gtest.h>

#include <string>

namespace controller {
namespace {

using namespace std::string_view_literals;

static_assert(valid_channel("telegram") && valid_code("ZZZZC5QW") &&
              valid_request_id("00000001-0000-4000-8000-000000000001"));

TEST(Validate, Channel) {
  for (const auto text : {"telegram"sv, "a"sv, "a-b_c9"sv, "z----"sv}) {
    EXPECT_TRUE(valid_channel(text)) << text;
  }
  for (const auto text : {""sv, "Telegram"sv, "9a"sv, "-a"sv, "_a"sv, "a b"sv, "a\n"sv, "a/b"sv,
                          "a\0"sv, "a\xC3\xA4"sv, "--json"sv, "aB"sv}) {
    EXPECT_FALSE(valid_channel(text)) << text;
  }
  EXPECT_TRUE(valid_channel("a" + std::string(63, 'b')));
  EXPECT_FALSE(valid_channel("a" + std::string(64, 'b')));
}

TEST(Validate, Code) {
  for (const auto text : {"ZZZZC5QW"sv, "zzzzc5qw"sv, "0"sv, "A"sv}) {
    EXPECT_TRUE(valid_code(text)) << text;
  }
  for (const auto text : {""sv, "-A"sv, "A B"sv, "A_B"sv, "A\n"sv, "\xC3\x84"sv, "A\0"sv, "A;B"sv,
                          "@A"sv, "[A"sv, "`a"sv, "{a"sv, "/0"sv, ":9"sv}) {
    EXPECT_FALSE(valid_code(text)) << text;
  }
  EXPECT_TRUE(valid_code(std::string(32, 'A')));
  EXPECT_FALSE(valid_code(std::string(33, 'A')));
}

TEST(Validate, RequestId) {
  EXPECT_TRUE(valid_request_id("3b1fde0d-9505-088a-04de-4801ebef2516"));
  EXPECT_TRUE(valid_request_id("3B1FDE0D-9505-088A-04DE-4801EBEF2516"));
  for (const auto text :
       {""sv, "zzz"sv, "3b1fde0d-9505-088a-04de-4801ebef251"sv,
        "3b1fde0d-9505-088a-04de-4801ebef25160"sv, "3b1fde0d9505-088a-04de-4801ebef25160"sv,
        "3b1fde0d-9505-088a-04de-4801ebef251g"sv, "3b1fde0d-9505-088a-04de_4801ebef2516"sv,
        "{b1fde0d-9505-088a-04de-4801ebef251}"sv, "3b1fde0d-9505-088a-04d--4801ebef2516"sv}) {
    EXPECT_FALSE(valid_request_id(text)) << text;
  }
}

}  // namespace
}  // namespace controller
