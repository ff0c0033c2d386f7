// C10, C13, C14: approvals, the stop, freshness.
#include <gmock/gmock.h>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/event_script.h"

namespace scenarios {
namespace {

using seen::EventScript;
using seen::Kind;
using seen::kLater;
using seen::started;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// T1 is shown since 66 s, and a client wants it approved at 70 s with pid 4.
EventScript approving() {
  EventScript run = started();
  run.at(60).pending("telegram", "T1", kLater).at(65).list(3, "telegram").at(66);
  run.answers(3, {"T1"}).shows({"telegram/T1"});
  return run.at(70).wants(1, "telegram", "t1").approve(4, "telegram", "t1").at(75);
}
// Approved at 75 s; the refresh that follows has pid 5.
EventScript approved() {
  return approving().exits(4, 0).list(5, "telegram").reply(1, 200, "Pairing approved");
}

TEST(C10, AcceptsThatItIsGone) {
  EventScript run = approved();
  run.shows({}).at(80).answers(5, {}).at(90);
  EXPECT_THAT(run.flaws(make_c10), IsEmpty());
  EXPECT_EQ(run.occasions(make_c10), 1U);
}
TEST(C10, AcceptsThatALaterListShowsItAnew) {
  EventScript run = approved();
  run.shows({}).at(80).answers(5, {}).at(140).list(6, "telegram").at(141).answers(6, {"T1"});
  EXPECT_THAT(run.shows({"telegram/T1"}).at(150).flaws(make_c10), IsEmpty());
}
TEST(C10, FlagsThatItStays) {
  EXPECT_THAT(approved().at(76).flaws(make_c10), ElementsAre(HasSubstr("telegram/T1")));
}
TEST(C10, FlagsThatAnOlderListBringsItBack) {
  EventScript run = approving();
  run.list(5, "telegram").reads(5, {"T1"}).at(76).exits(4, 0).reply(1, 200, "ok").shows({});
  run.at(77).exits(5, 0, true).shows({"telegram/T1"}).list(6, "telegram").at(78);
  EXPECT_THAT(run.flaws(make_c10), ElementsAre(HasSubstr("approved")));
}
TEST(C10, FlagsAnUnknownOutcomeToldAsFailure) {
  EventScript run = approving();
  run.dies(4).list(5, "telegram").reply(1, 500, "Approval failed").at(76);
  EXPECT_THAT(run.flaws(make_c10), ElementsAre(HasSubstr("its outcome is unknown")));
}
TEST(C10, AcceptsAnUnknownOutcomeToldAsSuch) {
  EventScript run = approving();
  run.dies(4).list(5, "telegram").reply(1, 500, "Approval outcome unknown: killed").at(76);
  EXPECT_THAT(run.flaws(make_c10), IsEmpty());
}
TEST(C10, FlagsABlindRetry) {
  EventScript run = approving();
  run.dies(4).list(5, "telegram").approve(6, "telegram", "t1").at(76);
  run.reply(1, 500, "unknown outcome");
  EXPECT_THAT(run.flaws(make_c10),
              ElementsAre(HasSubstr("although no client asks"), HasSubstr("was not told")));
}
// Once asked for it is carried out, whether the client waits or not; but only once.
TEST(C10, AcceptsAnApprovalWhoseClientLeftBefore) {
  EventScript run = started();
  run.at(20).wants(1, "telegram", "A").at(21).reply(1, 0, "gave up").at(22);
  run.approve(3, "telegram", "A").at(25).fails(3).at(26);
  EXPECT_THAT(run.flaws(make_c10), IsEmpty());
  run.approve(4, "telegram", "A").at(27);
  EXPECT_THAT(run.flaws(make_c10), ElementsAre(HasSubstr("no client asks for it")));
}
TEST(C10, FlagsThatNoRefreshFollows) {
  EventScript run = approving();
  run.exits(4, 0).reply(1, 200, "ok").shows({}).at(76);
  EXPECT_THAT(run.flaws(make_c10), ElementsAre(HasSubstr("had to follow")));
}
TEST(C10, WaitsForTheRefreshInFlight) {
  EventScript run = approving();
  run.list(5, "telegram").at(76).exits(4, 0).reply(1, 200, "ok").shows({});
  run.at(80).answers(5, {}).list(6, "telegram").at(81);
  EXPECT_THAT(run.flaws(make_c10), IsEmpty());
}
// The config changed while the refresh waited for its turn, so whether it lists one channel or two
// nobody can tell: the call at 181 s may be its second, or the one that has to follow.
TEST(C10, AcceptsACallThatMayBeTheRefreshThatFollows) {
  for (const bool follows : {true, false}) {
    EventScript run;
    run.config({"telegram"}).start().list(1, "telegram").list_devices(2).config({"slack"});
    run.at(90).fails(1).list(3, "slack").fails(2).at(95).list_devices(4);
    run.at(120).wants(1, "telegram", "X").config({"telegram"});
    run.at(180).fails(3).approve(5, "telegram", "X").at(181).dies(5);
    if (follows) run.list(6, "telegram");
    run.reply(1, 500, "outcome unknown").at(185).fails(4);
    if (follows) run.at(200).fails(6);
    run.at(272);
    EXPECT_EQ(run.flaws(make_c10).size(), follows ? 0U : 1U);
  }
}
TEST(C10, FlagsARefreshAfterARefusal) {
  EventScript run = approving();
  run.exits(4, 1).reply(1, 500, "no such request");
  EXPECT_THAT(run.at(76).flaws(make_c10), IsEmpty());
  EventScript more = approving();
  more.exits(4, 1).reply(1, 500, "no such request").list(5, "telegram").at(76);
  EXPECT_THAT(more.flaws(make_c10), ElementsAre(HasSubstr("definitely refused")));
}
// In the very instant in which its time is up, at 75 s, it may have been given up first.
TEST(C10, AcceptsARefreshAfterARefusalAtTheDeadline) {
  for (const int seconds : {5, 6}) {
    Terms terms;
    terms.approve_timeout = std::chrono::seconds(seconds);
    EventScript run = approving();
    run.exits(4, 1).reply(1, 500, "outcome unknown").list(5, "telegram").at(76);
    EXPECT_EQ(run.flaws(make_c10, terms).empty(), seconds == 5);
  }
}

// A stop at 67 s while two lists run and two clients wait.
EventScript stopping() {
  EventScript run = started();
  run.at(65).list(3, "telegram").list_devices(4).at(66).asks(1, Kind::devices);
  return run.wants(2, "telegram", "A").at(67).stop(3);
}
EventScript stopped() {
  EventScript run = stopping();
  return run.term(3).term(4).reply(1, 200, "stale").reply(2, 500, "Cache is shutting down");
}
TEST(C13, AcceptsAStopInTheMiddle) {
  EventScript run = stopped();
  run.at(67.1).reads(3, {"T1"}).exits(3, 0, true).at(68).line("pairing").at(69).kill(4).dies(4);
  run.wants(4, "telegram", "B").reply(4, 500, "Cache is shutting down").at(70).reply(3, 200, "");
  run.end().at(200);
  for (const auto make : {make_c2, make_c4, make_c5, make_c6, make_c10, make_c13, make_l1}) {
    EXPECT_THAT(run.flaws(make), IsEmpty());
  }
  EXPECT_EQ(run.occasions(make_c13), 1U);
}
TEST(C13, FlagsASpawn) {
  EXPECT_THAT(stopped().at(68).list(5, "telegram").flaws(make_c13),
              ElementsAre(HasSubstr("after the stop at 67.000 s")));
  EXPECT_THAT(stopped().end().at(69).list(5, "telegram").flaws(make_c13),
              ElementsAre(HasSubstr("no controller runs")));
}
TEST(C13, FlagsClientsAndChildrenLeftAlone) {
  EXPECT_THAT(stopping().at(67.001).flaws(make_c13),
              testing::UnorderedElementsAre(HasSubstr("a refresh has no answer"),
                                            HasSubstr("telegram/A has no answer"),
                                            HasSubstr("pid 3"), HasSubstr("pid 4")));
  EXPECT_THAT(stopped().at(69.001).flaws(make_c13),
              ElementsAre(HasSubstr("SIGKILL at 69.000 s"), HasSubstr("SIGKILL at 69.000 s")));
}
TEST(C13, FlagsAnotherAnswer) {
  EventScript run = stopping();
  run.term(3).term(4).reply(1, 200, "stale").reply(2, 500, "oops").at(67.1);
  EXPECT_THAT(run.flaws(make_c13), ElementsAre(HasSubstr("\"oops\"")));
}
TEST(C13, FlagsALateResult) {
  EventScript run = stopped();
  run.at(67.1).reads(3, {"T1"}).exits(3, 0, true).shows({"telegram/T1"}).at(68);
  EXPECT_THAT(run.flaws(make_c13), ElementsAre(HasSubstr("after the cache was stopped")));
}
TEST(C13, AcceptsThatASpawnFailsInTheInstantOfTheStop) {
  for (const double later : {0.0, 0.1}) {
    EventScript run = started();
    run.at(66).wants(2, "telegram", "A").stop(3);
    run.spawn_fails(EventScript::Purpose::approve_channel).at(66 + later);
    run.reply(2, 500, "could not be started").at(67);
    EXPECT_EQ(run.flaws(make_c13).empty(), later == 0);
  }
}
// The stop is heard at the end of that instant.
TEST(C13, AcceptsAResultInTheInstantOfTheStop) {
  EventScript run = started();
  run.at(65).shows({}, 5).list(3, "telegram").reads(3, {"T1"}).at(67).stop(3);
  run.exits(3, 0, true).shows({"telegram/T1"}, 67).at(68);
  for (const auto make : {make_c6, make_c8, make_c13, make_c15}) {
    EXPECT_THAT(run.flaws(make), IsEmpty());
  }
}

// T1 comes at 20 s, announced or not. The lists before took 5 s.
EventScript waiting(bool announced) {
  EventScript run = started();
  run.at(20).pending("telegram", "T1", kLater);
  return announced ? run.line("pairing request") : run;
}
TEST(C14, AcceptsAnnouncedInTime) {
  EventScript run = waiting(true);
  run.at(22).list(3, "telegram").list_devices(4).at(27).answers(3, {"T1"}).shows({"telegram/T1"});
  EXPECT_THAT(run.at(300).flaws(make_c14), IsEmpty());
  EXPECT_EQ(run.occasions(make_c14), 1U);
}
TEST(C14, FlagsAnnouncedTooLate) {
  EXPECT_THAT(waiting(true).at(37).flaws(make_c14), IsEmpty());
  EXPECT_THAT(waiting(true).at(37.1).flaws(make_c14), ElementsAre(HasSubstr("by 37.000 s")));
}
TEST(C14, FlagsUnannouncedTooLate) {
  EXPECT_THAT(waiting(false).at(90).flaws(make_c14), IsEmpty());
  EXPECT_THAT(waiting(false).at(90.1).flaws(make_c14), ElementsAre(HasSubstr("by 90.000 s")));
}
TEST(C14, ASlowRefreshMovesTheBound) {
  EventScript run = waiting(true);
  run.at(22).list(3, "telegram").list_devices(4).at(60).answers(3, {"T1"}).shows({"telegram/T1"});
  EXPECT_THAT(run.at(61).flaws(make_c14), IsEmpty());
}
TEST(C14, BackOffApprovalsAndExpirySuspendIt) {
  EventScript run = waiting(true);
  run.at(22).list(3, "telegram").at(27).fails(3).at(100).answers(3, {}).at(200);
  EXPECT_THAT(run.flaws(make_c14), IsEmpty());
  EventScript busy = waiting(true);
  busy.at(21).wants(1, "telegram", "X").approve(3, "telegram", "X").at(110).fails(3);
  EXPECT_THAT(busy.at(150).flaws(make_c14), IsEmpty());
  EventScript expired = started();
  expired.at(20).pending("telegram", "T1", 30).line("pairing").at(31).version(9).at(300);
  EXPECT_THAT(expired.flaws(make_c14), IsEmpty());
}
TEST(C14, DevicesCountFromWhenTheGatewayListens) {
  EventScript run = started();
  run.at(6).device_pending("r1", kLater).at(100).listening().at(169);
  EXPECT_THAT(run.flaws(make_c14), IsEmpty());
  EXPECT_THAT(run.at(171).flaws(make_c14), ElementsAre(HasSubstr("counted from 100.000 s")));
}
TEST(C14, WhatTheStoreDidNotHandOutCannotBeServed) {
  EventScript run = waiting(true);
  run.at(22).list(3, "telegram").at(27).answers(3, {}).at(300);
  EXPECT_THAT(run.flaws(make_c14), IsEmpty());
}

}  // namespace
}  // namespace scenarios
