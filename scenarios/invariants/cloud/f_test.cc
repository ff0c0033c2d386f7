// F1-F7: pairing calls.
#include <gmock/gmock.h>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/cloud_script.h"

namespace scenarios {
namespace {

using seen::CloudScript;
using seen::provisioned;
using seen::settled;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kList = "/_kilo/pairing/channels";
constexpr const char* kApproval = "/_kilo/pairing/channels/approve";
constexpr const char* kPage =
    R"({"requests":[{"channel":"telegram","code":"AB","id":"7"}],"lastUpdated":"2026-11-22T06:00:00.000Z"})";
constexpr const char* kScript =
    "/usr/bin/env HOME=/root node /usr/local/bin/openclaw-pairing-list.js";
constexpr const char* kApprove =
    "/usr/bin/env HOME=/root openclaw pairing approve telegram AB --notify";

// A list that a controller without the routes was asked for.
CloudScript old_controller() {
  CloudScript run = settled();
  return run.at(10).lists(1).controller(1, kList).at(11).replies(1, 404, "404 page not found");
}
// An approval that one was asked for.
CloudScript old_approval() {
  CloudScript run = settled();
  run.at(10).approves(1, "telegram", "AB").controller(1, kApproval).at(11);
  return run.replies(1, 401, R"({"code":"controller_route_unavailable"})");
}

TEST(F1, AcceptsAnEmptyListOfAnIdleInstance) {
  CloudScript run = provisioned();
  run.at(10).lists(1).answers(1, 200).approves(2, "telegram", "AB");
  run.answers(2, 500, "Instance is not running").at(11);
  EXPECT_THAT(run.flaws(make_f1), IsEmpty());
  EXPECT_EQ(run.occasions(make_f1), 2U);
}
TEST(F1, FlagsACallOfAnIdleInstance) {
  CloudScript run = provisioned();
  run.at(10).lists(1).controller(1, kList).at(11).replies(1, 200, kPage).answers(1, 200);
  EXPECT_THAT(run.flaws(make_f1), ElementsAre(HasSubstr("although the instance was not running")));
}
TEST(F1, TakesAnIdThatCouldStandInNoPathForNone) {
  CloudScript run;
  run.lives().stores({.machine = "m1/../x"}).at(10).lists(1);
  CloudScript calls = run;
  EXPECT_THAT(run.answers(1, 200).flaws(make_f1), IsEmpty());
  EXPECT_THAT(calls.controller(1, kList).at(11).flaws(make_f1),
              ElementsAre(HasSubstr("although the instance was not running")));
}
TEST(F1, AcceptsACallThatIsAheadOfTheStore) {
  CloudScript run = provisioned();
  run.at(10).asks(1, "start").stores({.status = "starting"}).at(20);
  run.lists(2).controller(1, kList);
  CloudScript late = run;
  EXPECT_THAT(run.stores({}).at(21).flaws(make_f1), IsEmpty());
  EXPECT_THAT(late.stores({.status = "stopped"}).at(21).flaws(make_f1),
              ElementsAre(HasSubstr("although the instance was not running")));
}
TEST(F1, AcceptsAnAnswerThatIsAheadOfTheStore) {
  CloudScript run = provisioned();
  run.at(10).asks(1, "start").stores({.status = "starting"}).at(20);
  run.approves(2, "Telegram!", "AB").answers(2, 500, "Invalid channel name");
  CloudScript late = run;
  EXPECT_THAT(run.stores({}).at(21).flaws(make_f1), IsEmpty());
  EXPECT_THAT(late.stores({.status = "stopped"}).at(21).flaws(make_f1),
              ElementsAre(HasSubstr("it had to say \"Instance is not running\"")));
}
// Whether it ran in the meantime counts, too.
TEST(F1, AcceptsAnErrorOfAnInstanceThatRanForAWhile) {
  for (const bool ran : {true, false}) {
    CloudScript run = provisioned();
    run.at(10).stores({.status = "starting"}).lists(2).at(11);
    if (ran) run.stores({}).at(12);
    run.stores({.status = "destroying"}).answers(2, 412, "Fly exec failed: machine not running");
    EXPECT_EQ(run.flaws(make_f1).empty(), ran);
  }
}
TEST(F1, FlagsACallOfAStartThatFails) {
  CloudScript run = provisioned();
  run.at(10).asks(1, "start").stores({.status = "starting"}).at(20);
  run.lists(2).controller(1, kList).answers(1, 503);
  EXPECT_THAT(run.flaws(make_f1), ElementsAre(HasSubstr("although the instance was not running")));
}
TEST(F1, FlagsAnErrorInsteadOfAnEmptyList) {
  CloudScript run = provisioned();
  run.at(10).lists(1).answers(1, 503).at(11);
  EXPECT_THAT(run.flaws(make_f1), ElementsAre(HasSubstr("it had to be an empty list")));
}
TEST(F1, FlagsAnApprovalThatDoesNotSayWhy) {
  CloudScript run = provisioned();
  run.at(10).approves(1, "telegram", "AB").answers(1, 500, "no").at(11);
  EXPECT_THAT(run.flaws(make_f1), ElementsAre(HasSubstr("Instance is not running")));
}
TEST(F1, FlagsACallWithAWrongValue) {
  CloudScript run = settled();
  run.at(10).approves(1, "telegram", "A B").controller(1, kApproval).at(11);
  run.replies(1, 400, "").answers(1, 400, "Invalid pairing code");
  EXPECT_THAT(run.flaws(make_f1), ElementsAre(HasSubstr("it had to be refused")));
}
TEST(F1, FlagsAWrongValueThatIsNotTold) {
  CloudScript run = settled();
  run.at(10).approves(1, "Tele/gram", "AB").answers(1, 400, "bad").at(11);
  EXPECT_THAT(run.flaws(make_f1), ElementsAre(HasSubstr("Invalid channel name")));
}
TEST(F1, FlagsThatValuesAreLookedAtFirst) {
  CloudScript run = provisioned();
  run.at(10).approves(1, "telegram", "A B").answers(1, 500, "Invalid pairing code").at(11);
  EXPECT_THAT(run.flaws(make_f1), ElementsAre(HasSubstr("Instance is not running")));
}
TEST(F1, FlagsAnIdleInstanceThatShowsEntriesOnThePlatform) {
  CloudScript run = provisioned();
  run.at(10).platform(1, "GET /api/platform/pairing?userId=user").at(11);
  run.answers(1, 200, R"({"requests":[{"code":"AB"}]})");
  EXPECT_THAT(run.flaws(make_f1), ElementsAre(HasSubstr("it had to be an empty list")));
}
TEST(F1, FlagsAWrongValueThatThePlatformPassesOn) {
  CloudScript run = settled();
  run.at(10).platform(1, "POST /api/platform/pairing/approve",
                      R"({"userId":"user","channel":"telegram","code":"A B"})");
  run.controller(1, kApproval).at(11);
  EXPECT_THAT(run.flaws(make_f1), ElementsAre(HasSubstr("Invalid pairing code")));
}
TEST(F1, FlagsThatItGoesOnWithAnotherMachine) {
  CloudScript run = old_controller();
  run.fly(1, "exec", {.machine = "m2", .detail = kScript}).at(12);
  EXPECT_THAT(run.flaws(make_f1), ElementsAre(HasSubstr("began with machine m1")));
}
TEST(F1, FlagsACallThatNobodyAskedFor) {
  CloudScript run = settled();
  run.at(10).fly(1, "exec", {.machine = "m1", .detail = kScript}).at(11);
  EXPECT_THAT(run.flaws(make_f1), ElementsAre(HasSubstr("serves nothing")));
}

TEST(F2, AcceptsTheMachineTheTokenAndTheTime) {
  CloudScript run = settled();
  run.at(10).lists(1).controller(1, kList).at(40).replies(1, 0, "cancelled").answers(1, 503);
  EXPECT_THAT(run.at(50).flaws(make_f2), IsEmpty());
  EXPECT_EQ(run.occasions(make_f2), 1U);
}
TEST(F2, FlagsAnotherMachine) {
  CloudScript run = settled();
  run.at(10).lists(1).controller(1, kList, "m2").at(11);
  EXPECT_THAT(run.flaws(make_f2), ElementsAre(HasSubstr("went to machine \"m2\"")));
}
TEST(F2, FlagsAWrongToken) {
  CloudScript run = settled();
  run.at(10).lists(1).controller(1, kList, "m1", false).at(11);
  EXPECT_THAT(run.flaws(make_f2), ElementsAre(HasSubstr("wrong token")));
}
TEST(F2, FlagsARefreshThatNobodyForced) {
  CloudScript run = settled();
  run.at(10).lists(1).controller(1, std::string(kList) + "?refresh=true").at(11);
  EXPECT_THAT(run.flaws(make_f2), ElementsAre(HasSubstr("forces a refresh")));
}
// Two lists have waited for something else, and the later one goes on first.
TEST(F2, AcceptsAnyOrderOfListsThatHaveWaited) {
  for (const bool one_forced : {true, false}) {
    CloudScript run = settled();
    const auto waited_for = run.last();
    run.at(10).lists(1).lists(2, Kind::channels, one_forced).caused_by(waited_for);
    run.controller(1, std::string(kList) + "?refresh=true").controller(2, kList).at(11);
    EXPECT_EQ(run.flaws(make_f2).empty(), one_forced);
  }
}
TEST(F2, FlagsThatThePlatformForcesNoRefresh) {
  CloudScript run = settled();
  run.at(10).platform(1, "GET /api/platform/pairing?userId=user&refresh=true");
  EXPECT_THAT(run.controller(1, kList).at(11).flaws(make_f2),
              ElementsAre(HasSubstr("forces no refresh")));
}
TEST(F2, FlagsThatItGivesUpTooEarly) {
  CloudScript run = settled();
  run.at(10).approves(1, "telegram", "AB").controller(1, kApproval);
  run.at(100).replies(1, 0, "cancelled");
  EXPECT_THAT(run.flaws(make_f2), ElementsAre(HasSubstr("given up after 90.000 s")));
}
TEST(F2, FlagsThatItWaitsForEver) {
  CloudScript run = settled();
  run.at(10).lists(1).controller(1, kList).at(60);
  EXPECT_THAT(run.flaws(make_f2), ElementsAre(HasSubstr("still waited for")));
}

TEST(F3, AcceptsTheFallbackForAnUnknownRoute) {
  CloudScript run = old_controller();
  run.fly(1, "exec", {.machine = "m1", .detail = kScript}).at(12);
  run.ok(1, {.exit_code = 0, .out = R"({"requests":[]})"}).answers(1, 200);
  EXPECT_THAT(run.flaws(make_f3), IsEmpty());
  EXPECT_EQ(run.occasions(make_f3), 1U);
}
TEST(F3, AcceptsTheCacheInstead) {
  CloudScript run = old_controller();
  run.kv("get", "pairing:app:m1", R"({"requests":[]})").answers(1, 200).at(12);
  EXPECT_THAT(run.flaws(make_f3), IsEmpty());
}
TEST(F3, FlagsThatItDoesNotFallBack) {
  CloudScript run = old_controller();
  run.answers(1, 404).at(12);
  EXPECT_THAT(run.flaws(make_f3), ElementsAre(HasSubstr("did not fall back")));
}
TEST(F3, FlagsAFallbackForAnotherFailure) {
  CloudScript run = settled();
  run.at(10).lists(1).controller(1, kList).at(11).replies(1, 500, "{}");
  run.fly(1, "exec", {.machine = "m1", .detail = kScript}).at(12);
  run.ok(1, {.exit_code = 0, .out = R"({"requests":[]})"});
  run.answers(1, 500, "Gateway controller request failed: HTTP 500");
  EXPECT_THAT(run.flaws(make_f3), ElementsAre(HasSubstr("the controller answered 500")));
}
TEST(F3, FlagsAFallbackThatDidNotAskFirst) {
  CloudScript run = settled();
  run.at(10).lists(1).fly(1, "exec", {.machine = "m1", .detail = kScript}).at(12);
  EXPECT_THAT(run.flaws(make_f3), ElementsAre(HasSubstr("without asking the controller")));
}
TEST(F3, FlagsAFallbackThatDidNotWait) {
  CloudScript run = settled();
  run.at(10).lists(1).controller(1, kList).fly(1, "exec", {.machine = "m1", .detail = kScript});
  EXPECT_THAT(run.at(12).flaws(make_f3), ElementsAre(HasSubstr("before the controller had")));
}
// Which of two lists of one instant has asked is guessed, until the other one is answered.
TEST(F3, TellsWhichOfTwoListsHasAsked) {
  for (const std::int64_t empty : {1, 2}) {
    CloudScript run = settled();
    run.at(10).lists(1).lists(2).controller(1, kList).answers(empty, 200).at(11);
    run.replies(1, 404, "{}").fly(1, "exec", {.machine = "m1", .detail = kScript}).at(12);
    run.ok(1, {.exit_code = 0, .out = R"({"requests":[]})"}).answers(3 - empty, 200);
    EXPECT_THAT(run.flaws(make_f3), IsEmpty());
  }
}
TEST(F3, FlagsAnotherStatus) {
  CloudScript run = settled();
  run.at(10).lists(1).controller(1, kList).at(11).replies(1, 0, "broken");
  run.answers(1, 500, "Gateway controller request failed: reset");
  EXPECT_THAT(run.flaws(make_f3), ElementsAre(HasSubstr("it had to be 503")));
}
TEST(F3, FlagsAnotherStatusOnThePlatform) {
  CloudScript run = settled();
  run.at(10).platform(1, "GET /api/platform/pairing?userId=user").controller(1, kList).at(11);
  run.replies(1, 503, R"({"error":"booting"})");
  run.answers(1, 500, R"({"error":"Gateway controller request failed: booting"})");
  EXPECT_THAT(run.flaws(make_f3), ElementsAre(HasSubstr("said 503")));
}
TEST(F3, FlagsAnotherText) {
  CloudScript run = settled();
  run.at(10).lists(1).controller(1, kList).at(11);
  run.replies(1, 500, R"({"message":"out of memory","error":"other"})");
  CloudScript right = run;
  right.answers(1, 500, "Gateway controller request failed: out of memory");
  EXPECT_THAT(right.flaws(make_f3), IsEmpty());
  run.answers(1, 500, "Gateway controller request failed: other");
  EXPECT_THAT(run.flaws(make_f3), ElementsAre(HasSubstr("out of memory\"")));
}
TEST(F3, FlagsAStatusThatIsNoText) {
  CloudScript run = settled();
  run.at(10).lists(1).controller(1, kList).at(11).replies(1, 418, "<html>");
  EXPECT_THAT(run.answers(1, 418, "Gateway controller request failed: ").flaws(make_f3),
              ElementsAre(HasSubstr("HTTP 418")));
}

TEST(F4, AcceptsARightReply) {
  CloudScript run = settled();
  run.at(10).lists(1).controller(1, kList).at(11).replies(1, 200, kPage);
  EXPECT_THAT(run.answers(1, 200, "", {"telegram/AB"}).flaws(make_f4), IsEmpty());
  EXPECT_EQ(run.occasions(make_f4), 1U);
}
TEST(F4, AcceptsThatAWrongReplyIsTold) {
  CloudScript run = settled();
  run.at(10).lists(1).controller(1, kList).at(11).replies(1, 200, "<html>");
  run.logs(std::string("path=") + kList + " body=<html>");
  run.answers(1, 502, std::string("Gateway controller returned invalid response for ") + kList);
  EXPECT_THAT(run.flaws(make_f4), IsEmpty());
}
TEST(F4, FlagsAWrongReplyThatPassesForRight) {
  CloudScript run = settled();
  run.at(10).lists(1).controller(1, kList).at(11);
  run.replies(1, 200, R"({"requests":[{"code":"AB"}],"lastUpdated":""})").answers(1, 200);
  EXPECT_THAT(run.flaws(make_f4), ElementsAre(HasSubstr("it had to be 502"),
                                              HasSubstr("it had to say"), HasSubstr("nothing")));
}
TEST(F4, FlagsEntriesThatChange) {
  CloudScript run = settled();
  run.at(10).lists(1).controller(1, kList).at(11).replies(1, 200, kPage).answers(1, 200);
  EXPECT_THAT(run.flaws(make_f4), ElementsAre(HasSubstr("has others")));
}
// Both lists had waited for something else, and went on in another order than they came.
TEST(F4, TellsWhoseReplyItWasByWhatItLedTo) {
  CloudScript run = settled();
  const std::uint64_t waited_for = run.last();
  run.at(10).lists(1).lists(2).caused_by(waited_for).controller(1, kList).controller(2, kList);
  run.at(11).replies(1, 200, R"({"requests":[],"lastUpdated":""})");
  const std::uint64_t empty_page = run.last();
  run.replies(2, 200, kPage);
  const std::uint64_t page = run.last();
  CloudScript wrong = run;
  run.caused_by(empty_page).answers(2, 200);
  run.caused_by(page).answers(1, 200, "", {"telegram/AB"});
  EXPECT_THAT(run.flaws(make_f4), IsEmpty());
  wrong.caused_by(empty_page).answers(2, 200, "", {"telegram/AB"});
  wrong.caused_by(page).answers(1, 200);
  EXPECT_THAT(wrong.flaws(make_f4), SizeIs(2));
}
TEST(F4, FlagsARightReplyThatPassesForWrong) {
  CloudScript run = settled();
  run.at(10).lists(1).controller(1, kList).at(11).replies(1, 200, kPage).answers(1, 502);
  EXPECT_THAT(run.flaws(make_f4), ElementsAre(HasSubstr("the controller's reply is right")));
}
TEST(F4, FlagsALongBodyInTheLog) {
  CloudScript run = settled();
  const std::string body(1500, 'x');
  run.at(10).lists(1).controller(1, kList).at(11).replies(1, 200, body);
  run.logs(std::string("path=") + kList + " body=" + body);
  run.answers(1, 502, std::string("Gateway controller returned invalid response for ") + kList);
  EXPECT_THAT(run.flaws(make_f4), ElementsAre(HasSubstr("more than 1024 bytes")));
}
TEST(F4, FlagsARefusedApprovalToldAsSomethingElse) {
  CloudScript run = settled();
  run.at(10).approves(1, "telegram", "AB").controller(1, kApproval).at(11);
  run.replies(1, 400, R"({"success":false,"message":"Invalid pairing code"})");
  EXPECT_THAT(run.answers(1, 503, "down").flaws(make_f4),
              ElementsAre(HasSubstr("the controller has refused it"),
                          HasSubstr("it had to say \"Invalid pairing code\"")));
}
TEST(F4, FlagsEntriesThatAreWrong) {
  for (const char* const entry :
       {R"({"channel":"telegram","code":"A-B","id":"7"})",
        R"({"channel":"9","code":"AB","id":"7"})", R"({"channel":"telegram","code":"AB","id":""})",
        R"({"channel":"telegram","code":"AB","id":"7","createdAt":5})",
        R"({"channel":"telegram","code":"AB","id":"7","meta":null})"}) {
    CloudScript run = settled();
    run.at(10).lists(1).controller(1, kList).at(11);
    run.replies(1, 200, std::string(R"({"lastUpdated":"","requests":[)") + entry + "]}");
    EXPECT_THAT(run.answers(1, 200).flaws(make_f4), Contains(HasSubstr("it had to be 502")))
        << entry;
  }
}
TEST(F4, AcceptsChannelsWithDigits) {
  CloudScript run = settled();
  run.at(10).lists(1).controller(1, kList).at(11);
  run.replies(1, 200,
              R"({"lastUpdated":"","requests":[{"channel":"x2","code":"AB","id":"7","meta":{}}]})");
  EXPECT_THAT(run.answers(1, 502).flaws(make_f4), ElementsAre(HasSubstr("reply is right")));
}
TEST(F4, FlagsAListWithoutADate) {
  CloudScript run = settled();
  run.at(10).lists(1).controller(1, kList).at(11).replies(1, 200, R"({"requests":[]})");
  EXPECT_THAT(run.answers(1, 200).flaws(make_f4), Contains(HasSubstr("it had to be 502")));
}
TEST(F4, FlagsADeniedApprovalToldAsSuccess) {
  CloudScript run = settled();
  run.at(10).approves(1, "telegram", "AB").controller(1, kApproval).at(11);
  run.replies(1, 200, R"({"success":false,"message":"no such code"})");
  CloudScript right = run;
  EXPECT_THAT(right.answers(1, 500, "no such code").flaws(make_f4), IsEmpty());
  EXPECT_THAT(run.answers(1, 200, "no such code").flaws(make_f4),
              ElementsAre(HasSubstr("the controller has refused it")));
}
TEST(F4, FlagsATextThatIsNotFit) {
  CloudScript run = settled();
  run.at(10).approves(1, "telegram", "AB").controller(1, kApproval).at(11);
  run.replies(1, 400, R"({"error":"open '/root/x'"})");
  CloudScript right = run;
  EXPECT_THAT(right.answers(1, 500, "open '<path>'").flaws(make_f4), IsEmpty());
  EXPECT_THAT(run.answers(1, 500, "open '/root/x'").flaws(make_f4),
              ElementsAre(HasSubstr("not fit to be shown")));
}
TEST(F4, FlagsASecretInAnyCase) {
  Terms terms;
  terms.cloud.secrets = {"s3cret"};
  CloudScript run = settled();
  run.at(10).lists(1).controller(1, kList).at(11);
  run.replies(1, 200,
              R"({"lastUpdated":"","requests":[{"channel":"a","code":"S3CRET","id":"7"}]})");
  EXPECT_THAT(run.answers(1, 200, "", {"a/S3CRET"}).flaws(make_f4, terms),
              Contains(HasSubstr("it had to be 502")));
}

TEST(F6, AcceptsASuccessThatErasesTheList) {
  CloudScript run = old_approval();
  run.fly(1, "exec", {.machine = "m1", .detail = kApprove}).at(15).ok(1, {.exit_code = 0});
  run.kv("erase", "pairing:app:m1").answers(1, 200, "Pairing approved").at(100);
  EXPECT_THAT(run.flaws(make_f6), IsEmpty());
  EXPECT_GE(run.occasions(make_f6), 1U);
}
TEST(F6, FlagsThatTheListStays) {
  CloudScript run = old_approval();
  run.fly(1, "exec", {.machine = "m1", .detail = kApprove}).at(15).ok(1, {.exit_code = 0});
  EXPECT_THAT(run.answers(1, 200, "Pairing approved").at(100).flaws(make_f6),
              ElementsAre(HasSubstr("was not erased")));
}
TEST(F6, FlagsThatTheListStaysWhenTheClientHasHungUp) {
  CloudScript run = old_approval();
  run.fly(1, "exec", {.machine = "m1", .detail = kApprove}).at(12).answers(1, 0, "gave up").at(15);
  run.ok(1, {.exit_code = 0});
  CloudScript right = run;
  EXPECT_THAT(right.kv("erase", "pairing:app:m1").at(100).flaws(make_f6), IsEmpty());
  EXPECT_THAT(run.at(100).flaws(make_f6), ElementsAre(HasSubstr("was not erased")));
}
TEST(F6, FlagsASuccessToldAsFailure) {
  CloudScript run = old_approval();
  run.fly(1, "exec", {.machine = "m1", .detail = kApprove}).at(15).ok(1, {.exit_code = 0});
  run.kv("erase", "pairing:app:m1").answers(1, 500, "cache trouble");
  EXPECT_THAT(run.flaws(make_f6), ElementsAre(HasSubstr("although the exec approved it")));
}
TEST(F6, FlagsAFailureToldAsSuccess) {
  CloudScript run = old_approval();
  run.fly(1, "exec", {.machine = "m1", .detail = kApprove}).at(15).ok(1, {.exit_code = 1});
  EXPECT_THAT(run.answers(1, 200, "Pairing approved").flaws(make_f6),
              ElementsAre(HasSubstr("did not approve it"), HasSubstr("Approval failed")));
}

TEST(F6, FlagsAKilledCommandToldAsSuccess) {
  CloudScript run = old_approval();
  run.fly(1, "exec", {.machine = "m1", .detail = kApprove}).at(15);
  run.ok(1, {.exit_code = 0, .exit_signal = 9}).kv("erase", "pairing:app:m1");
  EXPECT_THAT(run.answers(1, 200, "Pairing approved").flaws(make_f6),
              Contains(HasSubstr("did not approve it")));
}
TEST(F6, FlagsThatTheListStaysWhereNobodyKnows) {
  CloudScript exec = old_approval();
  exec.fly(1, "exec", {.machine = "m1", .detail = kApprove}).at(15);
  for (CloudScript run : {CloudScript(exec).refused(1, 0, "broken"), exec.refused(1, 502, "")}) {
    run.answers(1, 503, "Approval failed: unknown error").at(30);
    EXPECT_THAT(run.flaws(make_f6), Contains(HasSubstr("was not erased")));
  }
}
TEST(F6, FlagsAnotherStatusOfAFailedExec) {
  CloudScript run = old_approval();
  run.fly(1, "exec", {.machine = "m1", .detail = kApprove}).at(15).refused(1, 409, "leased");
  CloudScript right = run;
  EXPECT_THAT(right.answers(1, 409, "Approval failed: leased").flaws(make_f6), IsEmpty());
  EXPECT_THAT(run.answers(1, 500, "Approval failed: leased").flaws(make_f6),
              ElementsAre(HasSubstr("it had to be 409")));
}
TEST(F6, FlagsAnErasureThatTakesLong) {
  CloudScript run = old_approval();
  run.fly(1, "exec", {.machine = "m1", .detail = kApprove}).at(15).ok(1, {.exit_code = 0});
  run.at(19).kv("erase", "pairing:app:m1").answers(1, 200, "Pairing approved");
  EXPECT_THAT(run.flaws(make_f6), ElementsAre(HasSubstr("was not erased by 18.000 s")));
}

TEST(F7, FlagsThatTheListStaysWhereNobodyKnows) {
  for (const std::int64_t status : {std::int64_t{0}, std::int64_t{200}, std::int64_t{503}}) {
    CloudScript run = settled();
    run.at(10).approves(1, "telegram", "AB").controller(1, kApproval).at(11);
    run.replies(1, status, "broken").answers(1, 503, "").at(30);
    EXPECT_THAT(run.flaws(make_f7), ElementsAre(HasSubstr("was not erased"))) << status;
  }
}
TEST(F7, AcceptsThatTheListStaysAfterARefusal) {
  for (const std::int64_t status : {std::int64_t{0}, std::int64_t{400}}) {
    CloudScript run = settled();
    run.at(10).approves(1, "telegram", "AB").controller(1, kApproval).at(11);
    run.replies(1, status, "unreachable").answers(1, 503, "").at(30);
    EXPECT_THAT(run.flaws(make_f7), IsEmpty()) << status;
  }
}
TEST(F7, AcceptsThatTheListIsErased) {
  CloudScript run = settled();
  run.at(10).approves(1, "telegram", "AB").controller(1, kApproval).at(11);
  run.replies(1, 200, R"({"success":true,"message":"Pairing approved"})");
  run.kv("erase", "pairing:app:m1").answers(1, 200, "Pairing approved").at(100);
  EXPECT_THAT(run.flaws(make_f7), IsEmpty());
  EXPECT_EQ(run.occasions(make_f7), 1U);
}
TEST(F7, FlagsThatTheListStays) {
  CloudScript run = settled();
  run.at(10).approves(1, "telegram", "AB").controller(1, kApproval).at(11);
  run.replies(1, 200, R"({"success":true,"message":"Pairing approved"})");
  run.kv("erase", "device-pairing:app:m1").answers(1, 200, "Pairing approved").at(100);
  EXPECT_THAT(run.flaws(make_f7), ElementsAre(HasSubstr("was not erased")));
}
TEST(F7, FlagsASuccessToldAsFailure) {
  CloudScript run = settled();
  run.at(10).approves(1, "telegram", "AB").controller(1, kApproval).at(11);
  run.replies(1, 200, R"({"success":true,"message":"Pairing approved"})");
  run.kv("erase", "pairing:app:m1").answers(1, 500, "cache trouble").at(100);
  EXPECT_THAT(run.flaws(make_f7), ElementsAre(HasSubstr("the controller approved it")));
}

}  // namespace
}  // namespace scenarios
