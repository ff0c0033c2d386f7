#include "controller/instance/controller_replies.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "controller/instance/testing/pairing_bed.h"
#include "controller/pairing/testing/random_json.h"
#include "controller/pairing/validate.h"

namespace controller::instance {
namespace {

using controller::testing::RandomJson;
using testing::kChannelEntry;
using testing::kDeviceEntry;
using testing::kRequestId;
using testing::reply_of;
using testing::requests_of;

TEST(ControllerReplies, AFullChannelListIsRead) {
  const auto list = parse_list_reply(
      Kind::channels,
      R"({"lastUpdated":"2026-11-22T12:00:00.000Z","more":1,"requests":[{"code":"ABCD2345",)"
      R"("id":"7","channel":"telegram","meta":{ "a": [1] },"secret":"s",)"
      R"("createdAt":"2026-11-22T11:59:00.000Z"}]})");
  ASSERT_TRUE(list);
  const ChannelRequest wanted{
      "ABCD2345", "7", "telegram", R"({"a":[1]})", "2026-11-22T11:59:00.000Z", 1'795'348'740'000};
  EXPECT_EQ(*list, (RequestList{Kind::channels, {wanted}, {}}));
  EXPECT_EQ(requests_json(*list),
            R"({"requests":[{"code":"ABCD2345","id":"7","channel":"telegram","meta":{"a":[1]},)"
            R"("createdAt":"2026-11-22T11:59:00.000Z"}]})");
}

TEST(ControllerReplies, AFullDeviceListIsReadWithoutThePublicKey) {
  const auto list = parse_list_reply(
      Kind::devices, R"({"lastUpdated":"","requests":[{"requestId":")" + std::string(kRequestId) +
                         R"(","deviceId":"d","role":"r","platform":"p","clientId":"c","ts":1.5,)"
                         R"("publicKey":"k"}]})");
  ASSERT_TRUE(list);
  EXPECT_EQ(*list, (RequestList{Kind::devices, {}, {{kRequestId, "d", "r", "p", "c", 1}}}));
  EXPECT_EQ(requests_json(*list).find("ublic"), std::string::npos);
}

TEST(ControllerReplies, TheLeastIsEnough) {
  EXPECT_TRUE(parse_list_reply(Kind::channels, reply_of("")));
  EXPECT_TRUE(parse_list_reply(Kind::channels, reply_of(kChannelEntry)));
  EXPECT_TRUE(parse_list_reply(Kind::devices, reply_of(kDeviceEntry)));
  EXPECT_TRUE(parse_stored_list(Kind::devices, requests_of(kDeviceEntry)));
}

TEST(ControllerReplies, AWrongBodyIsRefused) {
  const std::string deep =
      R"({"lastUpdated":"","requests":[],"x":)" + std::string(70, '[') + std::string(70, ']') + "}";
  for (const std::string& body : {std::string(),
                                  std::string("<html>502</html>"),
                                  std::string("null"),
                                  std::string("[]"),
                                  std::string("{}"),
                                  reply_of(kChannelEntry).substr(0, 40),
                                  requests_of(""),
                                  std::string(R"({"lastUpdated":""})"),
                                  std::string(R"({"requests":{},"lastUpdated":""})"),
                                  std::string(R"({"requests":null,"lastUpdated":""})"),
                                  std::string(R"({"requests":[],"lastUpdated":null})"),
                                  std::string(R"({"requests":[],"lastUpdated":0})"),
                                  std::string(R"({"requests":[],"lastUpdated":"now"})"),
                                  std::string(R"({"requests":[],"requests":7,"lastUpdated":""})"),
                                  reply_of("") + "x",
                                  reply_of("null"),
                                  reply_of("[]"),
                                  reply_of("{}"),
                                  reply_of("1e999"),
                                  reply_of(std::string(kChannelEntry) + ",7"),
                                  deep,
                                  std::string(1'000'000, '['),
                                  std::string(1'000'000, 'x')})
    EXPECT_FALSE(parse_list_reply(Kind::channels, body)) << body.substr(0, 100);
  EXPECT_FALSE(parse_list_reply(Kind::devices, reply_of(kChannelEntry)));
  EXPECT_FALSE(parse_list_reply(Kind::channels, reply_of(kDeviceEntry)));
}

