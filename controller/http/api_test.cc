#include "controller/http/api.h"

#include <gtest/gtest.h>

#include "controller/base/testing/allocation_counter.h"
#include "controller/http/metrics.h"
#include "controller/http/testing/api_bed.h"

namespace controller::testing {
namespace {

using namespace std::chrono_literals;

class ApiTest : public ::testing::Test {
 protected:
  void expect(int status, std::string_view body) {
    ASSERT_TRUE(bed.response);
    EXPECT_EQ(bed.response->status, status);
    EXPECT_EQ(*bed.response->body, body);
  }

  ApiBed bed;
};

// ---- H1

TEST_F(ApiTest, ListsShowWhatIsPending) {
  bed.ask("GET", "/_kilo/pairing/channels");
  expect(200, R"({"requests":[],"lastUpdated":""})");
  bed.start();
  bed.ask("GET", "/_kilo/pairing/channels");
  expect(200, R"({"requests":[{"code":"ABCD2345","id":"700001111","channel":"telegram",)"
              R"("meta":{"firstName":"Al \"x\""},"createdAt":"2026-11-22T11:59:00.000Z"}],)"
              R"("lastUpdated":"2026-11-22T12:00:00.000Z"})");
  bed.ask("GET", "/_kilo/pairing/devices?refresh=false");
  expect(200, R"({"requests":[{"requestId":"0f8fad5b-d9cb-469f-a165-70867728950e","deviceId":"d1",)"
              R"("ts":1795348799000}],"lastUpdated":"2026-11-22T12:00:00.000Z"})");
}

TEST_F(ApiTest, AListIsWrittenOnceAndAnewWhenTheClockRunsAnEntryOut) {
  bed.start();
  bed.ask("GET", "/_kilo/pairing/channels");
  const HttpBody first = bed.response->body;
  bed.ask("GET", "/_kilo/pairing/channels");
  EXPECT_EQ(bed.response->body, first) << "the same bytes, not a copy";
  const WallTime before = bed.clock.time;
  bed.clock.time = before + 59min;  // its last millisecond
  bed.ask("GET", "/_kilo/pairing/channels");
  EXPECT_EQ(bed.response->body, first);
  bed.clock.time = before + 59min + 1ms;
  bed.ask("GET", "/_kilo/pairing/channels");
  expect(200, R"({"requests":[],"lastUpdated":"2026-11-22T12:00:00.000Z"})");
  bed.clock.time = before;  // somebody set the clock back
  bed.ask("GET", "/_kilo/pairing/channels");
  EXPECT_EQ(*bed.response->body, *first);
}

TEST_F(ApiTest, ACachedListAllocatesOnlyWhatTheTestItselfDoes) {
  if (!kAllocationsAreCounted) GTEST_SKIP();
  bed.start();
  const std::vector<HttpHeader> headers = {{"authorization", "Bearer secret"}};
  HttpRequest request{"GET", "/_kilo/pairing/channels", headers, {}};
  int answered = 0;
  const auto ask = [](HttpApi& api, HttpRequest asked, int& count) -> Task<void> {
    auto answer = co_await api.handle(asked);
    if (std::get<HttpResponse>(answer).status == 200) ++count;
  };
  for (int i = 0; i < 2; ++i) {
    bed.scope.spawn(ask(bed.api, request, answered));
    bed.scheduler.run_ready();
  }
  const std::size_t before = allocations();
  for (int i = 0; i < 10; ++i) {
    bed.scope.spawn(ask(bed.api, request, answered));
    bed.scheduler.run_ready();
  }
  EXPECT_EQ(allocations(), before);
  EXPECT_EQ(answered, 12);
}

TEST_F(ApiTest, ARefreshIsWaitedForAndTheOldListIsTheAnswerToItsFailure) {
  bed.start();
  bed.scheduler.advance(10s);
  bed.clock.time += 10s;
  bed.ask("GET", "/_kilo/pairing/channels?refresh=true");
  EXPECT_FALSE(bed.response);
  bed.answer_commands();
  ASSERT_TRUE(bed.response);
  EXPECT_NE(bed.response->body->find("T12:00:10.000Z"), std::string::npos);
  bed.ask("GET", "/_kilo/pairing/channels?x=1&refresh=true");
  bed.spawner.last().exit(1);
  bed.scheduler.run_ready();
  ASSERT_TRUE(bed.response);
  EXPECT_EQ(bed.response->status, 200);
  EXPECT_NE(bed.response->body->find("T12:00:10.000Z"), std::string::npos);
}

