// C1, C2, C12: when refreshes begin.
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

TEST(C1, AcceptsAStartAtOnce) {
  EXPECT_THAT(started().flaws(make_c1), IsEmpty());
  EXPECT_EQ(started().occasions(make_c1), 1U);
}
TEST(C1, AcceptsNoChannelsAndTooFewSlots) {
  EventScript run;
  run.at(0).no_config().start().list_devices(1).at(5);
  EXPECT_THAT(run.flaws(make_c1), IsEmpty());
  EventScript full;
  full.at(0).config({"telegram", "discord", "slack"}).start();
  full.list(1, "telegram").list(2, "discord").at(5);
  EXPECT_THAT(full.flaws(make_c1), IsEmpty());
}
TEST(C1, TheConfigMayChangeToAndFroInTheInstantOfTheStart) {
  for (const bool changes : {false, true}) {
    EventScript run;
    run.at(0).config({"telegram"}).start();
    if (changes) run.no_config().config({"telegram"});
    EXPECT_EQ(run.list_devices(1).at(5).flaws(make_c1).empty(), changes);
  }
}
TEST(C1, FlagsALateStart) {
  EventScript run;
  run.at(0).config({"telegram"}).start().list(1, "telegram").at(0.001).list_devices(2).at(1);
  EXPECT_THAT(run.flaws(make_c1), ElementsAre(HasSubstr("had to begin 2")));
}

// Devices fail at 4 s, the channels end at `channels`, and the devices are tried again at `retry`.
EventScript booting(double channels, double retry) {
  EventScript run;
  run.at(0).config({"telegram"}).start().list(1, "telegram").list_devices(2);
  run.at(4).fails(2);
  if (channels < retry) run.at(channels).answers(1, {});
  run.at(retry).list_devices(3);
  if (channels >= retry) run.at(channels).answers(1, {});
  return run;
}
TEST(C1, AcceptsARetryAfterFiveSeconds) {
  EXPECT_THAT(booting(3, 9).flaws(make_c1), IsEmpty());
  EXPECT_THAT(booting(3, 9).flaws(make_c2), IsEmpty());
  EXPECT_THAT(booting(3, 9).flaws(make_c12), IsEmpty());
}
// The period is shorter than the time to the retry, which is then no reason to complain.
TEST(C1, AcceptsARetryLaterThanAPeriod) {
  Terms brief;
  brief.period = std::chrono::seconds(3);
  const auto booting_for = [](double retry) {
    EventScript run;
    run.at(0).config({}).start().list_devices(1).at(4).fails(1).at(retry).list_devices(2);
    return run;
  };
  EXPECT_THAT(booting_for(9).flaws(make_c1, brief), IsEmpty());
  EXPECT_THAT(booting_for(9).flaws(make_c2, brief), IsEmpty());
  EXPECT_THAT(booting_for(9).flaws(make_l5, brief), IsEmpty());
  EXPECT_THAT(booting_for(9.1).flaws(make_c1, brief), ElementsAre(HasSubstr("by 9.000 s")));
  EXPECT_THAT(booting_for(9.1).flaws(make_c2, brief), ElementsAre(HasSubstr("by 9.000 s")));
  EXPECT_THAT(booting_for(9.1).flaws(make_l5, brief), ElementsAre(HasSubstr("by 9.000 s")));
}
TEST(C1, TheRoundMayEndWithTheChannels) {
  EXPECT_THAT(booting(7, 12).flaws(make_c1), IsEmpty());
  EXPECT_THAT(booting(7, 9).flaws(make_c1), IsEmpty());
}
TEST(C1, FlagsAnEarlyRetry) {
  EXPECT_THAT(booting(3, 8.9).flaws(make_c1), ElementsAre(HasSubstr("less than 5.000 s")));
}
// The refresh that the first client asked for could not even be started; in the same instant a
// second client asks.
TEST(C1, AcceptsTwoClientsInOneInstant) {
  for (const bool asked : {true, false}) {
    EventScript run;
    run.config({"telegram"}).start().list(1, "telegram").list_devices(2);
    run.at(5).answers(1, {}).fails(2).at(7).asks(1, Kind::devices);
    run.spawn_fails(sim::CliPurpose::list_devices).reply(1, 200, "stale");
    if (asked) run.asks(2, Kind::devices);
    run.list_devices(3).at(8).answers(3, {});
    EXPECT_EQ(run.flaws(make_c1).size(), asked ? 0U : 1U);
  }
}
TEST(C1, FlagsALateRetry) {
  EXPECT_THAT(booting(3, 9.1).flaws(make_c1), ElementsAre(HasSubstr("by 9.000 s")));
}
TEST(C1, BackOffAfterTheBootWindow) {
  EventScript run;
  run.at(0).config({}).start().list_devices(1).at(296).fails(1).at(301).list_devices(2);
  run.at(302).fails(2).at(340);
  EXPECT_THAT(run.flaws(make_c1), IsEmpty());  // the next is due at 362 s
  run.at(341).list_devices(3);
  EXPECT_THAT(run.flaws(make_c2), SizeIs(1));
}

