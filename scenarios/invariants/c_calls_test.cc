// C3, C4, C5: the command line calls.
#include <gmock/gmock.h>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/event_script.h"

namespace scenarios {
namespace {

using seen::EventScript;
using seen::Kind;
using seen::started;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(C3, AcceptsAThirdChannelThatWaitsForASlot) {
  EventScript run;
  run.at(0).config({"telegram", "discord", "slack"}).start().list(1, "telegram").list(2, "discord");
  run.at(4).answers(1, {}).list(3, "slack").at(6).answers(2, {}).list_devices(4).at(9);
  run.answers(3, {}).answers(4, {}).at(20);
  EXPECT_THAT(run.flaws(make_c3), IsEmpty());
  EXPECT_EQ(run.occasions(make_c3), 1U);
}
TEST(C3, AcceptsAnApprovalBetween) {
  EventScript run;
  run.at(0).config({"telegram", "discord"}).start().list(1, "telegram").list_devices(2);
  run.at(1).wants(1, "telegram", "A").at(4).answers(1, {}).approve(3, "telegram", "A");
  run.at(5).answers(2, {}).list(4, "discord").at(9).answers(4, {}).fails(3).at(20);
  EXPECT_THAT(run.flaws(make_c3), IsEmpty());
}
TEST(C3, FlagsAForgottenChannel) {
  EventScript run;
  run.at(0).config({"telegram", "discord"}).start().list(1, "telegram").list_devices(2);
  run.at(4).answers(1, {}).at(20);
  EXPECT_THAT(run.flaws(make_c3), ElementsAre(HasSubstr("did not list discord")));
}
TEST(C3, FlagsAConfigReadOnlyOnce) {
  EventScript run = started();
  run.at(20).config({"telegram", "slack"}).at(65).list(3, "telegram").list_devices(4);
  run.at(70).answers(3, {}).at(71);
  EXPECT_THAT(run.flaws(make_c3), ElementsAre(HasSubstr("did not list slack")));
}
TEST(C3, FlagsAChannelThatIsNotEnabled) {
  EventScript run = started();
  run.at(20).config({}).at(65).list(3, "telegram");
  EXPECT_THAT(run.flaws(make_c3), ElementsAre(HasSubstr("no channel")));
}
TEST(C3, AChangeAtTheBeginLeavesBothOpen) {
  EventScript run = started();
  run.at(65).config({"slack"}).list(3, "telegram").list_devices(4).at(70).answers(3, {}).at(71);
  EXPECT_THAT(run.flaws(make_c3), IsEmpty());
}
// Once it is told when the config is read, it is known what a refresh lists that had to wait.
TEST(C3, ARefreshListsWhatWasReadAtItsBegin) {
  for (const bool older : {false, true}) {
    EventScript run;
    run.config({"slack"}).start().reads_config().list(1, "slack").list_devices(2);
    run.at(5).answers(1, {}).answers(2, {});
    run.at(62).wants(1, "slack", "X").approve(3, "slack", "X").list_devices(4);
    if (older) run.at(65).reads_config();
    run.at(67).config({"slack", "telegram", "discord"});
    if (!older) run.at(68).reads_config();
    run.at(69).config({"discord"}).at(70).exits(3, 0).reply(1, 200, "ok").list(5, "slack");
    run.at(80).answers(5, {}).reads_config().list(6, "discord").at(85).answers(6, {}).at(86);
    EXPECT_EQ(run.flaws(make_c3).size(), older ? 0U : 1U);
    EXPECT_THAT(run.flaws(make_c4), IsEmpty());
  }
}
TEST(C3, FlagsAWrongArgv) {
  EventScript run;
  run.at(0).config({"telegram"}).start();
  run.list(1, "telegram", {"/usr/bin/openclaw", "pairing", "list", "telegram", "--json"});
  EXPECT_THAT(run.flaws(make_c3), IsEmpty());
  run.at(1).answers(1, {}).at(61).list(2, "telegram", {"openclaw", "pairing", "list", "telegram"});
  EXPECT_THAT(run.flaws(make_c3), ElementsAre(HasSubstr("--json")));
}
TEST(C3, WantsTheConfiguredDialect) {
  Terms kilo;
  kilo.dialect = DialectName::kilo;
  const auto calling = [](EventScript::Keys argv) {
    EventScript run;
    run.at(0).config({}).start().list_devices(1, std::move(argv));
    return run;
  };
  const EventScript theirs = calling({"/usr/local/bin/kilo", "device-pairing", "list", "--json"});
  const EventScript ours = calling({"/usr/local/bin/openclaw", "devices", "list", "--json"});
  const EventScript mixed = calling({"/usr/local/bin/kilo", "devices", "list", "--json"});
  EXPECT_THAT(theirs.flaws(make_c3, kilo), IsEmpty());
  EXPECT_THAT(ours.flaws(make_c3), IsEmpty());
  EXPECT_THAT(theirs.flaws(make_c3), ElementsAre(HasSubstr("had to be openclaw")));
  EXPECT_THAT(ours.flaws(make_c3, kilo), ElementsAre(HasSubstr("had to be kilo")));
  EXPECT_THAT(mixed.flaws(make_c3, kilo), ElementsAre(HasSubstr("device-pairing list")));
}

TEST(C4, AcceptsTwoAndTheVersion) {
  EventScript run = started();
  run.at(6).version(9).at(65).list(3, "telegram").list_devices(4).at(66);
  EXPECT_THAT(run.flaws(make_c4), IsEmpty());
  EXPECT_GT(run.occasions(make_c4), 0U);
}
TEST(C4, FlagsAThirdChild) {
  EventScript run = started();
  run.at(65)
      .list(3, "telegram")
      .list_devices(4)
      .wants(1, "telegram", "A")
      .approve(5, "telegram", "A");
  EXPECT_THAT(run.flaws(make_c4), ElementsAre(HasSubstr("3 command line children")));
}
TEST(C4, AnUnreapedChildKeepsItsSlot) {
  EventScript run = started();
  run.at(65)
      .list(3, "telegram")
      .list_devices(4)
      .at(66)
      .answers(3, {})
      .at(155)
      .term(4)
      .at(157)
      .kill(4);
  run.at(160).list(5, "telegram").list_devices(6);
  EXPECT_THAT(run.flaws(make_c4), ElementsAre(HasSubstr("3 command line children")));
}
TEST(C4, TheChildrenOfADeadControllerDoNotCount) {
  EventScript run = started();
  run.at(65).list(3, "telegram").list_devices(4).end().at(65.001).start();
  run.list(5, "telegram").list_devices(6).at(65.002).dies(3).dies(4).at(70);
  EXPECT_THAT(run.flaws(make_c4), IsEmpty());
}
// Three channels from 65 s on; an approval is wanted at `wanted`; a slot is free at 70 s.
EventScript crowded(double wanted, bool approval_next) {
  EventScript run = started();
  run.at(60).config({"telegram", "discord", "slack"});
  run.at(65).list(3, "telegram").list(4, "discord").at(wanted).wants(1, "telegram", "A");
  run.at(70).answers(3, {});
  approval_next ? run.approve(5, "telegram", "A") : run.list(5, "slack");
  return run.at(71);
}
TEST(C4, AcceptsTheApprovalNext) {
  EXPECT_THAT(crowded(66, true).flaws(make_c4), IsEmpty());
  EXPECT_EQ(crowded(66, false).occasions(make_c4), 4U);
}
TEST(C4, FlagsAListBeforeTheApproval) {
  EXPECT_THAT(crowded(66, false).flaws(make_c4), ElementsAre(HasSubstr("had to go next")));
  EXPECT_THAT(crowded(70, false).flaws(make_c4), IsEmpty());  // the same instant: cannot be told
}
TEST(C4, TwoSlotsFreeInOneInstantServeBoth) {
  EventScript run = started();
  run.at(60).config({"telegram", "discord", "slack"});
  run.at(65).list(3, "telegram").list(4, "discord").at(66).wants(1, "telegram", "A");
  run.at(70).answers(3, {}).answers(4, {}).list(5, "slack").approve(6, "telegram", "A").at(71);
  EXPECT_THAT(run.flaws(make_c4), IsEmpty());
}
TEST(C4, FlagsTwoOfAKind) {
  EventScript run = started();
  run.at(65).list_devices(3).at(67).list_devices(4);
  EXPECT_THAT(run.flaws(make_c4), ElementsAre(HasSubstr("one of a kind")));
}
// The refresh that waited for a slot has read the config from before: its only list is Slack's, so
// Telegram's at 80 s is of the next one.
TEST(C4, AcceptsTheNextRefreshAfterOneWithAnOlderConfig) {
  for (const bool had_all : {false, true}) {
    EventScript run;
    run.config({"slack"}).start().list(1, "slack").list_devices(2);
    run.at(5).answers(1, {}).answers(2, {});
    run.at(62).wants(1, "slack", "X").approve(3, "slack", "X").list_devices(4);
    if (had_all) run.at(63).config({"slack", "telegram", "discord"});
    run.at(67).config({"telegram"}).at(71).answers(4, {}).list(5, "slack");
    run.at(72).config({"discord", "telegram", "slack"}).at(80).answers(5, {}).list(6, "telegram");
    run.at(81).exits(3, 0).reply(1, 200, "ok").list(7, "discord");
    run.at(89).answers(6, {}).list(8, "slack").at(90);
    EXPECT_EQ(run.flaws(make_c4).size(), had_all ? 1U : 0U);
  }
}
// Likewise, but the next refresh begins as the first one's only list ends. A slot was free while
// that ran, so Telegram's cannot have been waiting since then.
TEST(C4, ARefreshCallsForNothingMoreOnceASlotWasFree) {
  EventScript run;
  run.config({"discord"}).start().list(1, "discord").list_devices(2);
  run.at(5).answers(1, {}).answers(2, {});
  run.at(62).wants(1, "discord", "X").approve(3, "discord", "X").list_devices(4);
  run.at(67).config({"discord", "telegram"}).at(71).answers(4, {}).list(5, "discord");
  run.at(72).exits(3, 0).reply(1, 200, "ok").at(73).list_devices(6);
  run.at(80).answers(5, {}).list(7, "telegram").at(81).answers(6, {}).list(8, "discord").at(82);
  EXPECT_THAT(run.flaws(make_c4), IsEmpty());
  run.at(83).answers(8, {}).list(9, "discord").at(84);
  EXPECT_THAT(run.flaws(make_c4), ElementsAre(HasSubstr("one of a kind")));
}
TEST(C4, ALookAtTheConfigBeginsARefresh) {
  for (const bool too_soon : {false, true}) {
    EventScript run;
    run.config({"slack", "telegram"}).start().reads_config().list(1, "slack").list(2, "telegram");
    run.at(5).answers(1, {}).at(6);
    if (!too_soon) run.answers(2, {});
    run.reads_config().list(3, "slack").at(7);
    EXPECT_EQ(run.flaws(make_c4).size(), too_soon ? 1U : 0U);
  }
}
TEST(C4, FlagsAnAnswerFromBeforeTheQuestion) {
  EventScript run = started();
  run.at(65).list(3, "telegram").at(66).asks(1, Kind::channels).at(70).answers(3, {});
  run.reply(1, 200, "refreshed");
  EXPECT_THAT(run.flaws(make_c4), ElementsAre(HasSubstr("only the refresh of channels")));
}
TEST(C4, AcceptsAnAnswerFromTheNextRefresh) {
  EventScript run = started();
  run.at(65).list(3, "telegram").at(66).asks(1, Kind::channels);
  run.at(70).answers(3, {}).list(4, "telegram").at(75).answers(4, {}).reply(1, 200, "refreshed");
  EXPECT_THAT(run.at(76).flaws(make_c4), IsEmpty());
}
TEST(C4, FlagsARefreshedThatFailedAndAStaleThatDidNot) {
  EventScript run = started();
  run.at(20).asks(1, Kind::devices).list_devices(3).at(25).fails(3).reply(1, 200, "refreshed");
  run.at(30).asks(2, Kind::devices).at(31).list_devices(4).at(35).answers(4, {});
  run.reply(2, 200, "stale");
  EXPECT_THAT(run.flaws(make_c4), ElementsAre(HasSubstr("had failed"), HasSubstr("not begun"),
                                              HasSubstr("had succeeded")));
}
// The next refresh cannot be spawned, so that it ends in the instant of the one before.
TEST(C4, AcceptsASuccessThatAFailureFollowsAtOnce) {
  EventScript run = started();
  run.at(20).asks(1, Kind::devices).list_devices(3).at(22).asks(2, Kind::devices).at(25);
  EventScript fails = run;
  run.answers(3, {}).spawn_fails(sim::CliPurpose::list_devices).reply(1, 200, "refreshed");
  // The list that the second is given is of this very instant, too.
  for (const char* told : {"refreshed", "stale"}) {
    EventScript all = run;
    all.reply(2, 200, told).at(26);
    EXPECT_THAT(all.flaws(make_c4), IsEmpty()) << told;
  }
  fails.fails(3).spawn_fails(sim::CliPurpose::list_devices).reply(2, 200, "refreshed");
  EXPECT_THAT(fails.reply(1, 200, "stale").at(26).flaws(make_c4),
              ElementsAre(HasSubstr("had failed")));
}
TEST(C4, FlagsAnApprovalThatNobodyRuns) {
  EventScript run = started();
  run.at(20).wants(1, "telegram", "A").at(21);
  EXPECT_THAT(run.flaws(make_c4), ElementsAre(HasSubstr("a slot is free")));
}
TEST(C4, AJoinedApprovalDoesNotWait) {
  EventScript run = started();
  run.at(20)
      .wants(1, "telegram", "Ab")
      .approve(3, "telegram", "Ab")
      .at(21)
      .wants(2, "telegram", "aB");
  run.at(25).exits(3, 0).reply(1, 200, "ok").reply(2, 200, "ok").list(4, "telegram").at(26);
  EXPECT_THAT(run.flaws(make_c4), IsEmpty());
}

// A hanging list is sent SIGTERM and SIGKILL so long after its spawn.
EventScript hanging(double term, double kill) {
  EventScript run = started();
  return run.at(65).list_devices(3).at(65 + term).term(3).at(65 + kill).kill(3).dies(3).at(200);
}
TEST(C5, AcceptsTheTimeOut) {
  EXPECT_THAT(hanging(90, 92).flaws(make_c5), IsEmpty());
  EXPECT_EQ(hanging(90, 92).occasions(make_c5), 1U);
}
TEST(C5, FlagsEarlyLateAndWithoutGrace) {
  EXPECT_THAT(hanging(89, 91).flaws(make_c5),
              ElementsAre(HasSubstr("its time-out was at 155.000")));
  EXPECT_THAT(hanging(91, 93).flaws(make_c5), ElementsAre(HasSubstr("SIGTERM at 155.000 s")));
  EXPECT_THAT(hanging(90, 93).flaws(make_c5), ElementsAre(HasSubstr("SIGKILL at 157.000 s")));
  EXPECT_THAT(hanging(90, 91).flaws(make_c5), ElementsAre(HasSubstr("less than 2.000 s")));
}
TEST(C5, ApprovalsHaveTheirOwn) {
  EventScript run = started();
  run.at(20).wants(1, "telegram", "A").approve(3, "telegram", "A").at(199).term(3).dies(3);
  EXPECT_THAT(run.flaws(make_c5), ElementsAre(HasSubstr("200.000 s")));
}
TEST(C5, AStopMaySignalAtAnyTime) {
  EventScript run = started();
  run.at(65).list_devices(3).at(66).stop(1).term(3).at(68).kill(3).dies(3).at(99);
  EXPECT_THAT(run.flaws(make_c5), IsEmpty());
}
TEST(C5, FlagsEntriesBeyondTheCap) {
  EventScript run = started();
  run.at(65).list(3, "telegram").at(70).reads(3, {"ABC"}).exits(3, 0, true, 1048577);
  EXPECT_THAT(run.at(71).flaws(make_c5), IsEmpty());
  EXPECT_EQ(run.occasions(make_c5), 1U);
  EXPECT_THAT(run.shows({"telegram/ABC"}).at(72).flaws(make_c5), ElementsAre(HasSubstr("its cap")));
}
TEST(C5, FlagsACallerWhoWaitsForAnUnkillableChild) {
  EventScript run = started();
  run.at(20).wants(1, "telegram", "A").approve(3, "telegram", "A").at(200).term(3).at(202).kill(3);
  EXPECT_THAT(run.at(203).flaws(make_c5), IsEmpty());
  EXPECT_THAT(run.at(203.5).flaws(make_c5), ElementsAre(HasSubstr("is not reaped")));
}

}  // namespace
}  // namespace scenarios
