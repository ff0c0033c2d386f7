// H3, H4 and H5: who is let in, and what the other routes answer.
#include <gmock/gmock.h>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/http_script.h"
#include "scenarios/invariants/support/wall_text.h"

namespace scenarios {
namespace {

using seen::EventScript;
using seen::HttpScript;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Headers = HttpScript::Headers;

const std::string kUnauthorized = R"({"error":"Unauthorized"})";
const std::string kUnavailable =
    R"({"error":"Unauthorized","code":"controller_route_unavailable"})";

HttpScript request_answered(const std::string& method, const std::string& target,
                            const Headers& headers, std::int64_t code, const std::string& body) {
  HttpScript run;
  run.at(20).sent(HttpScript::request(1, method, target, headers)).answer(1, code, body).at(21);
  return run;
}

TEST(H3, FlagsAnAnswerWithoutTheBearer) {
  for (const char* target : {"/_kilo/pairing/channels", "/_kilo/pairing/nothing",
                             "/_kilo/gateway/status", "/_kilo/version", "/_kilo/metrics"}) {
    EXPECT_THAT(request_answered("GET", target, {}, 200, "{}").flaws(make_h3),
                ElementsAre(HasSubstr("lacks the bearer token")));
    EXPECT_THAT(request_answered("GET", target, {}, 401, kUnauthorized).flaws(make_h3), IsEmpty());
    EXPECT_THAT(request_answered("GET", target, {}, 401, kUnavailable).flaws(make_h3), SizeIs(1));
  }
}
TEST(H3, FlagsARefusalOfTheBearer) {
  const Headers right = {HttpScript::kBearer};
  const auto run = request_answered("GET", "/_kilo/pairing/channels", right, 401, kUnauthorized);
  EXPECT_THAT(run.flaws(make_h3), ElementsAre(HasSubstr("and was refused")));
  // The proxy's refusal of an unknown route.
  EXPECT_THAT(
      request_answered("GET", "/_kilo/pairing/nothing", right, 401, kUnavailable).flaws(make_h3),
      IsEmpty());
}
TEST(H3, KnowsTheBearerInEverySpelling) {
  for (const char* right : {"authorization: bearer made-up", "AUTHORIZATION: BEARER   made-up"}) {
    EXPECT_THAT(request_answered("GET", "/_kilo/version", {right}, 200, "{}").flaws(make_h3),
                IsEmpty());
  }
  for (const Headers& wrong :
       {Headers{"Authorization: Bearer made-up2"}, Headers{"Authorization: Bearer MADE-UP"},
        Headers{"Authorization: Bearermade-up"}, Headers{"Authorization: Bearer"},
        Headers{"Authorization: Bearer made-up made-up"}, Headers{"Authorization: Basic made-up"},
        Headers{HttpScript::kBearer, HttpScript::kBearer}, Headers{"X-Authorization: made-up"}}) {
    EXPECT_THAT(request_answered("GET", "/_kilo/version", wrong, 200, "{}").flaws(make_h3),
                SizeIs(1));
  }
}
TEST(H3, LeavesAloneWhatNeedsNoBearer) {
  for (const char* target : {"/_kilo/health", "/", "/_kilo/pairing", "/_kilo/version/"}) {
    EXPECT_THAT(request_answered("GET", target, {}, 200, "").flaws(make_h3), IsEmpty());
  }
  EXPECT_THAT(request_answered("PUT", "/_kilo/version", {}, 404, "").flaws(make_h3), IsEmpty());
  EXPECT_THAT(request_answered("PUT", "/_kilo/gateway/status", {}, 404, "").flaws(make_h3),
              SizeIs(1));
}

// ---- H4

std::string status_text(const std::string& pid, int uptime, const std::string& exit,
                        const std::string& state = "running") {
  return R"({"state":")" + state + R"(","pid":)" + pid + R"(,"uptime":)" + std::to_string(uptime) +
         R"(,"restarts":0,"lastExit":)" + exit + '}';
}
std::string exit_text(const std::string& code, const std::string& signal, double at) {
  return R"({"code":)" + code + R"(,"signal":)" + signal + R"(,"at":")" +
         seen::iso_text(EventScript::wall_ms(at)) + "\"}";
}
std::vector<std::string> route_answered(const std::string& method, const std::string& target,
                                        std::int64_t code, const std::string& body) {
  return request_answered(method, target, {HttpScript::kBearer}, code, body).flaws(make_h4);
}
std::vector<std::string> status_shown(HttpScript run, const std::string& body) {
  run.get(9, "/_kilo/gateway/status").answer(9, 200, body).at(3000);
  return run.flaws(make_h4);
}

TEST(H4, HealthSaysOk) {
  for (const char* target : {"/health", "/_kilo/health?a=b"}) {
    EXPECT_THAT(route_answered("GET", target, 200, R"({"status":"ok"})"), IsEmpty());
    EXPECT_THAT(route_answered("GET", target, 200, R"({"status":"up"})"), SizeIs(1));
    EXPECT_THAT(route_answered("GET", target, 503, R"({"status":"ok"})"), SizeIs(1));
  }
}
TEST(H4, OperationsSayOkOrTheirConflict) {
  const std::string running = R"({"error":"Gateway already running or starting"})";
  const std::string ending = R"({"error":"Gateway is shutting down"})";
  const std::string ok = R"({"ok":true})";
  for (const char* operation : {"start", "stop", "restart"})
    EXPECT_THAT(route_answered("POST", std::string("/_kilo/gateway/") + operation, 200, ok),
                IsEmpty());
  EXPECT_THAT(route_answered("POST", "/_kilo/gateway/start", 409, running), IsEmpty());
  EXPECT_THAT(route_answered("POST", "/_kilo/gateway/start", 409, ending), SizeIs(1));
  EXPECT_THAT(route_answered("POST", "/_kilo/gateway/stop", 409, running), SizeIs(1));
  EXPECT_THAT(route_answered("POST", "/_kilo/gateway/restart", 200, "{}"), SizeIs(1));
  EXPECT_THAT(route_answered("POST", "/_kilo/gateway/restart", 409, running), SizeIs(1));
  EXPECT_THAT(route_answered("POST", "/_kilo/gateway/restart", 409, ending), SizeIs(1));
  HttpScript run;
  run.at(20).ask_to_end(1, SIGTERM).post(2, "/_kilo/gateway/restart").answer(2, 409, ending);
  EXPECT_THAT(run.at(21).flaws(make_h4), IsEmpty());
}
TEST(H4, TheStatusShowsTheProcess) {
  HttpScript run;
  run.at(20.9);
  EXPECT_THAT(status_shown(run, status_text("100", 20, "null")), IsEmpty());
  EXPECT_THAT(status_shown(run, status_text("100", 21, "null")),
              ElementsAre(HasSubstr("up for 20 s")));
  EXPECT_THAT(status_shown(run, status_text("101", 20, "null")),
              ElementsAre(HasSubstr("process 100")));
  EXPECT_THAT(status_shown(run, status_text("null", 0, "null")), SizeIs(1));
  EXPECT_THAT(status_shown(run, status_text("100", 20, "null", "up")), SizeIs(1));
  EXPECT_THAT(status_shown(run, status_text("100", 20, exit_text("0", "null", 5))), SizeIs(1));
  EXPECT_THAT(status_shown(run, "{}"), SizeIs(1));
  EXPECT_THAT(status_shown(run, "null"), SizeIs(1));
}
TEST(H4, TheStatusShowsTheLastExit) {
  HttpScript run;
  run.at(20).gateway_exits(100, 3).at(30);
  EXPECT_THAT(status_shown(run, status_text("null", 0, exit_text("3", "null", 20), "crashed")),
              IsEmpty());
  EXPECT_THAT(status_shown(run, status_text("null", 0, exit_text("4", "null", 20))), SizeIs(1));
  EXPECT_THAT(status_shown(run, status_text("null", 0, exit_text("3", R"("SIGKILL")", 20))),
              SizeIs(1));
  EXPECT_THAT(status_shown(run, status_text("null", 0, exit_text("3", "null", 21))), SizeIs(1));
  EXPECT_THAT(status_shown(run, status_text("null", 0, "null"))[0],
              HasSubstr("the last exit was {\"at\""));
  EXPECT_THAT(status_shown(run, status_text("100", 30, exit_text("3", "null", 20))), SizeIs(1));
}
TEST(H4, TheStatusShowsTheSignal) {
  HttpScript run;
  run.at(20).gateway_exits(100, std::nullopt, SIGKILL).at(30);
  EXPECT_THAT(status_shown(run, status_text("null", 0, exit_text("null", R"("SIGKILL")", 20))),
              IsEmpty());
  EXPECT_THAT(status_shown(run, status_text("null", 0, exit_text("null", R"("SIGTERM")", 20))),
              SizeIs(1));
  HttpScript other;
  other.at(20).gateway_exits(100, std::nullopt, SIGHUP).at(30);
  EXPECT_THAT(status_shown(other, status_text("null", 0, exit_text("null", R"("SIGHUP")", 20))),
              IsEmpty());
  EXPECT_THAT(status_shown(other, status_text("null", 0, exit_text("null", "null", 20))),
              SizeIs(1));
}
// SIGKILL does not end it: 5 s later it is given up, and a next one may run beside it.
TEST(H4, AGatewayThatWasGivenUpMayBeToldOrNot) {
  HttpScript run;
  run.at(20).signal(100, SIGTERM).at(30).signal(100, SIGKILL);
  HttpScript early = run;
  early.at(34);
  EXPECT_THAT(status_shown(early, status_text("null", 0, "null")), SizeIs(1));
  run.at(36);
  EXPECT_THAT(status_shown(run, status_text("null", 0, "null")), IsEmpty());
  HttpScript late = run;
  late.at(40).gateway_exits(100, std::nullopt, SIGKILL).at(50);
  EXPECT_THAT(status_shown(late, status_text("null", 0, "null")), IsEmpty());
  EXPECT_THAT(status_shown(late, status_text("null", 0, exit_text("null", R"("SIGKILL")", 40))),
              IsEmpty());
  EXPECT_THAT(status_shown(late, status_text("null", 0, exit_text("null", R"("SIGKILL")", 41))),
              SizeIs(1));
  run.gateway(101).at(40).gateway_exits(100, std::nullopt, SIGKILL).at(50);
  EXPECT_THAT(status_shown(run, status_text("101", 14, "null")), IsEmpty());
  EXPECT_THAT(status_shown(run, status_text("null", 0, "null")), SizeIs(1));
}

std::string version_text(const std::string& number, const std::string& gateway) {
  return R"({"version":"1","commit":"c","openclawVersion":)" + number +
         R"(,"openclawCommit":null,"gateway":)" + gateway + '}';
}
TEST(H4, TheVersionHoldsTheStatus) {
  const std::string good = status_text("100", 20, "null");
  EXPECT_THAT(route_answered("GET", "/_kilo/version", 200, version_text("null", good)), IsEmpty());
  EXPECT_THAT(route_answered("GET", "/_kilo/version", 200, version_text(R"("2026.3.13")", good)),
              IsEmpty());
  EXPECT_THAT(route_answered("GET", "/_kilo/version", 200, version_text("7", good)), SizeIs(1));
  EXPECT_THAT(route_answered("GET", "/_kilo/version", 200, version_text("null", "{}")), SizeIs(1));
  EXPECT_THAT(route_answered("GET", "/_kilo/version", 200, good), SizeIs(1));
}
TEST(H4, TheVersionIsAskedForUntilItIsKnown) {
  HttpScript run;
  run.at(10).script().version(5);
  run.at(20)
      .get(1, "/_kilo/version")
      .answer(1, 200, version_text("null", status_text("100", 20, "null")));
  run.script().version(6);
  run.get(2, "/_kilo/version")
      .answer(2, 200, version_text(R"("1.2")", status_text("100", 20, "null")));
  EXPECT_THAT(run.at(21).flaws(make_h4), IsEmpty());
  run.script().version(7);
  run.get(3, "/_kilo/version")
      .answer(3, 200, version_text("null", status_text("100", 21, "null")))
      .at(22);
  EXPECT_THAT(run.flaws(make_h4),
              ElementsAre(HasSubstr("asked for again"), HasSubstr("it was known before")));
}

// ---- H5

const std::string kNotReady = R"({"error":"Gateway not ready"})";
const std::string kBadGateway = R"({"error":"Bad Gateway"})";
const Headers kArrived = {"host: 127.0.0.1:3001"};

std::vector<std::string> proxy_answered(const std::string& target, const Headers& headers,
                                        std::int64_t code, const std::string& body) {
  return request_answered("GET", target, headers, code, body)
      .flaws(make_h5, HttpScript::terms(true));
}
TEST(H5, FlagsA405) {
  EXPECT_THAT(route_answered("PUT", "/health", 405, ""), IsEmpty());
  const auto run =
      request_answered("PUT", "/_kilo/pairing/channels", {HttpScript::kBearer}, 405, "");
  EXPECT_THAT(run.flaws(make_h5), testing::Contains(HasSubstr("with 405")));
}
TEST(H5, WantsTheCodeBelowKiloAlone) {
  EXPECT_THAT(proxy_answered("/_kilo/new", {}, 401, kUnavailable), IsEmpty());
  EXPECT_THAT(proxy_answered("/_kilo/new", {}, 401, kUnauthorized), SizeIs(1));
  EXPECT_THAT(proxy_answered("/_kilo", {}, 401, kUnauthorized), IsEmpty());
  EXPECT_THAT(proxy_answered("/", {}, 401, kUnauthorized), IsEmpty());
  EXPECT_THAT(proxy_answered("/", {}, 401, kUnavailable), SizeIs(1));
  EXPECT_THAT(proxy_answered("/", {}, 404, ""), SizeIs(1));
  const Headers twice = {HttpScript::kProxyToken, HttpScript::kProxyToken};
  EXPECT_THAT(proxy_answered("/", twice, 401, kUnauthorized), IsEmpty());
  EXPECT_THAT(proxy_answered("/", {HttpScript::kProxyToken}, 401, kUnauthorized), SizeIs(1));
}
TEST(H5, FlagsWhatPassesWithoutAProxyToken) {
  HttpScript run;
  run.listening().at(20).sent(HttpScript::request(1, "GET", "/", {}));
  run.forwarded(1, "GET", "/", kArrived).answer(1, 401, kUnauthorized).at(21);
  EXPECT_THAT(run.flaws(make_h5, HttpScript::terms(true)),
              ElementsAre(HasSubstr("without a proxy token")));
}
HttpScript passed_on(const Headers& sent, const Headers& arrived, const std::string& target = "/") {
  HttpScript run;
  run.listening().at(20).sent(HttpScript::request(1, "GET", "/", sent));
  return run.forwarded(1, "GET", target, arrived).answer(1, 200, "page").at(21);
}
TEST(H5, AcceptsARequestThatIsPassedOn) {
  const Headers sent = {"Host: controller", HttpScript::kProxyToken,
                        "Cookie: a=b",      "Connection: close, X-Own",
                        "X-Own: 1",         "TE: trailers"};
  const Headers arrived = {"host: 127.0.0.1:3001", "Cookie: a=b", "connection: keep-alive"};
  EXPECT_THAT(passed_on(sent, arrived).flaws(make_h5), IsEmpty());
}
TEST(H5, FlagsWhatArrivesChanged) {
  EXPECT_THAT(passed_on({}, {}).flaws(make_h5), ElementsAre(HasSubstr("without its host")));
  EXPECT_THAT(passed_on({}, {"host: controller"}).flaws(make_h5), SizeIs(1));
  EXPECT_THAT(passed_on({}, kArrived, "/x").flaws(make_h5), ElementsAre(HasSubstr("as GET /x")));
  EXPECT_THAT(passed_on({"Cookie: a"}, kArrived).flaws(make_h5),
              ElementsAre(HasSubstr("without its header cookie")));
  Headers arrived = kArrived;
  arrived.push_back(HttpScript::kProxyToken);
  EXPECT_THAT(passed_on({HttpScript::kProxyToken}, arrived).flaws(make_h5),
              ElementsAre(HasSubstr("with its proxy token")));
  arrived.back() = "X-Own: 1";
  EXPECT_THAT(passed_on({"Connection: x-own", "X-Own: 1"}, arrived).flaws(make_h5),
              ElementsAre(HasSubstr("the connection's header x-own")));
  arrived.back() = "Upgrade: websocket";
  EXPECT_THAT(passed_on({"Upgrade: websocket"}, arrived).flaws(make_h5), SizeIs(1));
}
std::vector<std::string> page_answered(HttpScript run, std::int64_t code, const std::string& body) {
  run.get(1, "/").answer(1, code, body).at(3000);
  return run.flaws(make_h5);
}
TEST(H5, NotReadyIsWhatDoesNotRun) {
  HttpScript stopped;
  stopped.at(20).signal(100, SIGTERM).state("stopping").gateway_exits(100, 0).state("stopped");
  stopped.at(30);
  EXPECT_THAT(page_answered(stopped, 503, kNotReady), IsEmpty());
  EXPECT_THAT(page_answered(stopped, 503, kBadGateway), SizeIs(1));
  EXPECT_THAT(page_answered(stopped, 502, kBadGateway), ElementsAre(HasSubstr("did not run")));
  HttpScript runs;
  runs.at(30);
  EXPECT_THAT(page_answered(runs, 503, kNotReady), ElementsAre(HasSubstr("but it runs")));
}
TEST(H5, JudgesWhatTakesItsTimeToArrive) {
  HttpScript run;
  sim::HttpSent slow = HttpScript::request(1, "POST", "/upload");
  slow.body_bytes = 1'000'000;
  slow.send_us = 60'000'000;
  run.listening().at(20).sent(slow).at(80).answer(1, 503, kNotReady).at(81);
  EXPECT_THAT(run.flaws(make_h5), ElementsAre(HasSubstr("but it runs")));
  EXPECT_EQ(run.occasions(make_h5), 1U);
}
TEST(H5, AGatewayThatIsBeingStoppedGetsNoRequests) {
  HttpScript run;
  run.listening().at(20).signal(100, SIGTERM).state("stopping").at(21).get(1, "/");
  run.forwarded(1, "GET", "/", kArrived).answer(1, 200, "page").at(22);
  EXPECT_THAT(run.flaws(make_h5), testing::Contains(HasSubstr("did not run")));
}
TEST(H5, BadGatewayIsWhatDoesNotListen) {
  HttpScript boots;
  boots.at(5);
  EXPECT_THAT(page_answered(boots, 502, kBadGateway), IsEmpty());
  EXPECT_THAT(page_answered(boots, 502, kNotReady), SizeIs(1));
  EXPECT_THAT(page_answered(boots, 404, ""), SizeIs(1));
  HttpScript listens = boots;
  // The end of a command line call says nothing about the gateway.
  listens.listening().script().list(1, "telegram").at(7).term(1).at(10);
  EXPECT_THAT(page_answered(listens, 502, kBadGateway), ElementsAre(HasSubstr("but it listens")));
  HttpScript ending = listens;
  ending.signal(100, SIGTERM).at(11);
  EXPECT_THAT(page_answered(ending, 502, kBadGateway), IsEmpty());
  HttpScript forked = listens;
  forked.add(sim::ChildDied{1}).at(11);
  EXPECT_THAT(page_answered(forked, 502, kBadGateway), ElementsAre(HasSubstr("but it listens")));
  forked.add(sim::ChildDied{100}).at(12);
  EXPECT_THAT(page_answered(forked, 502, kBadGateway), IsEmpty());
}

}  // namespace
}  // namespace scenarios
