#include "controller/pairing/channel_config.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "controller/pairing/testing/random_json.h"

namespace controller {
namespace {

// The enabled channels joined by spaces, or "error: ...".
std::string enabled(std::string_view json) {
  const auto set = enabled_channels(json);
  if (!set) return "error: " + set.error();
  std::string names;
  for (const auto name : *set) names += (names.empty() ? "" : " ") + std::string(name);
  return names;
}

std::string telegram(std::string_view on, std::string_view token) {
  return R"({"channels":{"telegram":{"enabled":)" + std::string(on) + R"(,"botToken":)" +
         std::string(token) + "}}}";
}

TEST(ChannelConfig, OrderIsFixed) {
  EXPECT_EQ(enabled(R"( {"gateway":{"port":3001},
    "channels": {"slack": {"enabled": true, "appToken": "xapp"},
                 "irc": {"enabled": true, "token": "t"},
                 "discord": {"token": "t", "enabled": true},
                 "telegram": {"enabled": true, "botToken": "1:x", "dmPolicy": "pairing"}}}
  )"),
            "telegram discord slack");
}

// C3
TEST(ChannelConfig, EachChannelHasItsToken) {
  const auto with = [](std::string_view name, std::string_view token) {
    return enabled(R"({"channels":{")" + std::string(name) + R"(":{"enabled":true,")" +
                   std::string(token) + R"(":"t"}}})");
  };
  EXPECT_EQ(with("telegram", "botToken"), "telegram");
  EXPECT_EQ(with("telegram", "token"), "");
  EXPECT_EQ(with("telegram", "appToken"), "");
  EXPECT_EQ(with("discord", "token"), "discord");
  EXPECT_EQ(with("discord", "botToken"), "");
  EXPECT_EQ(with("slack", "botToken"), "slack");
  EXPECT_EQ(with("slack", "appToken"), "slack");
  EXPECT_EQ(with("slack", "token"), "");
}

TEST(ChannelConfig, TruthinessIsJavaScripts) {
  for (const auto truthy : {"true", "1", "-1", "0.5", "1e999", "\"false\"", "\" \"", "{}", "[]",
                            "0.001", "10", "\"\\u0000\""}) {
    EXPECT_EQ(enabled(telegram(truthy, "\"t\"")), "telegram") << truthy;
    EXPECT_EQ(enabled(telegram("true", truthy)), "telegram") << truthy;
  }
  for (const auto falsy : {"false", "null", "0", "-0", "0.0", "0e5", "-0.00E-7", "\"\""}) {
    EXPECT_EQ(enabled(telegram(falsy, "\"t\"")), "") << falsy;
    EXPECT_EQ(enabled(telegram("true", falsy)), "") << falsy;
  }
}

TEST(ChannelConfig, MissingOrWrongTypedPartsEnableNothing) {
  for (const auto json : {"{}", R"({"channels":null})", R"({"channels":[]})", R"({"channels":"x"})",
                          R"({"channels":{}})", R"({"channels":{"telegram":null}})",
                          R"({"channels":{"telegram":true}})",
                          R"({"channels":{"telegram":[{"enabled":true,"botToken":"t"}]}})",
                          R"({"channels":{"telegram":["enabled",true,"botToken","t"]}})",
                          R"({"channels":{"telegram":{"botToken":"t"}}})",
                          R"({"channels":{"telegram":{"enabled":true}}})",
                          R"({"telegram":{"enabled":true,"botToken":"t"}})"}) {
    EXPECT_EQ(enabled(json), "") << json;
  }
}

TEST(ChannelConfig, OfEqualKeysTheLastCounts) {
  EXPECT_EQ(enabled(telegram("true", R"("t","botToken":"")")), "");
  EXPECT_EQ(enabled(telegram("false", R"("t","\u0065nabled":1)")), "telegram");
}

TEST(ChannelConfig, UnreadableTextIsAnError) {
  EXPECT_EQ(enabled(""), "error: the config is empty");
  EXPECT_EQ(enabled(" \n"), "error: the config is empty");
  EXPECT_EQ(enabled("[]"), "error: the config is no JSON object");
  EXPECT_EQ(enabled("null"), "error: the config is no JSON object");
  EXPECT_EQ(enabled(" {\"a\":1"), "error: JSON cut off at byte 7");
  EXPECT_EQ(enabled("\n{\"a\":1,}"), "error: not JSON at byte 8");
  EXPECT_EQ(enabled("// comment\n{}"), "error: not JSON at byte 0");
  EXPECT_EQ(enabled("{a:1}"), "error: not JSON at byte 1");
  EXPECT_EQ(enabled("{} {}"), "error: more than one JSON value at byte 2");
  EXPECT_EQ(enabled("{\"a\":" + std::string(64, '[')), "error: nested too deep at byte 68");
}

TEST(ChannelConfig, ErrorsHoldNothingOfTheText) {
  EXPECT_EQ(enabled(telegram("true", "\"secret\",")).find("secret"), std::string::npos);
}

TEST(ChannelConfig, Sets) {
  const auto one = enabled_channels(telegram("1", "1"));
  ASSERT_TRUE(one);
  EXPECT_TRUE(one->contains("telegram"));
  EXPECT_FALSE(one->contains("slack"));
  EXPECT_EQ(one->size(), 1U);
  EXPECT_FALSE(one->empty());
  EXPECT_FALSE(*one == ChannelSet());
}

RC_GTEST_PROP(ChannelConfigProperty, AnyTextIsHarmless, (std::uint64_t seed)) {
  testing::RandomJson random(seed);
  const std::string whole = random.object(6);
  RC_ASSERT(enabled_channels(whole).ok());
  for (int i = 0; i < 100; ++i) {
    const auto set = enabled_channels(random.mutated(whole, 3));
    if (set) RC_ASSERT(set->empty());
  }
}

}  // namespace
}  // namespace controller
