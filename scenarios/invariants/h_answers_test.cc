// H1 and H2: what lists and approvals are answered.
#include <gmock/gmock.h>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/http_script.h"
#include "scenarios/invariants/support/wall_text.h"

namespace scenarios {
namespace {

using seen::EventScript;
using seen::HttpScript;
using seen::Kind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kChannels = "/_kilo/pairing/channels";
const std::string kDevices = "/_kilo/pairing/devices";
const std::string kA = R"({"code":"A","id":"1","channel":"telegram"})";
const std::string kB = R"({"code":"B","id":"2","channel":"telegram"})";

std::string list_page(const std::vector<std::string>& entries, std::optional<double> updated) {
  std::string text = R"({"requests":[)";
  for (const std::string& entry : entries) text += (text.back() == '[' ? "" : ",") + entry;
  text += R"(],"lastUpdated":")";
  if (updated) text += seen::iso_text(EventScript::wall_ms(*updated));
  return text + "\"}";
}

// Both lists were refreshed at 5 s; A is pending.
HttpScript with_lists() {
  HttpScript run;
  run.script().list(1, "telegram").list_devices(2).at(5).answers(1, {}).answers(2, {});
  run.shows(Kind::channels, {kA}, EventScript::wall_ms(5));
  run.shows(Kind::devices, {}, EventScript::wall_ms(5));
  return run;
}

TEST(H1, AcceptsWhatTheListShows) {
  HttpScript run = with_lists();
  run.at(20).get(1, kChannels).answer(1, 200, list_page({kA}, 5)).get(2, kDevices + "?refresh=1");
  run.answer(2, 200, list_page({}, 5)).at(21);
  EXPECT_THAT(run.flaws(make_h1), IsEmpty());
  EXPECT_EQ(run.occasions(make_h1), 2U);
}
TEST(H1, AcceptsTheEmptyListOfAFreshController) {
  HttpScript run;
  run.get(1, kChannels).answer(1, 200, list_page({}, std::nullopt)).at(1);
  EXPECT_THAT(run.flaws(make_h1), IsEmpty());
}
TEST(H1, FlagsWhatTheListDoesNotShow) {
  for (const std::string& wrong :
       {list_page({}, 5), list_page({kA}, 6), list_page({kB}, 5), list_page({kA, kB}, 5),
        std::string("{}"), std::string("no JSON"), std::string(R"({"requests":[]})")}) {
    HttpScript run = with_lists();
    run.at(20).get(1, kChannels).answer(1, 200, wrong).at(21);
    EXPECT_THAT(run.flaws(make_h1), ElementsAre(HasSubstr("the list shows"))) << wrong;
  }
}
TEST(H1, FlagsAnotherStatus) {
  HttpScript run = with_lists();
  run.at(20).get(1, kChannels + "?refresh=true").answer(1, 504, "{}").at(21);
  EXPECT_THAT(run.flaws(make_h1), ElementsAre(HasSubstr("with 504, not 200")));
}
TEST(H1, LeavesToOthersWhatIsNoList) {
  HttpScript run = with_lists();
  run.at(20).get(1, kChannels + "/").answer(1, 404, "").post(2, kChannels).answer(2, 404, "");
  run.sent(HttpScript::request(3, "GET", kChannels, {})).answer(3, 401, "");
  EXPECT_THAT(run.at(21).flaws(make_h1), IsEmpty());
  EXPECT_EQ(run.occasions(make_h1), 0U);
}
// A refresh showed B beside A, an approval took A away: the reader blinked.
TEST(H1, AcceptsAStateBetweenTwoLooks) {
  HttpScript run = with_lists();
  run.at(20).get(1, kChannels).answer(1, 200, list_page({kA, kB}, 20));
  run.shows(Kind::channels, {kB}, EventScript::wall_ms(20)).at(21);
  EXPECT_THAT(run.flaws(make_h1), IsEmpty());
}
// One refresh showed B, the next one took it away at once, since the channel is off by now.
TEST(H1, AcceptsWhatARefreshOfThisInstantHasRead) {
  for (const bool read : {true, false}) {
    HttpScript run = with_lists();
    run.script().at(19).list(3, "telegram").at(20).answers(3, {read ? "B" : "C"});
    run.get(1, kChannels).answer(1, 200, list_page({kB}, 20));
    run.shows(Kind::channels, {}, EventScript::wall_ms(20)).at(21);
    EXPECT_EQ(run.flaws(make_h1).size(), read ? 0U : 1U);
  }
}
TEST(H1, FlagsAStateThatNoLookExplains) {
  const std::string kC = R"({"code":"C","id":"3","channel":"telegram"})";
  for (const std::string& wrong :
       {list_page({kA, kB, kC}, 20), list_page({kB}, 12), list_page({}, 20)}) {
    HttpScript run = with_lists();
    run.at(20).get(1, kChannels).answer(1, 200, wrong);
    run.shows(Kind::channels, {kA, kB}, EventScript::wall_ms(20)).at(21);
    EXPECT_THAT(run.flaws(make_h1), ElementsAre(HasSubstr("the list shows"))) << wrong;
  }
}
TEST(H1, FlagsANewTimeAfterAFailedRefresh) {
  for (const bool moves : {false, true}) {
    HttpScript run = with_lists();
    run.at(20).get(1, kDevices + "?refresh=true").script().list_devices(3).at(25).fails(3);
    run.answer(1, 200, list_page({}, moves ? 25 : 5));
    if (moves) run.shows(Kind::devices, {}, EventScript::wall_ms(25));
    run.at(26);
    EXPECT_EQ(run.flaws(make_h1).size(), moves ? 1U : 0U);
  }
}
TEST(H1, FlagsAnAnswerBeforeTheRefreshIsOver) {
  const auto answered = [](double begins, double answered_at) {
    HttpScript run = with_lists();
    run.at(20).script().list_devices(begins < 30 ? 3 : 9);
    run.at(30).get(1, kDevices + "?refresh=true").script().at(begins);
    if (begins >= 30) run.script().fails(9).list_devices(3);
    run.at(35).script().fails(3);
    return run.at(answered_at).answer(1, 200, list_page({}, 5)).at(200).flaws(make_h1);
  };
  EXPECT_THAT(answered(31, 35), IsEmpty());
  EXPECT_THAT(answered(20, 35), ElementsAre(HasSubstr("was over")));
  EXPECT_THAT(answered(20, 130), IsEmpty());  // it took too long
}
TEST(H1, FlagsAListThatKeepsItsClientWaiting) {
  HttpScript run = with_lists();
  run.at(20).get(1, kChannels).get(2, kDevices + "?refresh=true").at(50);
  EXPECT_THAT(run.flaws(make_h1), ElementsAre(HasSubstr("GET /_kilo/pairing/channels of 20")));
  run.answer(1, 200, list_page({kA}, 5)).at(120);
  EXPECT_THAT(run.flaws(make_h1), testing::SizeIs(1));
  run.at(121);
  EXPECT_THAT(run.flaws(make_h1),
              ElementsAre(testing::_, HasSubstr("still not answered at 120.001")));
}
TEST(H1, AHundredSecondsCountFromTheLastByte) {
  HttpScript run = with_lists();
  sim::HttpSent slow = HttpScript::request(1, "GET", kDevices + "?refresh=true");
  slow.send_us = 9'000'000;
  run.at(20).sent(slow).at(129);
  EXPECT_THAT(run.flaws(make_h1), IsEmpty());
  EXPECT_THAT(run.at(130).flaws(make_h1), testing::SizeIs(1));
}
TEST(H1, ANewControllerBeginsWithEmptyLists) {
  HttpScript run = with_lists();
  run.at(20).ends(std::nullopt).at(21).script().start();
  run.get(1, kChannels).answer(1, 200, list_page({kA}, 5)).at(22);
  EXPECT_THAT(run.flaws(make_h1), ElementsAre(HasSubstr("the list shows")));
}

// ---- H2

const std::string kChannelRoute = "/_kilo/pairing/channels/approve";
const std::string kDeviceRoute = "/_kilo/pairing/devices/approve";
const std::string kGood = R"({"channel":"telegram","code":"ABCD2345"})";
const std::string kUuid = "0f8fad5b-d9cb-469f-a165-70867728950e";

std::string outcome_text(bool success, const std::string& message) {
  return std::string(R"({"success":)") + (success ? "true" : "false") + R"(,"message":")" +
         message + "\"}";
}
std::vector<std::string> approval_answered(const std::string& body, std::int64_t status,
                                           const std::string& answer,
                                           const std::string& route = kChannelRoute) {
  HttpScript run;
  run.at(20).post(1, route, body).at(25).answer(1, status, answer).at(26);
  return run.flaws(make_h2);
}