TEST_F(ApiTest, ARefreshIsWaitedForNoLongerThanAHundredSeconds) {
  bed.start();
  bed.scheduler.advance(10s);
  bed.spawner.script.dies_on_term.reset();  // the list hangs, and so does the next one
  bed.spawner.script.dies_on_kill.reset();
  bed.ask("GET", "/_kilo/pairing/devices?refresh=true");
  bed.scheduler.advance(5s);
  bed.ask("GET", "/_kilo/pairing/devices?refresh=true");
  bed.scheduler.advance(100s - 1us);
  EXPECT_FALSE(bed.response && bed.response->status != 200);
  bed.scheduler.advance(1us);
  ASSERT_TRUE(bed.response);
  EXPECT_EQ(bed.response->status, 200);
}

// ---- H2

TEST_F(ApiTest, AnApprovalIsCarriedOutAndToldOfTheCommandsMessage) {
  bed.start();
  const std::string body = R"({"channel":"telegram","code":"abcd2345"})";
  bed.ask("POST", "/_kilo/pairing/channels/approve", body);
  EXPECT_FALSE(bed.response);
  EXPECT_EQ(bed.spawner.last().spec.argv,
            (std::vector<std::string>{"/usr/local/bin/openclaw", "pairing", "approve", "telegram",
                                      "abcd2345", "--notify"}));
  bed.spawner.last().exit(0);
  bed.scheduler.run_ready();
  expect(200, R"({"success":true,"message":"Pairing approved"})");
  bed.ask("POST", "/_kilo/pairing/channels/approve", body);
  bed.spawner.last().print(OutputStream::err, "Error: No pending \"it\"\n    at x (/usr/lib/y)\n");
  bed.spawner.last().exit(1);
  bed.scheduler.run_ready();
  expect(500, R"({"success":false,"message":"Error: No pending \"it\""})");
}

TEST_F(ApiTest, WhatCannotBeApprovedIsRefusedWithoutACommand) {
  bed.start();
  const std::size_t commands = bed.spawner.count();
  const auto refuse = [&](std::string_view path, std::string_view body, std::string_view message) {
    bed.ask("POST", path, body);
    expect(400, R"({"success":false,"message":")" + std::string(message) + "\"}");
  };
  constexpr const char* kChannels = "/_kilo/pairing/channels/approve";
  constexpr const char* kDevices = "/_kilo/pairing/devices/approve";
  refuse(kChannels, "", "Invalid request body");
  refuse(kChannels, "[1]", "Missing required fields: channel and code");
  refuse(kChannels, R"({"channel":"Telegram","code":"A"})", "Invalid channel name");
  refuse(kChannels, R"({"channel":"telegram","code":"A B"})", "Invalid pairing code");
  refuse(kDevices, R"({"requestId":""})", "Missing required field: requestId");
  refuse(kDevices, R"({"requestId":"x"})", "Invalid request ID");
  EXPECT_EQ(bed.spawner.count(), commands);
}

// ---- H3

TEST_F(ApiTest, TheBearerComesBeforeEverythingBelowItsFolders) {
  bed.start();
  for (const char* target : {"/_kilo/pairing/channels", "/_kilo/pairing/x", "/_kilo/gateway/x",
                             "/_kilo/version", "/_kilo/metrics"}) {
    bed.ask("GET", target, {}, {{"authorization", "Bearer other"}});
    expect(401, R"({"error":"Unauthorized"})");
    bed.ask("GET", target, {}, {});
    expect(401, R"({"error":"Unauthorized"})");
  }
}

// ---- H4

TEST_F(ApiTest, HealthNeedsNothing) {
  for (const char* target : {"/health", "/_kilo/health", "/health?x"}) {
    bed.ask("GET", target, {}, {});
    expect(200, R"({"status":"ok"})");
  }
}