// The second round begins at `begin`.
EventScript periodic(double begin) {
  EventScript run = started();
  run.at(begin).list(3, "telegram").list_devices(4).at(begin + 5).answers(3, {}).answers(4, {});
  return run;
}
TEST(C2, AcceptsThePeriod) {
  EXPECT_THAT(periodic(65).flaws(make_c2), IsEmpty());
  EXPECT_EQ(periodic(65).occasions(make_c2), 2U);
}
TEST(C2, CountsFromTheEndOfTheSlowerKind) {
  EventScript run;
  run.at(0).config({"telegram"}).start().list(1, "telegram").list_devices(2);
  run.at(5).answers(1, {}).at(20).answers(2, {}).at(80).list(3, "telegram").list_devices(4).at(81);
  EXPECT_THAT(run.flaws(make_c2), IsEmpty());
}
TEST(C2, FlagsTooEarly) {
  EXPECT_THAT(periodic(64.9).flaws(make_c2), Each(HasSubstr("due at 65.000 s")));
  EXPECT_THAT(periodic(64.9).flaws(make_c2), SizeIs(2));
}
TEST(C2, FlagsTooLate) {
  EXPECT_THAT(periodic(65.1).flaws(make_c2), Each(HasSubstr("by 65.000 s")));
  EXPECT_THAT(periodic(65.1).flaws(make_c2), SizeIs(2));
}
TEST(C2, WaitsWhileNoSlotIsFree) {
  EventScript run = started();
  run.at(60).approve(8, "telegram", "A").approve(9, "telegram", "B").at(90).fails(8);
  run.list(3, "telegram").at(95).answers(3, {}).list_devices(4).at(99);
  EXPECT_THAT(run.flaws(make_c2), IsEmpty());
}
TEST(C2, AClientOrAnApprovalExplainsARefresh) {
  EventScript run = started();
  run.at(20).asks(1, Kind::channels).list(3, "telegram").asks(2, Kind::channels);
  run.at(25).answers(3, {}).reply(1, 200, "refreshed").list(4, "telegram");
  run.at(30).answers(4, {}).reply(2, 200, "refreshed");
  run.at(40).wants(3, "telegram", "A").approve(5, "telegram", "A");
  run.at(44)
      .exits(5, 0)
      .list(6, "telegram")
      .reply(3, 200, "Pairing approved")
      .at(49)
      .answers(6, {});
  EXPECT_THAT(run.flaws(make_c2), IsEmpty());
  run.at(50).list(7, "telegram");
  EXPECT_THAT(run.flaws(make_c2), ElementsAre(HasSubstr("begun at 50.000 s")));
}
// No channel is enabled at 65 s, when the refresh of both is due: that of channels has nothing to
// call for, and that of devices, which waits for the approval, ends at 95 s.
TEST(C2, AHiddenRefreshMayBeOneRoundWithAWaitingOne) {
  Terms one_slot;
  one_slot.max_concurrent_cli = 1;
  EventScript run;
  run.at(0).config({"telegram"}).start().list(1, "telegram").at(3).answers(1, {}).list_devices(2);
  run.at(5).answers(2, {}).at(6).config({}).at(60).wants(1, "telegram", "A");
  run.approve(3, "telegram", "A").at(66).config({"telegram"}).at(90).fails(3);
  run.reply(1, 500, "no").list_devices(4).at(95).answers(4, {});
  EXPECT_THAT(run.at(155).flaws(make_c2, one_slot), IsEmpty());
  EXPECT_THAT(run.at(156).list_devices(5).flaws(make_c2, one_slot),
              Contains(HasSubstr("had to begin by 155.000 s")));
}
TEST(C2, HiddenRefreshesDelayTheNext) {
  EventScript run = started();
  run.at(30).no_config().at(65).list_devices(3).at(70).answers(3, {});
  run.at(100).config({"telegram"}).at(125).list(4, "telegram").at(129);
  EXPECT_THAT(run.flaws(make_c2), IsEmpty());
}