TEST(ControllerReplies, AWrongFieldMakesTheWholeWrong) {
  const auto with = [](Kind kind, std::string_view member) {
    std::string entry = kind == Kind::channels ? kChannelEntry : kDeviceEntry;
    entry.insert(entry.size() - 1, "," + std::string(member));
    return parse_list_reply(kind, reply_of(entry)).has_value();
  };
  for (const char* member :
       {R"("code":1)", R"("code":"")", R"("code":"--help")", R"("code":"a b")", R"("id":"")",
        R"("id":7)", R"("channel":"Telegram")", R"("channel":null)", R"("meta":[])",
        R"("meta":null)", R"("meta":"x")", R"("createdAt":1)", R"("createdAt":null)"})
    EXPECT_FALSE(with(Kind::channels, member)) << member;
  for (const char* member : {R"("requestId":"r")", R"("requestId":null)", R"("deviceId":"")",
                             R"("deviceId":1)", R"("role":1)", R"("platform":null)",
                             R"("clientId":{})", R"("ts":"1")", R"("ts":1e16)", R"("ts":null)"})
    EXPECT_FALSE(with(Kind::devices, member)) << member;
  EXPECT_TRUE(with(Kind::channels, R"("createdAt":"no moment","meta":{},"x":null)"));
  EXPECT_TRUE(with(Kind::devices, R"("ts":-8.64e15,"role":"")"));
}

TEST(ControllerReplies, ApprovalsHaveBothFields) {
  const auto good = parse_approval_reply(R"({"message":"m","success":false,"x":0})");
  ASSERT_TRUE(good);
  EXPECT_FALSE(good->success);
  EXPECT_EQ(good->message, "m");
  for (const char* body :
       {"", "true", R"({"success":true})", R"({"message":"m"})", R"({"success":1,"message":"m"})",
        R"({"success":"true","message":"m"})", R"({"success":true,"message":null})",
        R"({"success":true,"message":"m")", "<html>"})
    EXPECT_FALSE(parse_approval_reply(body)) << body;
}

TEST(ControllerReplies, GatewayStateIsAWord) {
  EXPECT_EQ(parse_gateway_state(R"({"state":"running","pid":1})"), "running");
  for (const char* body : {"", "{}", R"({"state":""})", R"({"state":1})", "<html>", "[]"})
    EXPECT_FALSE(parse_gateway_state(body)) << body;
}

TEST(ControllerReplies, ErrorsMayBeAnything) {
  const auto words = [](std::string_view body) {
    const ErrorReply reply = parse_error_reply(body);
    return reply.code + '|' + reply.text;
  };
  EXPECT_EQ(words(R"({"error":"e","code":"c"})"), "c|e");
  EXPECT_EQ(words(R"({"error":"e","message":"m"})"), "|m");
  EXPECT_EQ(words(R"({"code":1,"error":{"a":1}})"), "|");
  for (const char* body : {"", "<html>", "null", R"({"code":"controller_route_un)", "[\"code\"]"})
    EXPECT_EQ(words(body), "|") << body;
}

// Whatever passes has the right shape: shown again, it passes and says the same.
RC_GTEST_PROP(ControllerReplies, NothingOfAWrongShapePasses, (std::uint64_t seed)) {
  RandomJson random(seed);
  const Kind kind = random.below(2) == 0 ? Kind::channels : Kind::devices;
  const std::string entry = kind == Kind::channels
                                ? R"({"code":"A1","id":"7","channel":"slack","meta":{"a":[1,{}]}})"
                                : kDeviceEntry;
  const std::string wish = R"({"requests":[)" + entry + "," + entry + R"(],"lastUpdated":""})";
  const std::string text = random.below(4) == 0 ? random.value(6) : random.mutated(wish, 3);
  (void)parse_approval_reply(text);
  (void)parse_gateway_state(text);
  (void)parse_error_reply(text);
  const auto list = parse_list_reply(kind, text);
  RC_CLASSIFY(list.has_value());
  if (!list) return;
  RC_ASSERT(parse_stored_list(kind, requests_json(*list)) == list);
  RC_ASSERT((kind == Kind::channels ? list->devices.size() : list->channels.size()) == 0U);
  for (const auto& request : list->channels)
    RC_ASSERT(valid_code(request.code) && valid_channel(request.channel) && !request.id.empty());
  for (const auto& request : list->devices)
    RC_ASSERT(valid_request_id(request.request_id) && !request.device_id.empty());
}

RC_GTEST_PROP(ControllerReplies, NoBytesMakeThemFail, (const std::string& bytes)) {
  RC_ASSERT(!parse_list_reply(Kind::channels, bytes));
  RC_ASSERT(!parse_stored_list(Kind::devices, bytes));
  RC_ASSERT(!parse_approval_reply(bytes));
}

}  // namespace
}  // namespace controller::instance
