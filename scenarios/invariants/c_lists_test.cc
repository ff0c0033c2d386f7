// C6 to C9, C11, C15: what the lists show.
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

// Two channels, each with one request, shown since 5 s; the next refresh has begun at 65 s with
// pids 4 and 5.
EventScript two_channels() {
  EventScript run;
  run.at(0).config({"telegram", "discord"}).start().pending("telegram", "T1", kLater);
  run.pending("discord", "D1", kLater).list(1, "telegram").list(2, "discord");
  run.at(4).answers(1, {"T1"}).list_devices(3).at(5).answers(2, {"D1"});
  run.shows({"telegram/T1", "discord/D1"}, 5).at(6).answers(3, {});
  return run.at(66).list(4, "telegram").list(5, "discord");
}
// The same, one refresh further: telegram found T2 instead, discord fared as told by `end`.
template <class End>
EventScript refreshed(End end, EventScript::Keys shown) {
  EventScript run = two_channels();
  run.at(68).answers(4, {"T2"}).list_devices(6).at(70);
  end(run);
  return run.shows(std::move(shown), 70).at(71);
}
constexpr auto kFails = [](EventScript& run) { run.fails(5); };
constexpr auto kGarbled = [](EventScript& run) { run.exits(5, 0, false); };
constexpr auto kAnswers = [](EventScript& run) { run.answers(5, {"D2"}); };

void all_accept(const EventScript& run) {
  for (const auto make :
       {make_c5, make_c6, make_c7, make_c8, make_c9, make_c10, make_c11, make_c13, make_c15}) {
    EXPECT_THAT(run.flaws(make), IsEmpty());
  }
}

TEST(Lists, AllAcceptRightRuns) {
  all_accept(two_channels());
  all_accept(refreshed(kAnswers, {"discord/D2", "telegram/T2"}));
  all_accept(refreshed(kFails, {"discord/D1", "telegram/T2"}));
  all_accept(refreshed(kGarbled, {"discord/D1", "telegram/T2"}));
}
TEST(Lists, AllAcceptAConfigThatChangesAtTheBegin) {
  EventScript run = two_channels();
  run.at(67).answers(4, {"T1"}).answers(5, {"D1"}).at(127).config({"telegram"});
  run.list(7, "telegram").list_devices(8).at(130).answers(7, {"T2"});
  EventScript older = run;
  all_accept(run.shows({"telegram/T2"}, 130).at(140));
  older.list(9, "discord").at(135).answers(9, {"D1"});
  all_accept(older.shows({"telegram/T2", "discord/D1"}, 135).at(140));
}

TEST(C6, FlagsWhatIsLost) {
  EXPECT_THAT(refreshed(kAnswers, {"telegram/T2"}).flaws(make_c6),
              ElementsAre(HasSubstr("discord/D2 at 70.000 s was listed")));
}
TEST(C6, FlagsWhatNobodyListed) {
  EXPECT_THAT(refreshed(kAnswers, {"discord/D2", "telegram/T2", "telegram/X"}).flaws(make_c6),
              ElementsAre(HasSubstr("telegram/X")));
}
TEST(C6, FlagsWhatStays) {
  EXPECT_THAT(refreshed(kAnswers, {"discord/D2", "telegram/T2", "telegram/T1"}).flaws(make_c6),
              ElementsAre(HasSubstr("listed it no more")));
}
// A list that ends in the tick of its time-out, with exit code 0, may be shown or not. A moment
// sooner it must be.
TEST(C6, AListThatEndsAtTheTickMayCountOrNot) {
  const auto flaws = [](double ended, const EventScript::Keys& shown) {
    Terms terms;
    terms.list_timeout = std::chrono::seconds(90);
    EventScript run = started();
    run.at(65).list(3, "telegram").list_devices(4).at(66).answers(4, {});
    run.at(ended).answers(3, {"T1"}).shows(shown, 155).at(160);
    return run.flaws(make_c6, terms).size();
  };
  EXPECT_EQ(flaws(155, {"telegram/T1"}), 0U);
  EXPECT_EQ(flaws(155, {}), 0U);
  EXPECT_EQ(flaws(155, {"telegram/T2"}), 1U);
  EXPECT_EQ(flaws(154.9, {"telegram/T1"}), 0U);
  EXPECT_EQ(flaws(154.9, {}), 1U);
}
TEST(C6, FlagsADuplicate) {
  EXPECT_THAT(refreshed(kAnswers, {"discord/D2", "telegram/T2", "telegram/t2"}).flaws(make_c6),
              ElementsAre(HasSubstr("twice")));
}
TEST(C6, FlagsAPublicKey) {
  EventScript run = started();
  run.add(sim::ListRead{Kind::devices, {}, {R"({"publicKey":"k"})"}, std::nullopt});
  EXPECT_THAT(run.flaws(make_c6), ElementsAre(HasSubstr("public key")));
}