// Channels fail at 5 s, are listed again at `second` and fail, and again at `third`. The list of
// the devices takes all that time.
EventScript failing(double second, double third) {
  EventScript run;
  run.at(0).config({"telegram"}).start().list(1, "telegram").list_devices(2);
  run.at(5).fails(1).at(second).list(3, "telegram").at(second + 1).fails(3);
  return run.at(third).list(4, "telegram");
}
TEST(C12, AcceptsThirtyAndSixty) {
  Terms terms;
  terms.period = std::chrono::seconds(10);
  EXPECT_THAT(failing(35, 96).flaws(make_c12, terms), IsEmpty());
  EXPECT_GE(failing(35, 96).occasions(make_c12, terms), 2U);
}
TEST(C12, FlagsTooSoonAndNotDoubled) {
  Terms terms;
  terms.period = std::chrono::seconds(10);
  EXPECT_THAT(failing(34, 96).flaws(make_c12, terms), Each(HasSubstr("back-off")));
  EXPECT_THAT(failing(34, 96).flaws(make_c12, terms), testing::Not(IsEmpty()));
  EXPECT_THAT(failing(35, 70).flaws(make_c12, terms),
              ElementsAre(HasSubstr("lasts until 96.000 s")));
}
TEST(C12, FlagsTooLong) {
  Terms terms;
  terms.period = std::chrono::seconds(10);
  EXPECT_THAT(failing(35, 97).flaws(make_c12, terms), ElementsAre(HasSubstr("over at 96.000 s")));
}
TEST(C12, ARefreshThatCannotEvenBeSpawnedBacksOff) {
  EventScript run = started();
  run.at(65).spawn_fails(sim::CliPurpose::list_channel).list_devices(3).at(66).answers(3, {});
  EXPECT_THAT(run.flaws(make_c12), IsEmpty());
  run.at(80).line("pairing").at(94).list(4, "telegram");
  EXPECT_THAT(run.flaws(make_c12), ElementsAre(HasSubstr("until 95.000 s")));
}
// What the refresh at 10 s lists is not known, but the next one shows that it is over: it was a
// success, and the failure after it is the first of a new series.
TEST(C12, BeginsAnewAfterASuccessOfUnknownConfig) {
  for (const double next : {44.0, 43.0}) {
    EventScript run;
    run.config({"telegram", "discord"}).start().list(1, "telegram").list(2, "discord");
    run.at(5).fails(1).fails(2).list_devices(3);
    run.at(10).asks(1, Kind::channels).asks(2, Kind::channels).config({"discord"});
    run.list(4, "discord").at(12).answers(4, {}).reply(1, 200, "refreshed").list(5, "discord");
    run.at(14).fails(5).reply(2, 200, "stale").at(next).list(6, "discord").at(next + 1);
    Terms terms;
    terms.period = std::chrono::seconds(10);
    EXPECT_EQ(run.flaws(make_c12, terms).size(), next < 44 ? 1U : 0U);
  }
}
// A list that ends in the tick of its time-out, with exit code 0: the controller may count it as a
// success or as a failure. A moment sooner it is a success.
TEST(C12, AnEndAtTheTickMayBeEither) {
  Terms terms;
  terms.period = std::chrono::seconds(10);
  terms.list_timeout = std::chrono::seconds(90);
  const auto flaws = [&terms](double ended, double next) {
    EventScript run;
    run.config({}).start().list_devices(1).at(5).answers(1, {}).at(15).list_devices(2);
    run.at(ended).answers(2, {}).at(next).list_devices(3).at(next + 1);
    return run.flaws(make_c2, terms).size() + run.flaws(make_c12, terms).size();
  };
  EXPECT_EQ(flaws(105, 115), 0U);
  EXPECT_EQ(flaws(105, 135), 0U);
  EXPECT_EQ(flaws(105, 114), 1U);
  EXPECT_EQ(flaws(105, 136), 1U);
  EXPECT_EQ(flaws(104.9, 114.9), 0U);
  EXPECT_EQ(flaws(104.9, 134.9), 1U);
}
TEST(C12, ClientsIgnoreIt) {
  EventScript run = failing(65, 135);
  run.at(140).fails(4).at(150).asks(1, Kind::channels).list(5, "telegram");
  EXPECT_THAT(run.flaws(make_c12), IsEmpty());
}
TEST(C12, FlagsAClientThatWaitsForItsEnd) {
  EventScript run = failing(65, 135);
  run.at(140).fails(4).at(150).asks(1, Kind::channels).at(160);
  EXPECT_THAT(run.flaws(make_c12), ElementsAre(HasSubstr("had to begin at once")));
}
TEST(C12, FlagsAKindThatWaitsForTheOther) {
  Terms terms;
  terms.period = std::chrono::seconds(10);
  EventScript run;
  run.at(0).config({"telegram"}).start().list(1, "telegram").list_devices(2);
  run.at(5).fails(1).answers(2, {}).at(20);
  EXPECT_THAT(run.flaws(make_c12, terms),
              testing::Contains(HasSubstr("each kind does so for itself")));
}
TEST(C12, FlagsABackOffThatBringsARefreshForward) {
  EXPECT_THAT(failing(35, 96).flaws(make_c12), testing::Contains(HasSubstr("only ever delays")));
}
// Without a debounce: the first line begins a refresh, and the second, in the same instant, is owed
// one more.
TEST(C12, ALineInTheInstantOfABeginMayCallForOneMore) {
  for (const bool second : {true, false}) {
    EventScript run = started();
    run.at(20).line("pairing request").list(3, "telegram").list_devices(4);
    if (second) run.line("pairing request");
    run.at(21).answers(3, {}).answers(4, {}).at(22).list(5, "telegram").list_devices(6);
    Terms terms;
    terms.debounce = controller::Duration::zero();
    EXPECT_EQ(run.at(23).flaws(make_c2, terms).size(), second ? 0U : 2U);
  }
}
TEST(C12, ServesATriggerAtTheEnd) {
  EventScript run;
  run.at(0).config({"telegram"}).start().list(1, "telegram").list_devices(2);
  run.at(5).fails(1).answers(2, {}).at(20).line("pairing").at(22).list_devices(3);
  run.at(24).answers(3, {}).at(35).list(4, "telegram").at(40);
  EXPECT_THAT(run.flaws(make_c12), IsEmpty());
  EXPECT_THAT(run.flaws(make_l4), IsEmpty());
}
TEST(C12, FlagsAForgottenTrigger) {
  EventScript run;
  run.at(0).config({"telegram"}).start().list(1, "telegram").list_devices(2);
  run.at(5).fails(1).answers(2, {}).at(20).line("pairing").at(22).list_devices(3);
  run.at(24).answers(3, {}).at(36);
  EXPECT_THAT(run.flaws(make_c12), ElementsAre(HasSubstr("at 35.000 s")));
}

}  // namespace
}  // namespace scenarios
