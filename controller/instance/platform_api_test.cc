#include "controller/instance/platform_api.h"

#include <gtest/gtest.h>

#include "controller/instance/testing/pairing_bed.h"

namespace controller::instance {
namespace {

using namespace std::chrono_literals;
using testing::kChannelEntry;
using testing::kDeviceEntry;
using testing::kRequestId;
using testing::PairingBed;
using testing::reply_of;
using testing::requests_of;

class PlatformApiTest : public ::testing::Test, protected InstanceDirectory {
 protected:
  std::shared_ptr<PairingCalls> find(const std::string& user_id) override {
    asked_for = user_id;
    if (user_id != user) return nullptr;
    return {std::shared_ptr<void>(), &bed.calls};  // owned by the bed
  }

  // `status body` of the answer.
  std::string ask(std::string_view method, std::string_view target, std::string_view body = {}) {
    return ask(method, target, body, api);
  }
  std::string ask(std::string_view method, std::string_view target, std::string_view body,
                  PlatformApi& asked) {
    answer = "pending";
    const HttpRequest request{method, target, headers, body};
    Scope scope(bed.scheduler);
    scope.spawn(run(asked, request));
    bed.scheduler.advance(200s);
    return answer;
  }
  std::string get(std::string_view target) { return ask("GET", target); }
  std::string approve_channel(std::string_view body) {
    return ask("POST", "/api/platform/pairing/approve", body);
  }
  std::string approve_device(std::string_view body) {
    return ask("POST", "/api/platform/device-pairing/approve", body);
  }

  PairingBed bed;
  std::string user = "u";
  std::string asked_for;
  std::vector<HttpHeader> headers{{"X-Internal-Api-Key", "key"}};
  PlatformApi api{*this, "key"};
  std::string answer;

 private:
  Task<void> run(PlatformApi& asked, HttpRequest request) {
    auto response = co_await asked.handle(request);
    answer = std::to_string(response.status) + ' ' + *response.body;
    EXPECT_EQ(response.content_type, "application/json");
  }
};

TEST_F(PlatformApiTest, NobodyComesInWithoutTheKey) {
  const std::string forbidden = R"(403 {"error":"Forbidden"})";
  const std::vector<std::vector<HttpHeader>> wrong = {
      {},
      {{"x-internal-api-key", ""}},
      {{"x-internal-api-key", "kez"}},
      {{"x-internal-api-key", "key "}},
      {{"x-internal-api-key", "key"}, {"x-internal-api-key", "key"}},
      {{"authorization", "Bearer key"}}};
  for (const auto& sent : wrong) {
    headers = sent;
    EXPECT_EQ(get("/api/platform/pairing?userId=u"), forbidden);
    EXPECT_EQ(get("/api/platform/pairing"), forbidden);
    EXPECT_EQ(get("/other"), forbidden);
    EXPECT_EQ(approve_channel("{}"), forbidden);
  }
  EXPECT_EQ(bed.calls_made(), 0U);
}

TEST_F(PlatformApiTest, AnEmptyKeyLetsNobodyIn) {
  PlatformApi keyless{*this, ""};
  headers = {{"x-internal-api-key", ""}};
  EXPECT_EQ(ask("GET", "/api/platform/pairing?userId=u", {}, keyless),
            R"(403 {"error":"Forbidden"})");
}

TEST_F(PlatformApiTest, ListsCarryNoLastUpdated) {
  bed.transport.reply(200, reply_of(kChannelEntry));
  EXPECT_EQ(get("/api/platform/pairing?userId=u"), "200 " + requests_of(kChannelEntry));
  EXPECT_EQ(bed.transport.requests.back().url, "https://app.fly.dev/_kilo/pairing/channels");
  bed.transport.reply(200, reply_of(kDeviceEntry));
  EXPECT_EQ(get("/api/platform/device-pairing?userId=u&refresh=true"),
            "200 " + requests_of(kDeviceEntry));
  EXPECT_EQ(bed.transport.requests.back().url,
            "https://app.fly.dev/_kilo/pairing/devices?refresh=true");
  (void)get("/api/platform/pairing?refresh=1&userId=u");
  EXPECT_EQ(bed.transport.requests.back().url, "https://app.fly.dev/_kilo/pairing/channels");
}

TEST_F(PlatformApiTest, UserIdsAreDecoded) {
  user = "a/b ü";
  EXPECT_EQ(get("/api/platform/pairing?userId=a%2Fb+%C3%BC"), "200 " + requests_of(""));
  EXPECT_EQ(asked_for, user);
  EXPECT_EQ(bed.calls_made(), 1U);
  (void)get("/api/platform/pairing?userId=%00");
  EXPECT_EQ(asked_for, std::string(1, '\0'));
  (void)approve_device(R"({"userId":"a\/b \u00fc","requestId":")" + std::string(kRequestId) +
                       "\"}");
  EXPECT_EQ(asked_for, user);
}

TEST_F(PlatformApiTest, MissingFieldsAreA400) {
  const auto missing = [](std::string_view what) {
    return R"(400 {"error":")" + std::string(what) + "\"}";
  };
  for (const char* query : {"", "?userId=", "?userid=u", "?refresh=true"}) {
    EXPECT_EQ(get("/api/platform/pairing" + std::string(query)),
              missing("Missing required field: userId"));
  }
  EXPECT_EQ(get("/api/platform/device-pairing?userId=%zz"), missing("Invalid userId"));
  EXPECT_EQ(approve_channel(""), missing("Invalid request body"));
  EXPECT_EQ(approve_channel("{"), missing("Invalid request body"));
  EXPECT_EQ(approve_channel("[]"), missing("Missing required field: userId"));
  EXPECT_EQ(approve_channel(R"({"channel":"a","code":"A"})"),
            missing("Missing required field: userId"));
  EXPECT_EQ(approve_channel(R"({"userId":7,"channel":"a","code":"A"})"),
            missing("Missing required field: userId"));
  EXPECT_EQ(approve_channel(R"({"userId":"u","channel":"a"})"),
            missing("Missing required fields: channel and code"));
  EXPECT_EQ(approve_device(R"({"userId":"u"})"), missing("Missing required field: requestId"));
  EXPECT_EQ(bed.calls_made(), 0U);
}