TEST(C7, FlagsAListLostWithItsAnswer) {
  EXPECT_THAT(refreshed(kGarbled, {"telegram/T2"}).flaws(make_c7),
              ElementsAre(HasSubstr("discord/D1")));
}
TEST(C7, FlagsTheOthersLostWithIt) {
  EXPECT_THAT(refreshed(kGarbled, {"discord/D1", "telegram/T1"}).flaws(make_c7),
              ElementsAre(HasSubstr("telegram/T2"), HasSubstr("telegram/T1")));
}
TEST(C7, FlagsGarbageThatIsShown) {
  EventScript run = two_channels();
  run.at(68).answers(4, {"T1"}).at(70).reads(5, {"D3"}).exits(5, 0, false);
  run.shows({"telegram/T1", "discord/D1", "discord/D3"}, 70).at(71);
  EXPECT_THAT(run.flaws(make_c7), ElementsAre(HasSubstr("held no answer")));
  EXPECT_EQ(run.occasions(make_c7), 1U);
}

TEST(C8, FlagsAFailingChannelThatLosesItsEntries) {
  EXPECT_THAT(refreshed(kFails, {"telegram/T2"}).flaws(make_c8),
              ElementsAre(HasSubstr("discord/D1")));
}
TEST(C8, FlagsAChannelThatIsNotUpdatedBecauseAnotherFails) {
  EXPECT_THAT(refreshed(kFails, {"telegram/T1", "discord/D1"}).flaws(make_c8),
              testing::Each(HasSubstr("another channel failed")));
}
TEST(C8, FlagsLastUpdatedThatMoves) {
  EventScript run = two_channels();
  run.at(68).fails(4).at(70).fails(5).shows({"telegram/T1", "discord/D1"}, 5).at(71);
  EXPECT_THAT(run.flaws(make_c8), IsEmpty());
  run.shows({"telegram/T1", "discord/D1"}, 70).at(72);
  EXPECT_THAT(run.flaws(make_c8), ElementsAre(HasSubstr("lastUpdated")));
}
TEST(C8, DropsADisabledChannel) {
  EventScript run = two_channels();
  run.at(67).answers(4, {"T1"}).answers(5, {"D1"}).at(80).config({"telegram"}).at(127);
  run.shows({"telegram/T1"}, 67).list(7, "telegram").at(130).fails(7).at(131);  // at its begin
  EXPECT_THAT(run.flaws(make_c8), IsEmpty());
  run.shows({"telegram/T1", "discord/D1"}, 67).at(132);
  EXPECT_THAT(run.flaws(make_c8), ElementsAre(HasSubstr("no longer enabled")));
}
TEST(C8, FlagsADisabledChannelThatStays) {
  EventScript run = two_channels();
  run.at(67).answers(4, {"T1"}).answers(5, {"D1"}).at(80).config({"telegram"}).at(127);
  run.list(7, "telegram").at(130).fails(7).at(131);
  EXPECT_THAT(run.flaws(make_c8), ElementsAre(HasSubstr("discord/D1")));
}
TEST(C8, FlagsAListThatStaysWithoutAnyChannel) {
  EventScript run = two_channels();
  run.at(67).answers(4, {"T1"}).answers(5, {"D1"}).at(80).config({}).at(140);
  EXPECT_THAT(run.flaws(make_c8), IsEmpty());
  EXPECT_THAT(run.at(141).flaws(make_c8), ElementsAre(HasSubstr("no channel is enabled")));
}
// With one slot, the devices of the last refresh may still wait behind the approval, and then its
// period has not begun. They do not if the slot was free before the approval.
TEST(C8, TheLastRefreshMayStillWaitForASlot) {
  for (const bool free : {false, true}) {
    Terms terms;
    terms.max_concurrent_cli = 1;
    EventScript run;
    run.config({"telegram"}).start().pending("telegram", "T1", kLater).list(1, "telegram");
    run.at(5).answers(1, {"T1"}).shows({"telegram/T1"}, 5).list_devices(2).at(10).answers(2, {});
    run.at(70).list(3, "telegram").at(75).config({}).at(80).answers(3, {"T1"});
    run.shows({"telegram/T1"}, 80).at(free ? 81 : 80).wants(1, "telegram", "X");
    run.approve(4, "telegram", "X").at(141);
    EXPECT_EQ(run.flaws(make_c8, terms).size(), free ? 1U : 0U);
  }
}
// A refresh that has read the config from before the change may wait for a slot. It does not if the
// last one ended after the change.
TEST(C8, ARefreshOfAnOlderConfigMayWaitForASlot) {
  for (const double changed : {79.0, 85.0}) {
    EventScript run = started();
    run.at(65).list(3, "telegram").list_devices(4).at(75).answers(4, {}).at(78);
    run.wants(1, "telegram", "X").approve(5, "telegram", "X").wants(2, "telegram", "Y");
    if (changed < 80) run.at(changed).config({});
    run.at(80).answers(3, {"T1"}).shows({"telegram/T1"}, 80).approve(6, "telegram", "Y");
    if (changed > 80) run.at(changed).config({});
    EXPECT_EQ(run.at(150).flaws(make_c8).size(), changed < 80 ? 1U : 0U);
  }
}
TEST(C8, FlagsListsWithoutAConfig) {
  EventScript run = two_channels();
  run.at(67).answers(4, {"T1"}).answers(5, {"D1"}).at(80).no_config().at(127);
  EXPECT_THAT(run.flaws(make_c8), IsEmpty());
  EXPECT_THAT(run.list(7, "telegram").flaws(make_c8), ElementsAre(HasSubstr("unreadable")));
}
TEST(C8, DevicesStayWhenTheirListFails) {
  EventScript run = started();
  run.at(65).list_devices(3).at(66).answers(3, {"r1"}).shows_devices({"r1"}, 66);
  run.at(126).list_devices(4).at(127).dies(4).at(128);
  EXPECT_THAT(run.flaws(make_c8), IsEmpty());
  EXPECT_THAT(run.shows_devices({}, 66).at(129).flaws(make_c8),
              IsEmpty());  // C11's: nothing failed
  EventScript lost = started();
  lost.at(65).list_devices(3).at(66).answers(3, {"r1"}).shows_devices({"r1"}, 66);
  lost.at(126).list_devices(4).at(127).dies(4).shows_devices({}, 66).at(128);
  EXPECT_THAT(lost.flaws(make_c8), ElementsAre(HasSubstr("device r1")));
}

