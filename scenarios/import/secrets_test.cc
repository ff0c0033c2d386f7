#include "scenarios/import/secrets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace scenarios::importing {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kTelegram = "123456789:AAE4x9_kq2LrT-7bVYzWcDfGhJmNpQsRuXa";
const std::string kDiscord =
    std::string("MTIzNDU2Nzg5MDEyMzQ1Njc4.") + "Gabcde." + "abcdefghijklmnopqrstuvwxyz0123456789AB";
const std::string kSlack = std::string("xoxb-") + "12345678901-12345678901-abcdefABCDEF12345678";
const std::string kJwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl-_";
const std::string kHex = "85d00f7948896f238a2ab761084dcddc03646115a0ee02110c4fef3af6917045";

// "kind: text" of each.
std::vector<std::string> secrets(const std::string& line) {
  std::vector<std::string> out;
  for (const Secret& secret : find_secrets(line))
    out.push_back(std::string(kSecretKinds[static_cast<std::size_t>(secret.kind)].one) + ": " +
                  line.substr(secret.at, secret.size));
  return out;
}

TEST(Secrets, AreKnownByTheirShape) {
  EXPECT_THAT(secrets("GET /bot" + kTelegram + "/getMe"),
              ElementsAre("Telegram bot token: " + kTelegram));
  EXPECT_THAT(secrets("login " + kDiscord + "."), ElementsAre("Discord bot token: " + kDiscord));
  EXPECT_THAT(secrets("\"" + kSlack + "\""), ElementsAre("Slack token: " + kSlack));
  EXPECT_THAT(secrets("xapp-1-A0123456789-1234-abcdef"),
              ElementsAre("Slack token: xapp-1-A0123456789-1234-abcdef"));
  EXPECT_THAT(secrets("x=" + kJwt + ","), ElementsAre("JWT: " + kJwt));
  EXPECT_THAT(secrets("using sk-ant-api03-abcDEF0123456789"),
              ElementsAre("API key: sk-ant-api03-abcDEF0123456789"));
  EXPECT_THAT(secrets("mail somebody.else+x@mail.example.org."),
              ElementsAre("e-mail address: somebody.else+x@mail.example.org"));
  EXPECT_THAT(secrets("call +49 170 1234567, or +1 (555) 123-4567"),
              ElementsAre("phone number: +49 170 1234567", "phone number: +1 (555) 123-4567"));
  EXPECT_THAT(secrets("db https://me:hunter2@db.example/x"), ElementsAre("password: hunter2"));
}