TEST_F(PlatformApiTest, Approves) {
  bed.transport.reply(200, R"({"success":true,"message":"m"})");
  EXPECT_EQ(approve_channel(R"({"userId":"u","channel":"slack","code":"A1"})"),
            R"(200 {"success":true,"message":"Pairing approved"})");
  EXPECT_EQ(bed.transport.requests.back().body, R"({"channel":"slack","code":"A1"})");
  const std::string device = R"("requestId":")" + std::string(kRequestId) + "\"}";
  EXPECT_EQ(approve_device(R"({"userId":"u",)" + device),
            R"(200 {"success":true,"message":"Device approved"})");
  EXPECT_EQ(bed.transport.requests.back().body, "{" + device);
}

TEST_F(PlatformApiTest, AFailedApprovalIsA500) {
  const std::string body = R"({"userId":"u","channel":"slack","code":"A1"})";
  bed.old_controller();
  bed.exec.exit(1, "", "No pending request");
  EXPECT_EQ(approve_channel(body),
            R"(500 {"success":false,"message":"Approval failed: No pending request"})");
  bed.transport.reply(400, R"({"success":false,"message":"Invalid pairing code"})");
  EXPECT_EQ(approve_channel(body), R"(500 {"success":false,"message":"Invalid pairing code"})");
  EXPECT_EQ(approve_device(R"({"userId":"u","requestId":"x"})"),
            R"(500 {"success":false,"message":"Invalid request ID"})");
  bed.state.status = Status::stopped;
  EXPECT_EQ(approve_channel(body), R"(500 {"success":false,"message":"Instance is not running"})");
  EXPECT_EQ(get("/api/platform/pairing?userId=u"), "200 " + requests_of(""));
}

TEST_F(PlatformApiTest, ErrorsKeepTheirStatus) {
  for (const int status : {401, 403, 429, 500, 502, 503}) {
    bed.transport.reply(status, R"({"error":"e"})");
    const std::string wanted =
        std::to_string(status) + R"( {"error":"Gateway controller request failed: e"})";
    EXPECT_EQ(get("/api/platform/pairing?userId=u"), wanted);
    EXPECT_EQ(approve_channel(R"({"userId":"u","channel":"slack","code":"A1"})"), wanted);
  }
}

TEST_F(PlatformApiTest, AnUnknownUserHasNothingRunning) {
  EXPECT_EQ(get("/api/platform/pairing?userId=x&refresh=true"), "200 " + requests_of(""));
  EXPECT_EQ(approve_channel(R"({"userId":"x","channel":"slack","code":"A1"})"),
            R"(500 {"success":false,"message":"Instance is not running"})");
  EXPECT_EQ(approve_device(R"({"userId":"x","requestId":"y"})"),
            R"(500 {"success":false,"message":"Instance is not running"})");
  EXPECT_EQ(bed.calls_made(), 0U);
}

TEST_F(PlatformApiTest, OtherRoutesAreNotFound) {
  const std::string not_found = R"(404 {"error":"Not found"})";
  EXPECT_EQ(get("/api/platform/pairing/?userId=u"), not_found);
  EXPECT_EQ(get("/api/platform/pairing/approve?userId=u"), not_found);
  EXPECT_EQ(get("/api/platform/%70airing?userId=u"), not_found);
  EXPECT_EQ(ask("POST", "/api/platform/pairing?userId=u"), not_found);
  EXPECT_EQ(ask("HEAD", "/api/platform/pairing?userId=u"), not_found);
  EXPECT_EQ(bed.calls_made(), 0U);
}

}  // namespace
}  // namespace controller::instance