// Two device lists overlap; the one that began first ends last.
EventScript overlapping() {
  EventScript run = started();
  run.at(65).list_devices(3).at(66).list_devices(4).at(68).answers(4, {"r2"});
  return run.shows_devices({"r2"}).at(70).answers(3, {"r1"});
}
TEST(C9, AcceptsThatTheNewerStays) {
  EXPECT_THAT(overlapping().at(71).flaws(make_c9), IsEmpty());
  EXPECT_EQ(overlapping().at(71).occasions(make_c9), 2U);
}
TEST(C9, FlagsThatTheOlderOverwrites) {
  EXPECT_THAT(overlapping().shows_devices({"r1"}).at(71).flaws(make_c9),
              ElementsAre(HasSubstr("device r2"), HasSubstr("device r1")));
  EXPECT_THAT(overlapping().shows_devices({"r2", "r1"}).at(71).flaws(make_c9),
              ElementsAre(HasSubstr("device r1")));
}
TEST(C9, AcceptsTheOlderWhenTheNewerFailed) {
  EventScript run = started();
  run.at(65).list_devices(3).at(66).list_devices(4).at(68).fails(4);
  run.at(70).answers(3, {"r1"}).shows_devices({"r1"}).at(71);
  EXPECT_THAT(run.flaws(make_c9), IsEmpty());
}

