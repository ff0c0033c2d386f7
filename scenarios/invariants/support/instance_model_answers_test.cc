// The reference model of an instance: answers to pairing calls that are allowed, and that are not.
#include <gmock/gmock.h>

#include "scenarios/invariants/support/cloud_script.h"

namespace scenarios::seen {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kList = "/_kilo/pairing/channels";
constexpr const char* kDevices = "/_kilo/pairing/devices";
constexpr const char* kApproveRoute = "/_kilo/pairing/channels/approve";
constexpr const char* kListCommand =
    "/usr/bin/env HOME=/root node /usr/local/bin/openclaw-pairing-list.js";
constexpr const char* kApproveCommand =
    "/usr/bin/env HOME=/root openclaw pairing approve telegram AB --notify";
constexpr const char* kPlatformList = "GET /api/platform/pairing?userId=user";
constexpr const char* kPlatformApprove = "POST /api/platform/pairing/approve";
constexpr const char* kApproval = R"({"userId":"user","channel":"telegram","code":"AB"})";
constexpr const char* kTwo = R"({"requests":[{"channel":"telegram","code":"AB","id":"7","x":1},)"
                             R"({"channel":"telegram","code":"CD","id":"8"}],"lastUpdated":""})";
constexpr const char* kTwoShown = R"({"requests":[{"code":"AB","id":"7","channel":"telegram"},)"
                                  R"({"code":"CD","id":"8","channel":"telegram"}]})";
constexpr const char* kKept = R"({"requests":[{"channel":"telegram","code":"AB","id":"7"}]})";
constexpr const char* kNotRunning = "Instance is not running";

auto told(const std::string& clause, const std::string& text) {
  return ElementsAre(testing::AllOf(testing::StartsWith(clause + ": "), HasSubstr(text)));
}

CloudScript listing(std::int64_t status, const std::string& body) {
  CloudScript run = settled();
  return run.at(10).lists(1).controller(1, kList).replies(1, status, body);
}
CloudScript approving(std::int64_t status, const std::string& body) {
  CloudScript run = settled();
  return run.at(10)
      .approves(1, "telegram", "AB")
      .controller(1, kApproveRoute)
      .replies(1, status, body);
}
CloudScript platform_listing(const std::string& body = kTwo) {
  CloudScript run = settled();
  return run.at(10).platform(1, kPlatformList).controller(1, kList).replies(1, 200, body);
}
CloudScript door(const std::string& target, const std::string& body, std::int64_t status,
                 const std::string& answer, bool key_right = true) {
  CloudScript run = settled();
  return run.at(10).platform(1, target, body, key_right).answers(1, status, answer);
}

TEST(InstanceModelAnswers, AllowsWhatTheControllerListed) {
  CloudScript run = listing(200, kTwo);
  EXPECT_THAT(run.answers(1, 200, "", {"telegram/AB", "telegram/CD"}).deviations(), IsEmpty());
}
TEST(InstanceModelAnswers, TellsOtherEntriesThanTheControllers) {
  CloudScript run = listing(200, kTwo);
  EXPECT_THAT(run.answers(1, 200, "", {"telegram/AB"}).deviations(),
              told("F4", "200 [telegram/AB, telegram/CD]"));
}
TEST(InstanceModelAnswers, TellsAWrongListThatIsBelieved) {
  CloudScript run = listing(200, R"({"requests":7})");
  EXPECT_THAT(run.answers(1, 200).deviations(), told("F4", "502 \"Gateway controller returned"));
}
TEST(InstanceModelAnswers, TellsARefusalWithAnotherStatusOrText) {
  CloudScript run = listing(503, R"({"message":"not now"})");
  CloudScript other = run;
  const std::string text = "Gateway controller request failed: ";
  EXPECT_THAT(run.answers(1, 500, text + "not now").deviations(), told("F3", "503 \"" + text));
  EXPECT_THAT(other.answers(1, 503, text + "oops").deviations(), told("F3", text + "not now…"));
}
TEST(InstanceModelAnswers, TellsAnAnswerThatComesBeforeTheControllers) {
  CloudScript run = settled();
  run.at(10).lists(1).controller(1, kList).answers(1, 200);
  EXPECT_THAT(run.deviations(), told("F3", "no answer yet"));
}

TEST(InstanceModelAnswers, AllowsWhatTheScriptPrinted) {
  CloudScript run = listing(404, "404 page not found");
  run.fly(1, "exec", {.machine = "m1", .detail = kListCommand})
      .ok(1, {.exit_code = 0, .out = kKept});
  EXPECT_THAT(run.answers(1, 200, "", {"telegram/AB"}).deviations(), IsEmpty());
}
TEST(InstanceModelAnswers, TellsAnotherScript) {
  CloudScript run = listing(404, "404 page not found");
  const std::string devices =
      "/usr/bin/env HOME=/root node /usr/local/bin/openclaw-pairing-list.js --all";
  run.fly(1, "exec", {.machine = "m1", .detail = devices});
  EXPECT_THAT(run.deviations(), told("F5", kListCommand));
}
TEST(InstanceModelAnswers, TellsOtherEntriesThanTheScripts) {
  CloudScript run = listing(404, "404 page not found");
  run.fly(1, "exec", {.machine = "m1", .detail = kListCommand})
      .ok(1, {.exit_code = 1, .out = kKept});
  EXPECT_THAT(run.answers(1, 200, "", {"telegram/AB"}).deviations(), told("F5", "200 []"));
}
TEST(InstanceModelAnswers, AllowsWhatTheCacheHeldAndNothingElse) {
  CloudScript run = listing(404, "404 page not found");
  run.kv("get", "pairing:app:m1", kKept);
  CloudScript other = run;
  EXPECT_THAT(run.answers(1, 200, "", {"telegram/AB"}).deviations(), IsEmpty());
  EXPECT_THAT(other.answers(1, 200).deviations(), told("F5", "200 [telegram/AB]"));
}

TEST(InstanceModelAnswers, AllowsAnApproval) {
  CloudScript run = approving(200, R"({"success":true,"message":"done"})");
  EXPECT_THAT(run.answers(1, 200, "Pairing approved").deviations(), IsEmpty());
}
TEST(InstanceModelAnswers, TellsAnApprovalInOtherWords) {
  CloudScript run = approving(200, R"({"success":true,"message":"done"})");
  EXPECT_THAT(run.answers(1, 200, "done").deviations(), told("F4", "\"Pairing approved\""));
}
TEST(InstanceModelAnswers, TellsARefusedApprovalAsASuccess) {
  CloudScript run = approving(400, R"({"message":"no such code"})");
  EXPECT_THAT(run.answers(1, 200, "Pairing approved").deviations(),
              told("F4", "500 \"no such code\""));
}
TEST(InstanceModelAnswers, TellsAnotherCommandAndItsOutcome) {
  CloudScript run = approving(404, "404 page not found");
  CloudScript other = run;
  run.fly(1, "exec", {.machine = "m1", .detail = std::string(kApproveCommand) + " --force"});
  EXPECT_THAT(run.deviations(), told("F6", kApproveCommand));
  other.fly(1, "exec", {.machine = "m1", .detail = kApproveCommand}).ok(1, {.exit_code = 1});
  EXPECT_THAT(other.answers(1, 200, "Pairing approved").deviations(),
              told("F6", "500 \"Approval failed: …\""));
}

TEST(InstanceModelAnswers, TellsAnAnswerOfOneThatRunsWithoutACall) {
  CloudScript run = settled();
  EXPECT_THAT(run.at(10).lists(1).answers(1, 200).deviations(), told("F3", "no answer yet"));
}
TEST(InstanceModelAnswers, AllowsARefusalOfOneThatRests) {
  CloudScript run = settled();
  run.stores({.status = "stopped"}).at(10).lists(1).answers(1, 200);
  run.approves(2, "telegram", "AB").answers(2, 500, kNotRunning);
  EXPECT_THAT(run.deviations(), IsEmpty());
  EXPECT_THAT(run.approves(3, "telegram", "AB").answers(3, 500, "no").deviations(),
              told("F1", kNotRunning));
}

TEST(InstanceModelAnswers, AllowsAPlatformList) {
  CloudScript run = platform_listing();
  EXPECT_THAT(run.answers(1, 200, kTwoShown).deviations(), IsEmpty());
}
TEST(InstanceModelAnswers, TellsAPlatformListOfOtherEntries) {
  CloudScript run = platform_listing();
  EXPECT_THAT(run.answers(1, 200, kKept).deviations(), told("F4", "[telegram/AB, telegram/CD]"));
}
// The keys alone do not tell it.
TEST(InstanceModelAnswers, TellsAPlatformListWithOtherMembers) {
  CloudScript run = settled();
  run.at(10).platform(1, "GET /api/platform/device-pairing?userId=user").controller(1, kDevices);
  const std::string id = "0f8fad5b-d9cb-469f-a165-70867728950e";
  const std::string known = R"({"requestId":")" + id + R"(","deviceId":"d")";
  run.replies(1, 200, R"({"requests":[)" + known + R"(,"role":"operator"}],"lastUpdated":""})");
  EXPECT_THAT(run.answers(1, 200, R"({"requests":[)" + known + "}]}").deviations(),
              told("F4", "200 [" + id));
}
TEST(InstanceModelAnswers, TellsAPlatformListWithMoreThanItsEntries) {
  CloudScript run = platform_listing(R"({"requests":[],"lastUpdated":""})");
  EXPECT_THAT(run.answers(1, 200, R"({"requests":[],"lastUpdated":""})").deviations(),
              told("F4", "200 []"));
}
TEST(InstanceModelAnswers, KeepsTheDoor) {
  const std::string forbidden = R"({"error":"Forbidden"})";
  const std::string missing = R"({"error":"Missing required field: userId"})";
  const std::string idle = R"({"success":false,"message":"Instance is not running"})";
  EXPECT_THAT(door(kPlatformList, "", 403, forbidden, false).deviations(), IsEmpty());
  EXPECT_THAT(door(kPlatformList, "", 404, forbidden, false).deviations(), told("F8", "403"));
  EXPECT_THAT(door("GET /x", "", 404, R"({"error":"Not found"})").deviations(), IsEmpty());
  EXPECT_THAT(door("GET /x", "", 404, R"({"error":"No"})").deviations(), told("F8", "Not found"));
  EXPECT_THAT(door("GET /api/platform/pairing", "", 400, missing).deviations(), IsEmpty());
  EXPECT_THAT(door("GET /api/platform/pairing", "", 400, R"({"error":"userId"})").deviations(),
              told("F8", "Missing required field: userId"));
  EXPECT_THAT(door("GET /api/platform/pairing?userId=%4", "", 400, missing).deviations(),
              told("F8", "Invalid userId"));
  EXPECT_THAT(door(kPlatformApprove, "{", 400, missing).deviations(),
              told("F8", "Invalid request body"));
  EXPECT_THAT(door(kPlatformApprove, R"({"userId":"user"})", 400, missing).deviations(),
              told("F8", "channel and code"));
  EXPECT_THAT(door("GET /api/platform/pairing?userId=eve", "", 200, kKept).deviations(),
              told("F8", "200 []"));
  const std::string other = R"({"userId":"eve","channel":"telegram","code":"AB"})";
  EXPECT_THAT(door(kPlatformApprove, other, 500, idle).deviations(), IsEmpty());
  EXPECT_THAT(door(kPlatformApprove, other, 404, idle).deviations(), told("F8", "500"));
}
TEST(InstanceModelAnswers, TellsAPlatformApprovalInOtherWords) {
  CloudScript run = settled();
  run.at(10).platform(1, kPlatformApprove, kApproval).controller(1, kApproveRoute);
  run.replies(1, 200, R"({"success":true,"message":"done"})");
  EXPECT_THAT(run.answers(1, 200, R"({"success":true,"message":"ok"})").deviations(),
              told("F4", "Pairing approved"));
}
// Which of two replies serves which of two calls is not told.
TEST(InstanceModelAnswers, LeavesCallsThatOverlapOpen) {
  CloudScript run = settled();
  run.at(10).lists(1).lists(2).controller(1, kList).controller(2, kList).replies(2, 503);
  EXPECT_THAT(run.answers(1, 503, "Gateway controller request failed: HTTP 503").deviations(),
              IsEmpty());
}
// Whose list it is the contract does not say.
TEST(InstanceModelAnswers, LeavesTwoUsersOpen) {
  const char* const two = "GET /api/platform/pairing?userId=user&userId=eve";
  EXPECT_THAT(door(two, "", 200, kTwoShown).deviations(), IsEmpty());
}

}  // namespace
}  // namespace scenarios::seen
