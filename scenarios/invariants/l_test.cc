// L1 to L5: each judge accepts right runs, the awkward ones too, and names what is wrong.
#include <gmock/gmock.h>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/event_script.h"

namespace scenarios {
namespace {

using seen::EventScript;
using seen::Kind;
using seen::started;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// After started(): a trigger at 20 s, and its refresh at `begin`, of 4 s.
EventScript reactive(double begin) {
  EventScript run = started();
  run.at(20).line("new Pairing request");
  run.at(begin).list(3, "telegram").list_devices(4);
  run.at(begin + 4).answers(3, {}).answers(4, {});
  return run;
}

TEST(L1, AcceptsARefreshAfterAKeyword) {
  const EventScript run = reactive(22);
  EXPECT_THAT(run.flaws(make_l1), IsEmpty());
  EXPECT_EQ(run.occasions(make_l1), 1U);
}
TEST(L1, KeywordsMayBeCutBetweenWrites) {
  EventScript run = started();
  run.at(20).bytes("a dev").at(21).bytes("ice REQ", true).bytes("ice REQUEST\r\n");
  run.at(30);
  EXPECT_THAT(run.flaws(make_l1), SizeIs(2));  // both kinds
}
TEST(L1, StreamsAreNotMixed) {
  EventScript run = started();
  run.at(20).bytes("pai").bytes("ring\n", true).bytes("\n").at(30);
  EXPECT_THAT(run.flaws(make_l1), IsEmpty());
}
TEST(L1, FlagsAKeywordWithoutARefresh) {
  EventScript run = started();
  run.at(20).line("device REQUEST from x").at(22);
  EXPECT_THAT(run.flaws(make_l1), IsEmpty());  // it may begin in this very instant
  run.at(22.001);
  EXPECT_THAT(run.flaws(make_l1), testing::Each(HasSubstr("22.000 s")));
  EXPECT_THAT(run.flaws(make_l1), SizeIs(2));
}
TEST(L1, FlagsARefreshAfterAPlainLine) {
  EventScript run = started();
  run.at(20).line("all is well").at(22).list(3, "telegram");
  EXPECT_THAT(run.flaws(make_l1), ElementsAre(HasSubstr("without any keyword")));
}
TEST(L1, HearsOnlyARunningController) {
  EventScript run = started();
  run.at(20).stop(1).line("pairing").at(30).end().line("pairing").at(40);
  EXPECT_THAT(run.flaws(make_l1), IsEmpty());
}
TEST(L1, HearsNoGatewayOfADeadController) {
  const auto flaws = [](std::int64_t writer) {
    const auto gateway = [](std::int64_t pid) {
      sim::ChildSpawned spawned;
      spawned.pid = pid;
      spawned.role = sim::ChildRole::gateway;
      return spawned;
    };
    EventScript run;
    run.config({"telegram"}).start().add(gateway(100)).at(5).end().start().add(gateway(101));
    run.list(1, "telegram").list_devices(2).add(sim::GatewayWrote{writer, false, "pairing\n"});
    return run.at(6).answers(1, {}).answers(2, {}).at(30).flaws(make_l3).size();
  };
  EXPECT_EQ(flaws(100), 0U);
  EXPECT_EQ(flaws(101), 2U);
}
// While the config could not be read, a refresh of channels listed nothing, and it may have been
// one round with that of the devices from 65 to 105 s: then the gap lasts until 145 s at least.
TEST(L1, ARefreshThatListedNothingMayHoldTheNextBack) {
  for (const bool outage : {false, true}) {
    EventScript run = started();
    run.at(20);
    if (outage) run.no_config();
    run.at(65).list_devices(3).at(70);
    if (outage) run.config({"telegram"});
    run.line("pairing").at(105).answers(3, {}).at(110).list_devices(4).at(112).answers(4, {});
    EXPECT_EQ(run.at(116).flaws(make_l1).size(), outage ? 0U : 1U);
    EXPECT_EQ(run.at(148).flaws(make_l1).size(), 1U);
  }
}
TEST(L1, TheKeywordsAreTheConfigured) {
  Terms terms;
  terms.keywords = {"Knock"};
  EventScript run = started();
  run.at(20).line("pairing").at(25).line("kNOCKing").at(30);
  EXPECT_THAT(run.flaws(make_l1, terms), testing::Each(HasSubstr("knock")));
  EXPECT_THAT(run.flaws(make_l1, terms), SizeIs(2));
}

TEST(L2, AcceptsAbsorbedTriggers) {
  EventScript run = started();
  run.at(20).line("pairing").at(21).line("pairing").at(21.9).line("approve");
  run.at(22).list(3, "telegram").list_devices(4).at(26).answers(3, {}).answers(4, {});
  EXPECT_THAT(run.at(60).flaws(make_l2), IsEmpty());
  EXPECT_GT(run.occasions(make_l2), 0U);
}
TEST(L2, FlagsAWindowThatSlides) {
  EventScript run = started();
  run.at(20).line("pairing").at(21).line("pairing");
  run.at(23).list(3, "telegram").list_devices(4).at(24);
  EXPECT_THAT(run.flaws(make_l2), testing::Each(HasSubstr("22.000 s")));
  EXPECT_THAT(run.flaws(make_l2), SizeIs(2));
}
TEST(L2, FlagsARefreshBeforeTheWindowEnds) {
  EXPECT_THAT(reactive(21.5).flaws(make_l2),
              ElementsAre(HasSubstr("begun at 21.500 s"), HasSubstr("begun at 21.500 s")));
}
TEST(L2, FlagsASecondRefreshForOneWindow) {
  EventScript run = started();
  run.at(20).line("pairing").at(21).line("pairing");
  run.at(22).list(3, "telegram").list_devices(4).at(23).answers(3, {}).answers(4, {});
  run.at(25).list(5, "telegram").at(26).answers(5, {});
  EXPECT_THAT(run.flaws(make_l2), ElementsAre(HasSubstr("refresh of channels begun at 25.000 s")));
}
TEST(L2, AWaitingRefreshAbsorbsToo) {
  EventScript run = started();
  run.at(60).list(3, "telegram").list_devices(4);
  run.at(61).line("pairing").at(64).line("pairing").at(70).answers(3, {}).answers(4, {});
  run.at(80).list(5, "telegram").list_devices(6).at(81).answers(5, {}).answers(6, {});
  EXPECT_THAT(run.at(90).flaws(make_l2), IsEmpty());
}

TEST(L3, AcceptsARefreshAfterTheGap) {
  EventScript run = started();
  run.at(65).list(3, "telegram").list_devices(4).at(67).line("pairing");
  run.at(75).answers(3, {}).answers(4, {});
  run.at(85).list(5, "telegram").list_devices(6).at(86);
  EXPECT_THAT(run.flaws(make_l3), IsEmpty());
  EXPECT_EQ(run.occasions(make_l3), 2U);
}
TEST(L3, WaitsForTheSlowerKind) {
  EventScript run = started();
  run.at(65).list(3, "telegram").list_devices(4).at(67).line("pairing");
  run.at(70).answers(3, {}).at(105).answers(4, {});
  run.at(130).answers(1, {});  // any event: the gap lasts until 145 s
  EXPECT_THAT(run.flaws(make_l3), IsEmpty());
  EXPECT_THAT(run.at(146).flaws(make_l3), SizeIs(2));
}
TEST(L3, FlagsALostTrigger) {
  EventScript run = started();
  run.at(65).list(3, "telegram").list_devices(4).at(67).line("pairing");
  run.at(75).answers(3, {}).answers(4, {}).at(86);
  EXPECT_THAT(run.flaws(make_l3), testing::Each(HasSubstr("at 85.000 s")));
  EXPECT_THAT(run.flaws(make_l3), SizeIs(2));
}
TEST(L3, FlagsOneKindForgotten) {
  EventScript run = started();
  run.at(65).list(3, "telegram").list_devices(4).at(67).line("pairing");
  run.at(75).answers(3, {}).answers(4, {}).at(85).list(5, "telegram").at(90).answers(5, {});
  run.at(120);
  EXPECT_THAT(run.flaws(make_l3), ElementsAre(HasSubstr("refresh of devices")));
}

// A refresh of 10 s from 65 s on, a trigger in it, and a reactive refresh at `begin`.
EventScript gap(double begin) {
  EventScript run = started();
  run.at(65).list(3, "telegram").list_devices(4).at(67).line("pairing");
  run.at(75).answers(3, {}).answers(4, {}).at(begin).list(5, "telegram").list_devices(6);
  return run;
}
TEST(L4, AcceptsTwiceTheDuration) {
  EXPECT_THAT(gap(85).flaws(make_l4), IsEmpty());
  EXPECT_EQ(gap(85).occasions(make_l4), 2U);
}
TEST(L4, FlagsLess) {
  EXPECT_THAT(gap(84.9).flaws(make_l4),
              ElementsAre(HasSubstr("before 85.000 s"), HasSubstr("before 85.000 s")));
}
TEST(L4, FlagsLessThanTwoSeconds) {
  EventScript run = started();
  run.at(65).line("pairing").at(66.5).list(3, "telegram").list_devices(4);
  run.at(66.6).answers(3, {}).answers(4, {}).at(67).list(5, "telegram").list_devices(6);
  EXPECT_THAT(run.flaws(make_l4), SizeIs(2));
}
TEST(L4, AClientMayAskSooner) {
  EventScript run = started();
  run.at(65).list(3, "telegram").list_devices(4).at(67).line("pairing").asks(1, Kind::channels);
  run.at(75).answers(3, {}).answers(4, {}).list(5, "telegram");
  EXPECT_THAT(run.flaws(make_l4), IsEmpty());
}
TEST(L4, TheBeginIsHiddenWhileNoSlotIsFree) {
  EventScript run = started();
  run.at(10).approve(8, "telegram", "A").approve(9, "telegram", "B").at(65).line("pairing");
  // The refresh began at 67 s inside, and its list had to wait until 68.5 s.
  run.at(68.5).fails(8).list(3, "telegram").at(68.6).answers(3, {});
  run.at(69).line("pairing").at(70).list(4, "telegram");
  EXPECT_THAT(run.flaws(make_l4), IsEmpty());
}

TEST(L5, AcceptsBothStreams) {
  EXPECT_THAT(reactive(22).flaws(make_l5), IsEmpty());
  EXPECT_EQ(reactive(22).occasions(make_l5), 1U);
}
TEST(L5, FlagsADeafStderr) {
  EventScript run = started();
  run.at(20).line("device request", true).at(30);
  EXPECT_THAT(run.flaws(make_l5), ElementsAre(HasSubstr("stderr"), HasSubstr("stderr")));
}
TEST(L5, FlagsAMissingPeriod) {
  EventScript run = started();
  run.at(65).list(3, "telegram").at(70);
  EXPECT_THAT(run.flaws(make_l5), ElementsAre(HasSubstr("periodic refresh of devices")));
}

}  // namespace
}  // namespace scenarios
