#include "controller/instance/controller_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "controller/instance/testing/pairing_bed.h"

namespace controller::instance {
namespace {

using namespace std::chrono_literals;
using controller::testing::FakeTransport;
using controller::testing::MemoryLog;
using controller::testing::TestScheduler;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::kChannelEntry;
using testing::kRequestId;
using ::testing::Not;
using ::testing::Pair;
using testing::reply_of;
using ::testing::StartsWith;

constexpr const char* kToken = "5bdcc146bf60754e6a04";
constexpr const char* kFailed = "Gateway controller request failed: ";

class ControllerClientTest : public ::testing::Test {
 protected:
  std::string list(Kind kind = Kind::channels, bool refresh = false) {
    return finish(run_list(kind, refresh));
  }
  std::string approve(Kind kind = Kind::channels) { return finish(run_approve(kind)); }
  std::string gateway_status() { return finish(run_gateway_status()); }
  std::string root_status() { return finish(run_root_status()); }
  void refuse(int status, std::string body) { transport.reply(status, std::move(body)); }

  TestScheduler scheduler;
  MemoryLog log;
  FakeTransport transport{scheduler};
  ControllerClient client{{scheduler, log, transport}, {"https://app.fly.dev", kToken}};
  std::string machine = "148e21";
  std::string said = "pending";
  bool may_have_happened = false;