// A device that expires at 100 s, shown.
EventScript expiring() {
  EventScript run = started();
  run.at(60).device_pending("r1", 100).at(65).list_devices(3).at(66).answers(3, {"r1"});
  return run.shows_devices({"r1"});
}
TEST(C11, AcceptsTheLastMillisecondAndNoMore) {
  EventScript run = expiring();
  run.at(100).shows_devices({"r1"}).at(100.001).shows_devices({}).at(101);
  EXPECT_THAT(run.flaws(make_c11), IsEmpty());
  EXPECT_EQ(run.occasions(make_c11), 1U);
}
TEST(C11, FlagsOneMillisecondMore) {
  EXPECT_THAT(expiring().at(100.001).shows_devices({"r1"}).at(101).flaws(make_c11),
              ElementsAre(HasSubstr("1 ms ago")));
}
// Renewed, and listed in the tick of a time-out: either expiry may be the one that is shown.
TEST(C11, AcceptsTheLaterExpiryOfAListAtTheTick) {
  for (const double ended : {90.0, 89.9}) {
    Terms terms;
    terms.list_timeout = std::chrono::seconds(20);
    EventScript run = expiring();
    run.at(68).device_pending("r1", 200, true).at(70).list_devices(4);
    run.at(ended).answers(4, {"r1"}).shows_devices({"r1"}).at(150).shows_devices({"r1"});
    EXPECT_THAT(run.flaws(make_c11, terms), IsEmpty());
    EXPECT_THAT(run.at(200.001).shows_devices({"r1"}).at(201).flaws(make_c11, terms),
                ElementsAre(HasSubstr("1 ms ago")));
  }
}
TEST(C11, FlagsOneMillisecondLess) {
  EXPECT_THAT(expiring().at(100).shows_devices({}).at(101).flaws(make_c11),
              ElementsAre(HasSubstr("has not expired")));
}
TEST(C11, ASuspendExpires) {
  EventScript run = expiring();
  run.at(70).jump(40'000).shows_devices({}).at(71);
  EXPECT_THAT(run.flaws(make_c11), IsEmpty());
  EventScript late = expiring();
  late.at(70).jump(40'000).shows_devices({"r1"}).at(71);
  EXPECT_THAT(late.flaws(make_c11), ElementsAre(HasSubstr("10000 ms ago")));
}
TEST(C11, AClockThatGoesBackMayBringItBack) {
  EventScript run = expiring();
  run.at(101).shows_devices({}).jump(-5'000).shows_devices({"r1"}).at(102);
  EXPECT_THAT(run.flaws(make_c11), IsEmpty());
  EXPECT_THAT(run.flaws(make_c6), IsEmpty());
}
TEST(C11, ARenewedDeviceExpiresAsItWasListed) {
  EventScript run = expiring();
  run.at(80).device_pending("r1", 200, true).at(100.001).shows_devices({"r1"}).at(101);
  EXPECT_THAT(run.flaws(make_c11), SizeIs(1));
}

TEST(C15, CountsTheHalfDoneRefresh) {
  EXPECT_EQ(refreshed(kAnswers, {"discord/D2", "telegram/T2"}).occasions(make_c15), 2U);
}
TEST(C15, FlagsAnEntryThatComesBeforeTheEnd) {
  EventScript run = two_channels();
  run.at(68).answers(4, {"T2"}).shows({"telegram/T2", "discord/D1"}).at(69);
  EXPECT_THAT(run.flaws(make_c15), SizeIs(2));  // T1 went, T2 came
  EXPECT_THAT(run.flaws(make_c15), Each(HasSubstr("half of a refresh")));
}
TEST(C15, FlagsAnEntryThatComesAfterTheEnd) {
  EXPECT_THAT(refreshed(kAnswers, {"discord/D1", "telegram/T2"}).flaws(make_c15),
              ElementsAre(HasSubstr("discord/D2"), HasSubstr("discord/D1")));
}

}  // namespace
}  // namespace scenarios