TEST(Secrets, AreKnownByWhatStandsBefore) {
  EXPECT_THAT(secrets("gateway --token hunter2 --verbose"), ElementsAre("token: hunter2"));
  EXPECT_THAT(secrets("gateway --token=a"), ElementsAre("token: a"));
  EXPECT_THAT(secrets(R"(args ["--port", "3001", "--token", "9f86d081", "--verbose"])"),
              ElementsAre("token: 9f86d081"));
  EXPECT_THAT(secrets("Authorization: Bearer abc123def456"), ElementsAre("token: abc123def456"));
  EXPECT_THAT(secrets("authorization: Basic dXNlcjpwYXNzMQ=="),
              ElementsAre("token: dXNlcjpwYXNzMQ=="));
  EXPECT_THAT(secrets("BOT_TOKEN=0a1b2c3d4e"), ElementsAre("token: 0a1b2c3d4e"));
  EXPECT_THAT(secrets(R"({"botToken":"0a1b2c3d4e"})"), ElementsAre("token: 0a1b2c3d4e"));
  EXPECT_THAT(secrets(R"("{\"apiKey\": \"0a1b2c3d4e\"}")"), ElementsAre("token: 0a1b2c3d4e"));
  EXPECT_THAT(secrets("ws://127.0.0.1:3001/?token=0a1b2c3d4e&x=1"),
              ElementsAre("token: 0a1b2c3d4e"));
  EXPECT_THAT(secrets("token \x1b[33m" + kHex + "\x1b[39m"), ElementsAre("token: " + kHex));
  EXPECT_THAT(secrets("the secret " + kHex + " leaked"), ElementsAre("token: " + kHex));
  EXPECT_THAT(secrets("password: correct!horse"), ElementsAre("password: correct!horse"));
}

TEST(Secrets, ThatAnybodyTypedAreWhole) {
  for (const std::string password :
       {"aa,bb", "a;b|c", "a&b=c", "p)a]s}w", "it's", "aa\\bb", "a#/?b"}) {
    const auto whole = ElementsAre("password: " + password);
    EXPECT_THAT(secrets("password=" + password), whole);
    EXPECT_THAT(secrets("login (pwd: " + password + ") failed"), whole);
    const bool ends_address = password.find('\'') != std::string::npos;
    if (!ends_address) {
      EXPECT_THAT(secrets("see https://me:" + password + "@db.example/x"), whole);
    }
    EXPECT_THAT(secrets(R"({"password":")" + password + R"(","user":"bob"})"), whole);
    EXPECT_THAT(secrets(R"({"msg":"password=)" + password + R"(","user":"bob"})"), whole);
    EXPECT_THAT(secrets("args [\"--token\",\"" + password + "\",\"--verbose\"]"),
                ElementsAre("token: " + password));
  }
  EXPECT_THAT(secrets("password='two words' user=bob"), ElementsAre("password: two words"));
  EXPECT_THAT(secrets(R"({"password": "a\"b\\", "x": 1})"), ElementsAre(R"(password: a\"b\\)"));
  EXPECT_THAT(secrets(R"("{\"password\": \"a b\\\"c\", \"x\": 1}")"),
              ElementsAre(R"(password: a b\\\"c)"));
  EXPECT_THAT(secrets(R"(say password=a"b c)"), ElementsAre(R"(password: a"b)"));
  EXPECT_THAT(secrets(R"({"password":"cut in the mid)"), ElementsAre("password: cut in the mid"));
  EXPECT_THAT(secrets(R"({"password":"","user":"bob"})"), IsEmpty());
  EXPECT_THAT(secrets("password: hunter2, user: bob"), ElementsAre("password: hunter2"));
}

TEST(Secrets, OfAnAddressAreNoPorts) {
  for (const std::string line : {"http://box:8080/x?to=me@b", "ws://[::1]:3001/?to=me@b",
                                 "http://box/x:y@z", "http://me@box"})
    EXPECT_THAT(secrets(line), IsEmpty()) << line;
}

TEST(Secrets, AreNotWhatAScenarioNeeds) {
  for (const std::string& line : {
           std::string("telegram pairing code W9EDW5SX for 811111111"),
           "[gateway] device pairing approved device=" + kHex + " role=operator",
           std::string("requestId=7cbe357a-6ae3-495c-b97a-3786e08f9659"),
           std::string("idempotencyKey=7cbe357a-6ae3-495c-b97a-3786e08f9659"),
           std::string("code=1008 reason=pairing required auth=token"),
           std::string("2026-11-22T05:54:29.830+00:00 [ws] x"),
           std::string("2026-11-22 05:54:29 +0000 2026-11-22"),
           std::string("sessionKey=agent:main:main tokenCount=undefined matchKey=none"),
           std::string("No API key found for provider \"anthropic\""),
           std::string("password: required, token=<TOKEN>, token=undefined, secret=***"),
           std::string("openclaw@2026.3.13 and @test_bot at ws://127.0.0.1:3001"),
           std::string("the token authentication mechanism; Bearer authentication"),
           std::string("sk-learn-and-friends monkey=12ab34cd56ef"),
           std::string("1+12345678 a@b"),
       })
    EXPECT_THAT(secrets(line), IsEmpty()) << line;
}

TEST(Secrets, ThatOverlapAreOne) {
  EXPECT_THAT(secrets("--token " + kSlack), ElementsAre("Slack token: " + kSlack));
  EXPECT_THAT(secrets("Bearer " + kJwt), ElementsAre("JWT: " + kJwt));
  EXPECT_THAT(secrets("password=me@example.com!x"), ElementsAre("password: me@example.com!x"));
}

// A line of a megabyte, made to be looked at again and again.
TEST(Secrets, AreFoundInLinearTime) {
  constexpr std::size_t kSize = std::size_t{1} << 18U;  // squared: minutes
  for (const char* part :
       {"token=", "--token=<", "eyJ-", "sk-", "a@", "+1", "key\x1b ", "1:", "://a:", "token ",
        "password=\"null", "password='", "pwd=\\\"", "xoxb-", "password", "a.", "eyJaaaaaaaaaa."}) {
    std::string line;
    while (line.size() < kSize) line += part;
    EXPECT_LE(find_secrets(line).size(), line.size()) << part;
  }
}

}  // namespace
}  // namespace scenarios::importing