TEST(H2, AcceptsApprovedAndFailed) {
  EXPECT_THAT(approval_answered(kGood, 200, outcome_text(true, "Pairing approved")), IsEmpty());
  EXPECT_THAT(approval_answered(kGood, 500, outcome_text(false, "No pending pairing request")),
              IsEmpty());
  EXPECT_THAT(approval_answered(R"({"requestId":")" + kUuid + "\"}", 200,
                                outcome_text(true, "Device approved"), kDeviceRoute),
              IsEmpty());
}
TEST(H2, FlagsAnAnswerOfAnotherShape) {
  for (const char* wrong :
       {"", "null", R"({"success":true})", R"({"success":1,"message":""})",
        R"({"success":true,"message":"Pairing approved","more":1})", R"({"message":"x"})"}) {
    EXPECT_THAT(approval_answered(kGood, 200, wrong), ElementsAre(HasSubstr("which is no")));
  }
}
TEST(H2, FlagsAStatusThatDoesNotFit) {
  EXPECT_THAT(approval_answered(kGood, 200, outcome_text(false, "Pairing approved")),
              testing::SizeIs(1));
  EXPECT_THAT(approval_answered(kGood, 500, outcome_text(true, "x")), testing::SizeIs(1));
  EXPECT_THAT(approval_answered(kGood, 409, outcome_text(false, "x")), testing::SizeIs(1));
  EXPECT_THAT(approval_answered(kGood, 400, outcome_text(false, "Invalid pairing code")),
              testing::SizeIs(1));
  EXPECT_THAT(approval_answered(kGood, 200, outcome_text(true, "Device approved")),
              ElementsAre(HasSubstr("not with `Pairing approved`")));
}
TEST(H2, FlagsAMessageThatIsNotFitToBeShown) {
  const std::string longest(200, 'x');
  EXPECT_THAT(approval_answered(kGood, 500, outcome_text(false, longest)), IsEmpty());
  EXPECT_THAT(approval_answered(kGood, 500, outcome_text(false, longest + 'x')),
              ElementsAre(HasSubstr("200 characters")));
  EXPECT_THAT(approval_answered(kGood, 500, outcome_text(false, "one\\ntwo")),
              ElementsAre(HasSubstr("one line")));
  for (const char* shown :
       {"Error: /root/.openclaw/x", "open '/usr/lib/y'", "/etc", "at main (file.js:1:2)",
        "Error: x    at node:fs:601:3", "failed at Array.map (<anonymous>)"}) {
    EXPECT_THAT(approval_answered(kGood, 500, outcome_text(false, shown)),
                ElementsAre(HasSubstr("a path or a stack")))
        << shown;
  }
  for (const char* fine : {"and/or", "either / or", "see https://docs.example/x", "open <path>",
                           "at most 3 (of 5)", "failed at 06:00:01, look at it", "at 2:3 odds"})
    EXPECT_THAT(approval_answered(kGood, 500, outcome_text(false, fine)), IsEmpty()) << fine;
}
TEST(H2, FlagsAMessageWithWhatThisRunHasToHide) {
  const auto shown = [](const std::string& message) {
    HttpScript run;
    run.at(20).post(1, kDeviceRoute, R"({"requestId":")" + kUuid + "\"}");
    sim::ChildSpawned spawned{7, sim::ChildRole::cli, sim::CliPurpose::approve_device, {}, kUuid,
                              {}};
    spawned.argv = {"/bin/openclaw", "devices", "approve", kUuid, "--now"};
    run.add(std::move(spawned)).at(25).answer(1, 500, outcome_text(false, message)).at(26);
    return run.flaws(make_h2);
  };
  for (const char* argv :
       {"failed: openclaw devices approve 1", "['devices', 'approve']", "unknown option --now"})
    EXPECT_THAT(shown(argv), ElementsAre(HasSubstr("it shows arguments"))) << argv;
  EXPECT_THAT(shown("bad token: Made-Up"), ElementsAre(HasSubstr("it shows the token")));
  for (const std::string fine : {"no devices to approve", "unknown request ", "devices, approved"})
    EXPECT_THAT(shown(fine + kUuid), IsEmpty()) << fine;
}