 private:
  std::string finish(Task<void> task) {
    said = "pending";
    may_have_happened = false;
    Scope scope(scheduler);
    scope.spawn(std::move(task));
    scheduler.advance(200s);
    return said;
  }
  void note(const ControllerError& error) {
    may_have_happened = error.may_have_happened;
    said = error.unknown_route ? "unknown route"
                               : std::to_string(error.error.status) + ": " + error.error.text;
  }
  Task<void> run_list(Kind kind, bool refresh) {
    auto reply = co_await client.list(kind, refresh, machine);
    reply ? void(said = requests_json(*reply)) : note(reply.error());
  }
  Task<void> run_approve(Kind kind) {
    ApprovalTarget target{kind, kind == Kind::channels ? "telegram" : "",
                          kind == Kind::channels ? "ABCD2345" : kRequestId};
    auto reply = co_await client.approve(target, machine);
    reply ? void(said = (reply->success ? "yes: " : "no: ") + reply->message) : note(reply.error());
  }
  Task<void> run_gateway_status() {
    auto reply = co_await client.gateway_status(machine);
    reply ? void(said = *reply) : note(reply.error());
  }
  Task<void> run_root_status() {
    auto reply = co_await client.root_status(machine);
    reply ? void(said = std::to_string(*reply)) : note(reply.error());
  }
};

TEST_F(ControllerClientTest, ListsAreAskedForAsTheWireFactsSay) {
  transport.reply(200, reply_of(kChannelEntry));
  EXPECT_EQ(list(), R"({"requests":[)" + std::string(kChannelEntry) + "]}");
  transport.reply(200, reply_of(""));
  EXPECT_EQ(list(Kind::devices, true), R"({"requests":[]})");
  ASSERT_EQ(transport.requests.size(), 2U);
  const OutboundRequest& first = transport.requests[0];
  EXPECT_EQ(first.method, "GET");
  EXPECT_EQ(first.url, "https://app.fly.dev/_kilo/pairing/channels");
  EXPECT_THAT(first.headers, ElementsAre(Pair("authorization", std::string("Bearer ") + kToken),
                                         Pair("fly-force-instance-id", "148e21")));
  EXPECT_EQ(first.body, "");
  EXPECT_EQ(transport.requests[1].url, "https://app.fly.dev/_kilo/pairing/devices?refresh=true");
}

TEST_F(ControllerClientTest, ApprovalsAreAskedForAsTheWireFactsSay) {
  transport.reply(200, R"({"success":true,"message":"anything"})");
  EXPECT_EQ(approve(), "yes: Pairing approved");
  EXPECT_EQ(approve(Kind::devices), "yes: Device approved");
  const OutboundRequest& first = transport.requests.at(0);
  EXPECT_EQ(first.method, "POST");
  EXPECT_EQ(first.url, "https://app.fly.dev/_kilo/pairing/channels/approve");
  EXPECT_EQ(first.body, R"({"channel":"telegram","code":"ABCD2345"})");
  EXPECT_THAT(first.headers, ElementsAre(Pair("authorization", std::string("Bearer ") + kToken),
                                         Pair("fly-force-instance-id", "148e21"),
                                         Pair("content-type", "application/json")));
  EXPECT_EQ(transport.requests.at(1).url, "https://app.fly.dev/_kilo/pairing/devices/approve");
  EXPECT_EQ(transport.requests.at(1).body, R"({"requestId":")" + std::string(kRequestId) + R"("})");
}

// F2: an answer that comes just in time counts, a later one does not.
TEST_F(ControllerClientTest, EachCallHasItsDeadline) {
  const std::string late = std::string("503: ") + kFailed + "timed out";
  transport.reply(200, reply_of(""));
  for (const auto& [refresh, limit] : {std::pair(false, 30s), std::pair(true, 110s)}) {
    transport.delay = limit - 1s;
    EXPECT_EQ(list(Kind::channels, refresh), R"({"requests":[]})");
    transport.delay = limit + 1s;
    EXPECT_EQ(list(Kind::channels, refresh), late);
  }
  transport.reply(200, R"({"success":true,"message":""})");
  transport.delay = 189s;
  EXPECT_EQ(approve(), "yes: Pairing approved");
  transport.delay = 191s;
  EXPECT_EQ(approve(), late);
  EXPECT_TRUE(may_have_happened);
}

TEST_F(ControllerClientTest, OnlyAnUnknownRouteFallsBack) {
  for (const char* body : {"", "<html>Not Found</html>", "{\"error\":", "{}", "Not found"}) {
    refuse(404, body);
    EXPECT_EQ(list(), "unknown route") << body;
    EXPECT_EQ(approve(), "unknown route") << body;
    EXPECT_FALSE(may_have_happened);
  }
  for (const int status : {301, 400, 401, 403, 405, 500, 502, 503}) {
    refuse(status, R"({"error":"Unauthorized","code":"controller_route_unavailable"})");
    EXPECT_EQ(list(), "unknown route") << status;
    EXPECT_EQ(approve(), "unknown route") << status;
  }
  // With success it is no refusal, and so a wrong reply.
  refuse(200, R"({"code":"controller_route_unavailable"})");
  EXPECT_THAT(list(), StartsWith("502: "));
}

TEST_F(ControllerClientTest, OtherRefusalsKeepTheirStatus) {
  const auto failed = [](int status, const std::string& text) {
    return std::to_string(status) + ": " + kFailed + text;
  };
  refuse(401, R"({"error":"Unauthorized"})");
  EXPECT_EQ(list(), failed(401, "Unauthorized"));
  EXPECT_EQ(approve(), failed(401, "Unauthorized"));
  EXPECT_FALSE(may_have_happened);
  for (const int status : {302, 403, 405, 409, 413, 429, 500, 502, 503, 504}) {
    for (const char* body : {"", "<html>", "{\"error\":\"x", "[1]", "{\"code\":7}",
                             R"({"code":"Controller_route_unavailable"})",
                             R"({"x":{"code":"controller_route_unavailable"}})",
                             R"({"error":"Unauthorized","code":"controller_route_unavailable")"}) {
      refuse(status, body);
      EXPECT_EQ(list(), failed(status, "HTTP " + std::to_string(status))) << body;
    }
  }
  refuse(500, R"({"success":false,"message":"open '/root/x' failed\n  at f"})");
  EXPECT_EQ(approve(), failed(500, "open '<path>' failed"));
  EXPECT_TRUE(may_have_happened);
  refuse(0, "");
  EXPECT_THAT(list(), StartsWith("502: "));
  refuse(100, "");
  EXPECT_THAT(list(), StartsWith("502: "));
}

TEST_F(ControllerClientTest, NoReplyIsA503) {
  transport.fail(TransportFailure::unreachable, "connection refused");
  EXPECT_EQ(list(), std::string("503: ") + kFailed + "connection refused");
  EXPECT_EQ(approve(), std::string("503: ") + kFailed + "connection refused");
  EXPECT_FALSE(may_have_happened);
  transport.fail(TransportFailure::broken, "reset");
  EXPECT_EQ(approve(), std::string("503: ") + kFailed + "reset");
  EXPECT_TRUE(may_have_happened);
}

TEST_F(ControllerClientTest, AWrongReplyIsA502AndLogged) {
  const std::string big = R"({"requests":7,"x":")" + std::string(1'000'000, 'x') + "\"}";
  for (const int status : {200, 201, 204}) {
    for (const std::string& body :
         {std::string(), std::string("<html>"), reply_of(kChannelEntry).substr(0, 30), big}) {
      refuse(status, body);
      log.lines.clear();
      EXPECT_EQ(list(),
                "502: Gateway controller returned invalid response for /_kilo/pairing/channels");
      ASSERT_EQ(log.lines.size(), 1U);
      EXPECT_EQ(log.lines[0], "controller.invalid_response path=/_kilo/pairing/channels body=" +
                                  body.substr(0, 1024));
    }
  }
  refuse(200, R"({"success":true})");
  EXPECT_EQ(approve(Kind::devices),
            "502: Gateway controller returned invalid response for /_kilo/pairing/devices/approve");
  EXPECT_TRUE(may_have_happened);
}

TEST_F(ControllerClientTest, A400FromApproveIsAnAnswer) {
  refuse(400, R"({"success":false,"message":"Invalid pairing code"})");
  EXPECT_EQ(approve(), "no: Invalid pairing code");
  EXPECT_EQ(list(), std::string("400: ") + kFailed + "Invalid pairing code");
  for (const char* body : {"", "<html>", "{\"message\":", R"({"message":7})"}) {
    refuse(400, body);
    EXPECT_EQ(approve(), std::string("no: ") + kFailed + "HTTP 400") << body;
  }
  refuse(200, R"({"success":false,"message":"No pending request\n at /root/x"})");
  EXPECT_EQ(approve(), "no: No pending request");
}

TEST_F(ControllerClientTest, TheGatewayIsProbed) {
  transport.reply(200, R"({"state":"running","pid":7,"uptime":1,"restarts":0,"lastExit":null})");
  EXPECT_EQ(gateway_status(), "running");
  EXPECT_EQ(transport.requests.back().url, "https://app.fly.dev/_kilo/gateway/status");
  EXPECT_EQ(transport.requests.back().headers.at(1).second, "148e21");
  transport.reply(200, "{}");
  EXPECT_THAT(gateway_status(), StartsWith("502: "));
  transport.reply(404, "");
  EXPECT_EQ(gateway_status(), "unknown route");
  for (const int status : {200, 404, 502}) {
    transport.reply(status, "<html>");
    EXPECT_EQ(root_status(), std::to_string(status));
  }
  EXPECT_EQ(transport.requests.back().url, "https://app.fly.dev/");
  // Without it a controller that wants it answers for the gateway.
  EXPECT_THAT(transport.requests.back().headers,
              ::testing::Contains(Pair("x-kiloclaw-proxy-token", kToken)));
  transport.fail(TransportFailure::unreachable, "refused");
  EXPECT_EQ(root_status(), std::string("503: ") + kFailed + "refused");
}

// A controller, or a proxy before it, that repeats what it was sent.
TEST_F(ControllerClientTest, ARepeatedTokenIsShownNowhere) {
  const std::string echo = std::string("Bearer 5BDCC146BF60754E6A04 ") + kToken;
  for (const std::string& body :
       {echo, R"({"error":")" + echo + "\"}", R"({"success":false,"message":")" + echo + "\"}",
        R"({"state":")" + echo + "\"}", std::string(1015, 'x') + echo,
        R"({"lastUpdated":"","requests":[{"code":"A","channel":"a","id":")" + echo + R"("}]})"}) {
    for (const int status : {200, 400, 401, 500}) {
      refuse(status, body);
      for (const std::string& said_now : {list(), approve(), gateway_status()})
        EXPECT_THAT(said_now, Not(HasSubstr("5bdcc"))) << status << body;
    }
  }
  transport.fail(TransportFailure::broken, "sent " + echo);
  EXPECT_EQ(list(), std::string("503: ") + kFailed + "sent Bearer <token> <token>");
  EXPECT_FALSE(log.lines.empty());
  for (const std::string& line : log.lines) {
    EXPECT_THAT(line, Not(HasSubstr("5bdcc")));
    EXPECT_THAT(line, Not(HasSubstr("5BDCC")));
  }
}

}  // namespace
}  // namespace controller::instance
