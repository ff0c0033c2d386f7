#include "controller/http/auth.h"

#include <gtest/gtest.h>

#include <vector>

namespace controller {
namespace {

std::optional<std::string_view> token_of(std::vector<std::string_view> values) {
  static std::vector<HttpHeader> headers;
  headers.clear();
  for (const auto value : values) headers.push_back({"Authorization", value});
  return bearer_token(headers);
}

TEST(BearerToken, IsTheOneWordAfterTheScheme) {
  EXPECT_EQ(token_of({"Bearer abc"}), "abc");
  EXPECT_EQ(token_of({"bEARER   a.b-c_~+/="}), "a.b-c_~+/=");
  EXPECT_EQ(token_of({std::string_view("Bearer a\0b", 10)}), std::string_view("a\0b", 3));
  EXPECT_EQ(token_of({"Bearer m\xC3\xA4"}), "m\xC3\xA4");
}

TEST(BearerToken, IsNothingElse) {
  for (const char* value : {"", "Bearer", "Bearer ", "Bearerabc", "Basic abc", "abc", "Bearer a b",
                            "Bearer a,b", "Bearer\tabc", " Bearer abc", "Bearer abc "})
    EXPECT_EQ(token_of({value}), std::nullopt) << value;
  EXPECT_EQ(token_of({}), std::nullopt);
  EXPECT_EQ(token_of({"Bearer abc", "Bearer abc"}), std::nullopt) << "which one?";
}

TEST(Secret, MatchesItselfAlone) {
  const Secret secret("s3cret");
  EXPECT_TRUE(secret.matches("s3cret"));
  for (const std::string_view other :
       {std::string_view(""), std::string_view("s3cre"), std::string_view("s3cret "),
        std::string_view("S3cret"), std::string_view("s3cret\0", 7)})
    EXPECT_FALSE(secret.matches(other)) << other;
  EXPECT_FALSE(Secret("").matches("x"));
}

}  // namespace
}  // namespace controller
