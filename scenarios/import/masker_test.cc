#include "scenarios/import/masker.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

namespace scenarios::importing {
namespace {

TEST(Masker, KeepsShape) {
  EXPECT_EQ(placeholder(SecretKind::telegram_token, "123456789:AAE4x9_kq2", 7),
            "000000007:xxxxxxxxx7");
  EXPECT_EQ(placeholder(SecretKind::slack_token, "xoxb-123-abc", 12), "xoxb-xxxxx12");
  EXPECT_EQ(placeholder(SecretKind::jwt, "eyJab.eyJcd.ef", 3), "eyJxx.xxxxx.x3");
  EXPECT_EQ(placeholder(SecretKind::api_key, "sk-ant-0123", 1), "sk-xxxxxxx1");
  EXPECT_EQ(placeholder(SecretKind::api_key, "AKIA0123", 1), "AKIAxxx1");
  EXPECT_EQ(placeholder(SecretKind::token, "85d00f79", 10), "0000000a");
  EXPECT_EQ(placeholder(SecretKind::token, "85d00f79z", 10), "xxxxxxx10");
  EXPECT_EQ(placeholder(SecretKind::phone, "+1 (555) 123-4567", 42), "+0 (000) 000-0042");
  EXPECT_EQ(placeholder(SecretKind::email, "me@example.org", 2), "masked2@example.com");
  EXPECT_EQ(placeholder(SecretKind::password, "z", 123), "123");
}

TEST(Masker, GivesTheSameSecretTheSamePlaceholder) {
  Masker masker;
  EXPECT_EQ(masker.mask("token=yb12cd34ef"), "token=xxxxxxxxx1");
  EXPECT_EQ(masker.mask("token=zb12cd34ef and Bearer yb12cd34ef"),
            "token=xxxxxxxxx2 and Bearer xxxxxxxxx1");
  EXPECT_EQ(masker.counts()[static_cast<std::size_t>(SecretKind::token)], 2U);
}

TEST(Masker, KnowsASecretAgainWithoutItsContext) {
  Masker masker;
  std::string before = "got (hunter22hunter), hunter22hunters";
  EXPECT_FALSE(masker.mask_known(before));
  EXPECT_EQ(masker.mask("--token hunter22hunter"), "--token xxxxxxxxxxxxx1");
  EXPECT_EQ(masker.mask("got hunter22hunter"), "got xxxxxxxxxxxxx1");
  EXPECT_TRUE(masker.mask_known(before));
  EXPECT_EQ(before, "got (xxxxxxxxxxxxx1), hunter22hunters");
}

TEST(Masker, KnowsAPasswordWithPunctuationAgain) {
  Masker masker;
  std::string before = "got pa,ss;wo rd and pa,ss;wo rd";
  EXPECT_EQ(masker.mask(R"({"password":"pa,ss;wo rd"})"), R"({"password":"xxxxxxxxxx1"})");
  EXPECT_TRUE(masker.mask_known(before));
  EXPECT_EQ(before, "got xxxxxxxxxx1 and xxxxxxxxxx1");
}

TEST(Masker, LeavesLinesWithoutSecretsAlone) {
  const std::string line = "telegram pairing code W9EDW5SX, \xff\xfe any bytes";
  EXPECT_EQ(Masker().mask(line), line);
}

std::string drawn(std::size_t size, const std::string& alphabet) {
  return *rc::gen::container<std::string>(size, rc::gen::elementOf(alphabet));
}

// A secret of some kind, and what makes it known.
std::pair<std::string, std::string> random_secret() {
  const std::string letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const std::string token = letters + "0123456789_-";
  const std::string body = drawn(*rc::gen::inRange<std::size_t>(35, 60), token);
  const std::string digits = drawn(9, "123456789");
  switch (*rc::gen::inRange(0, 11)) {
    case 0:
      return {"/bot", digits + ":AA" + body};
    case 1:
      return {"", "xoxb-1" + body};
    case 2:
      return {"", "eyJ" + body + ".eyJ" + body + "." + body};
    case 3:
      return {"", "sk-1" + body};
    case 4:
      return {"--token ", "a" + body};
    case 5:
      return {"Authorization: Bearer ", "a1" + body};
    case 6:
      return {"\"botToken\":\"", "a1" + drawn(20, letters)};
    case 7:
      return {"", "who" + digits + "@mail.example.org"};
    case 8:
      return {"password=", "a" + drawn(10, token + "!$%&,;:|)]}>/\\'") + "z"};
    case 9:
      return {"\"password\": \"", "a" + drawn(10, token + "!$%&,;:|)]}>/ '") + "z\""};
    default:
      return {"", "+49" + digits};
  }
}

TEST(MaskerProperty, NothingOfASecretIsLeft) {
  EXPECT_TRUE(rc::check("the masked line does not hold the secret", [] {
    const auto [before, secret] = random_secret();
    const auto junk =
        rc::gen::container<std::string>(rc::gen::elementOf(std::string(" \"',;\x1b\t\xff[]{}|")));
    const std::string line = *junk + " " + before + secret + " " + *junk;
    const std::string masked = Masker().mask(line);
    if (masked.find(secret) != std::string::npos) RC_FAIL(line + "\n" + masked);
    RC_ASSERT(masked.size() + 40 > line.size());
  }));
}

TEST(MaskerProperty, TakesAnyBytes) {
  EXPECT_TRUE(rc::check("secrets lie in the line, apart from each other", [] {
    const auto parts = *rc::gen::container<std::vector<std::string>>(rc::gen::oneOf(
        rc::gen::arbitrary<std::string>(),
        rc::gen::element<std::string>("token", "=", ":", " ", "--", "\x1b[3", "@", "a.com", "+1",
                                      "eyJ", ".", "://", "Bearer", "0123456789", "\"", "sk-")));
    std::string line;
    for (const auto& part : parts) line += part;
    std::size_t end = 0;
    for (const Secret& secret : find_secrets(line)) {
      RC_ASSERT(secret.at >= end);
      RC_ASSERT(secret.size > 0U);
      end = secret.at + secret.size;
    }
    RC_ASSERT(end <= line.size());
    Masker().mask(line);
  }));
}

}  // namespace
}  // namespace scenarios::importing