struct Refusal {
  const char* body;
  const char* message;
};
const Refusal kRefusals[] = {
    {"", "Invalid request body"},
    {"{", "Invalid request body"},
    {"\xEF\xBB\xBF{}", "Invalid request body"},
    {"{\"channel\":\"telegram\",\"code\":\"\xFF\"}", "Invalid request body"},
    {"null", "Missing required fields: channel and code"},
    {"[]", "Missing required fields: channel and code"},
    {R"({"channel":"telegram"})", "Missing required fields: channel and code"},
    {R"({"channel":"","code":"A"})", "Missing required fields: channel and code"},
    {R"({"channel":"telegram","code":7})", "Missing required fields: channel and code"},
    {R"({"channel":"telegram","code":"A","code":null})",
     "Missing required fields: channel and code"},
    {R"({"channel":"Telegram","code":"A"})", "Invalid channel name"},
    {R"({"channel":"-t","code":"--"})", "Invalid channel name"},
    {R"({"channel":"telegram","code":"A B"})", "Invalid pairing code"},
    {R"({"channel":"telegram","code":"A\u0000"})", "Invalid pairing code"},
    {R"({"channel":"telegram","code":"123456789012345678901234567890123"})",
     "Invalid pairing code"},
};
TEST(H2, WantsEachRefusal) {
  for (const Refusal& refusal : kRefusals) {
    const std::string answer = outcome_text(false, refusal.message);
    EXPECT_THAT(approval_answered(refusal.body, 400, answer), IsEmpty()) << refusal.body;
    EXPECT_THAT(approval_answered(refusal.body, 500, answer), testing::SizeIs(1)) << refusal.body;
    EXPECT_THAT(approval_answered(refusal.body, 200, outcome_text(true, "Pairing approved")),
                testing::SizeIs(1))
        << refusal.body;
    EXPECT_THAT(approval_answered(refusal.body, 400, outcome_text(false, "Invalid request")),
                testing::SizeIs(1))
        << refusal.body;
  }
  EXPECT_THAT(approval_answered(R"({"requestId":"x"})", 400,
                                outcome_text(false, "Invalid request ID"), kDeviceRoute),
              IsEmpty());
  EXPECT_THAT(approval_answered("{}", 400, outcome_text(false, "Missing required field: requestId"),
                                kDeviceRoute),
              IsEmpty());
}
TEST(H2, LeavesOpenWhatParsersDisagreeAbout) {
  const std::string invalid = outcome_text(false, "Invalid request body");
  const std::string missing = outcome_text(false, "Missing required fields: channel and code");
  const std::string deep = std::string(65, '[') + std::string(65, ']');
  for (const std::string& body :
       {deep, std::string("[1234567890123456789]"), std::string("[\"\\\"\", 1e+400]")}) {
    EXPECT_THAT(approval_answered(body, 400, invalid), IsEmpty()) << body;
  }
  EXPECT_THAT(approval_answered(deep, 400, missing), IsEmpty());
  for (const std::string& body :
       {deep.substr(1, 128), std::string("[123456789012345678]"), std::string("[1e99]"),
        std::string("[\"1234567890123456789\"]"), std::string("[\"[[\\\"\"]")}) {
    EXPECT_THAT(approval_answered(body, 400, invalid), testing::SizeIs(1)) << body;
  }
}
TEST(H2, DoesNotJudgeABodyThatIsShownCut) {
  HttpScript run;
  sim::HttpSent sent = HttpScript::request(1, "POST", kChannelRoute, {HttpScript::kBearer}, "{");
  sent.body_bytes = 5000;
  run.at(20).sent(sent).answer(1, 200, outcome_text(true, "Pairing approved")).at(21);
  EXPECT_THAT(run.flaws(make_h2), IsEmpty());
  EXPECT_EQ(run.occasions(make_h2), 0U);
}
TEST(H2, FlagsTheSameApprovalTwiceAtATime) {
  HttpScript run;
  run.at(20).script().approve(1, "telegram", "ABCD").at(21).approve(2, "telegram", "abcd").at(22);
  EXPECT_THAT(run.flaws(make_h2), ElementsAre(HasSubstr("while the same one was under way")));
}
TEST(H2, AcceptsAnotherApprovalBesideAndTheSameOneAfterwards) {
  HttpScript run;
  run.at(20)
      .script()
      .approve(1, "telegram", "A")
      .approve(2, "discord", "A")
      .approve_device(3, kUuid);
  run.at(25).script().exits(1, 1).approve(4, "telegram", "A").at(26);
  EXPECT_THAT(run.flaws(make_h2), IsEmpty());
}
// Its caller has the answer that the outcome is unknown, and may ask again.
TEST(H2, AChildThatWasGivenUpIsNotUnderWay) {
  HttpScript run;
  run.at(20).script().approve(1, "telegram", "A").at(200).term(1).at(202).kill(1);
  HttpScript early = run;
  run.at(204).script().approve(2, "telegram", "A").at(205);
  EXPECT_THAT(run.flaws(make_h2), IsEmpty());
  early.at(202.9).script().approve(2, "telegram", "A").at(205);
  EXPECT_THAT(early.flaws(make_h2), testing::SizeIs(1));
}
TEST(H2, FlagsACommandWithAValueOfTheWrongForm) {
  HttpScript run;
  run.at(20).script().approve(1, "telegram", "--help").approve(2, "..", "A").approve_device(3, "x");
  EXPECT_THAT(run.at(21).flaws(make_h2),
              ElementsAre(HasSubstr("--help"), HasSubstr(".."), HasSubstr("wrong form")));
}

}  // namespace
}  // namespace scenarios
