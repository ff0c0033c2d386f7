#include "controller/http/approve_body.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace controller {
namespace {

std::string channel_error(std::string_view body) {
  auto parsed = parse_channel_approval(body);
  return parsed ? "none" : std::string(parsed.error());
}
std::string device_error(std::string_view body) {
  auto parsed = parse_device_approval(body);
  return parsed ? "none" : std::string(parsed.error());
}

TEST(ApproveBody, HoldsItsFieldsInAnyOrderAmongOthers) {
  auto approval =
      parse_channel_approval(" {\"code\":\"A\\u0042\", \"x\":[{}], \"channel\":\"slack\"}\n");
  ASSERT_TRUE(approval);
  EXPECT_EQ(approval->channel, "slack");
  EXPECT_EQ(approval->code, "AB");
  EXPECT_EQ(parse_device_approval(R"({"requestId":"r"})")->request_id, "r");
}

TEST(ApproveBody, TheLastOfEqualMembersCounts) {
  auto approval = parse_channel_approval(R"({"channel":"a","code":"1","channel":"b"})");
  EXPECT_EQ(approval->channel, "b");
  EXPECT_NE(channel_error(R"({"channel":"a","code":"1","code":2})"), "none");
}

TEST(ApproveBody, WhatIsNoJsonIsInvalid) {
  for (const std::string_view body :
       {std::string_view(""), std::string_view(" "), std::string_view("{"),
        std::string_view("channel=a"), std::string_view("{}x"), std::string_view("{'a':1}"),
        std::string_view("{\"code\":\"\xFF\"}"), std::string_view("{}\0", 3)}) {
    EXPECT_EQ(channel_error(body), "Invalid request body") << body;
    EXPECT_EQ(device_error(body), "Invalid request body") << body;
  }
  EXPECT_EQ(channel_error(std::string(100'000, '[')), "Invalid request body");
}

TEST(ApproveBody, WhatLacksAFieldSaysWhich) {
  for (const char* body :
       {"null", "[]", "1", "\"a\"", "{}", R"({"channel":"a"})", R"({"channel":"","code":"b"})",
        R"({"channel":"a","code":7})", R"({"channel":["a"],"code":"b"})"})
    EXPECT_EQ(channel_error(body), "Missing required fields: channel and code") << body;
  for (const char* body : {"null", "{}", R"({"requestId":null})", R"({"requestId":""})"})
    EXPECT_EQ(device_error(body), "Missing required field: requestId") << body;
}

TEST(ApproveBody, NoBytesMakeItFail) {
  rc::check([](const std::string& body) {
    RC_ASSERT(!channel_error(body).empty());
    RC_ASSERT(!device_error(body).empty());
  });
}

}  // namespace
}  // namespace controller