TEST_F(ApiTest, TheGatewayIsStartedStoppedAndShown) {
  bed.start();
  bed.ask("POST", "/_kilo/gateway/start");
  expect(409, R"({"error":"Gateway already running or starting"})");
  bed.scheduler.advance(3s);
  bed.ask("GET", "/_kilo/gateway/status");
  expect(200, R"({"state":"running","pid":100,"uptime":3,"restarts":0,"lastExit":null})");
  bed.ask("POST", "/_kilo/gateway/stop");
  expect(200, R"({"ok":true})");
  bed.ask("GET", "/_kilo/gateway/status");
  expect(200, R"({"state":"stopped","pid":null,"uptime":0,"restarts":0,"lastExit":)"
              R"({"code":null,"signal":"SIGTERM","at":"2026-11-22T12:00:00.000Z"}})");
  bed.ask("POST", "/_kilo/gateway/start");
  expect(200, R"({"ok":true})");
}

TEST_F(ApiTest, TheVersionNamesBothPrograms) {
  bed.start();
  bed.ask("GET", "/_kilo/version");
  EXPECT_FALSE(bed.response);
  bed.answer_commands();
  expect(200, R"({"version":"1.2.3","commit":"abc","openclawVersion":"2026.3.13",)"
              R"("openclawCommit":"61d171a","gateway":)"
              R"({"state":"running","pid":100,"uptime":0,"restarts":0,"lastExit":null}})");
}

TEST_F(ApiTest, MetricsAreForPrometheus) {
  bed.start();
  bed.ask("GET", "/_kilo/pairing/channels", "", {});
  bed.ask("GET", "/health");
  bed.ask("GET", "/health");
  bed.output.dropped = 7;
  bed.ask("GET", "/_kilo/metrics");
  ASSERT_TRUE(bed.response);
  EXPECT_EQ(bed.response->content_type, kMetricsType);
  for (const char* line :
       {"\npairing_refreshes_total{list=\"channels\"} 1\n",
        "\npairing_cli_calls_total{outcome=\"answered\"} 2\n",
        "\npairing_list_updated_timestamp_seconds{list=\"channels\"} 1795348800\n",
        "\npairing_cli_duration_seconds_bucket{le=\"0.1\"} 2\n",
        "\npairing_cli_duration_seconds_bucket{le=\"+Inf\"} 2\n",
        "\npairing_cli_duration_seconds_count 2\n", "\npairing_cli_waiting 0\n",
        "\nhttp_requests_total{route=\"/_kilo/health\",status=\"200\"} 2\n",
        "\nhttp_requests_total{route=\"/_kilo/pairing/channels\",status=\"401\"} 1\n",
        "\ngateway_up 1\n", "\noutput_dropped_bytes_total 7\n", "\n# TYPE gateway_up gauge\n"})
    EXPECT_NE(bed.response->body->find(line), std::string::npos) << line;
}

TEST_F(ApiTest, MetricsTellFailuresByTheirName) {
  bed.controller.start();
  bed.scheduler.run_ready();
  for (std::size_t i = 0; i < bed.spawner.count(); ++i) {
    const std::string& command = bed.spawner.child(i).spec.argv.at(1);
    if (command == "devices") bed.spawner.child(i).exit(1);
    if (command == "pairing") bed.spawner.child(i).exit(ExitStatus{std::nullopt, SIGSEGV});
  }
  bed.scheduler.run_ready();
  bed.ask("GET", "/_kilo/metrics");
  ASSERT_TRUE(bed.response);
  for (const char* line : {"\npairing_cli_calls_total{outcome=\"exit_code\"} 1\n",
                           "\npairing_cli_calls_total{outcome=\"signal\"} 1\n",
                           "\npairing_cli_calls_total{outcome=\"timeout\"} 0\n"})
    EXPECT_NE(bed.response->body->find(line), std::string::npos) << line;
}

// ---- H5

TEST_F(ApiTest, EverythingElseGoesToTheGateway) {
  bed.ask("GET", "/");
  expect(503, R"({"error":"Gateway not ready"})");
  bed.start();
  for (const auto& [method, target] :
       std::vector<std::pair<const char*, const char*>>{{"GET", "/"},
                                                        {"POST", "/health"},
                                                        {"HEAD", "/_kilo/health"},
                                                        {"PUT", "/_kilo/pairing/channels"},
                                                        {"GET", "/_kilo/pairing/channels/"},
                                                        {"GET", "/_kilo/pairing"},
                                                        {"GET", ""}}) {
    bed.ask(method, target);
    EXPECT_TRUE(bed.forwarded) << method << ' ' << target;
  }
}

}  // namespace
}  // namespace controller::testing
