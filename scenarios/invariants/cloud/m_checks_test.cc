// M12, M13: statuses, checks.
#include <gmock/gmock.h>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/cloud_script.h"

namespace scenarios {
namespace {

using seen::CloudScript;
using seen::settled;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A start that has come to the polling.
CloudScript polling() {
  CloudScript run = settled();
  run.at(5).stores({.status = "stopped"}).at(10).asks(1, "start").stores({.status = "starting"});
  return run.at(20).controller(1, "/_kilo/gateway/status");
}

TEST(M12, AcceptsPollsEveryThreeSeconds) {
  CloudScript run = polling();
  run.at(20.1).replies(1, 502).at(23).controller(2, "/_kilo/gateway/status").at(23.1);
  run.replies(2, 200, R"({"state":"running"})").controller(3, "/").at(23.2).replies(3, 200);
  run.at(26).stores({}).answers(1, 200);
  EXPECT_THAT(run.flaws(make_m12), IsEmpty());
  EXPECT_GE(run.occasions(make_m12), 3U);
}
TEST(M12, FlagsHastyPolls) {
  CloudScript run = polling();
  run.at(20.5).controller(2, "/_kilo/gateway/status");
  EXPECT_THAT(run.flaws(make_m12), ElementsAre(HasSubstr("0.500 s after the last time")));
}
// The second start was asked for in the instant in which the first one ran, before that was told.
TEST(M12, AcceptsAPollOfTheNextStart) {
  for (const bool ran : {true, false}) {
    CloudScript run = polling();
    run.at(20.1).replies(1, 200, R"({"state":"running"})").controller(2, "/").replies(2, 200);
    if (ran) run.stores({});
    run.asks(2, "start").answers(1, 200).stores({.status = "starting"});
    run.at(20.2).controller(3, "/_kilo/gateway/status");
    EXPECT_EQ(run.flaws(make_m12).empty(), ran);
  }
}
TEST(M12, FlagsRarePolls) {
  CloudScript run = polling();
  run.at(20.1).replies(1, 502).at(26).controller(2, "/_kilo/gateway/status");
  EXPECT_THAT(run.flaws(make_m12), ElementsAre(HasSubstr("after the last answer only")));
}
TEST(M12, FlagsAGatewayThatWasNotSeenToRun) {
  CloudScript run = polling();
  run.at(20.1).replies(1, 200, R"({"state":"starting"})").controller(2, "/").replies(2, 200);
  CloudScript silent = polling();
  silent.at(20.1).replies(1, 200, R"({"state":"running"})").controller(2, "/").replies(2, 502);
  for (CloudScript* script : {&run, &silent})
    EXPECT_THAT(script->at(21).stores({}).answers(1, 200).flaws(make_m12),
                ElementsAre(HasSubstr("its gateway was not seen to run")));
}
TEST(M12, AcceptsAGatewayThatIsAwaitedForAMinute) {
  CloudScript run = polling();
  EXPECT_THAT(run.at(80.1).stores({}).answers(1, 200).flaws(make_m12), IsEmpty());
}
TEST(M12, FlagsALaunchWithoutTheStatus) {
  CloudScript run = settled();
  run.at(5).stores({.status = "stopped"}).at(10).asks(1, "start");
  run.fly(1, "update_machine", {.machine = "m1", .volume = "v1"});
  EXPECT_THAT(run.flaws(make_m12), ElementsAre(HasSubstr("its status is \"stopped\"")));
}
// A check was at work, and has its turn before the start does.
TEST(M12, AcceptsALaunchByACheckBeforeTheStart) {
  CloudScript run = settled();
  run.at(9).fly(1, "stop_machine", {.machine = "m1"}).at(10).asks(1, "start").at(11).ok(1);
  run.fly(2, "update_machine", {.machine = "m1", .volume = "v1"}).ok(2);
  EXPECT_THAT(run.flaws(make_m12), IsEmpty());
  run.at(12).stores({.status = "starting"}).at(13).stores({.status = "stopped"});
  run.fly(3, "update_machine", {.machine = "m1", .volume = "v1"});
  EXPECT_THAT(run.flaws(make_m12), ElementsAre(HasSubstr("its status is \"stopped\"")));
}
TEST(M12, FlagsPollsForEver) {
  CloudScript run = polling();
  run.at(90).controller(2, "/_kilo/gateway/status");
  EXPECT_THAT(run.flaws(make_m12), ElementsAre(HasSubstr("after the first time")));
}
TEST(M12, FlagsRunningWithoutAPoll) {
  CloudScript run = settled();
  run.at(5).stores({.status = "stopped"}).at(10).asks(1, "start").at(20).stores({});
  EXPECT_THAT(run.flaws(make_m12), ElementsAre(HasSubstr("without having asked")));
}
TEST(M12, FlagsThatItRunsAfterTheDestroy) {
  CloudScript run = polling();
  run.stores({.status = "destroying"}).at(21).stores({});
  EXPECT_THAT(run.flaws(make_m12), ElementsAre(HasSubstr("its status becomes \"running\"")));
}
TEST(M12, FlagsAnUnknownStatusAndOneThatStays) {
  CloudScript run = polling();
  run.stores({.status = "odd"}).at(21).answers(1, 200);
  EXPECT_THAT(run.flaws(make_m12),
              ElementsAre(HasSubstr("the status \"odd\""), HasSubstr("its status is \"odd\""),
                          HasSubstr("not seen to run")));
}

// Checks that see the machine so, one each so many seconds.
CloudScript& checked(CloudScript& run, double period, const std::string& state, int count) {
  for (int i = 1; i <= count; ++i) {
    run.at(period * i).fly(i, "get_machine", {.machine = "m1"});
    run.ok(i, {.machine = "m1", .volume = "v1", .state = state});
  }
  return run;
}

TEST(M13, AcceptsRegularChecks) {
  CloudScript run = settled();
  EXPECT_THAT(checked(run, 330, "started", 10).flaws(make_m13), IsEmpty());
  EXPECT_EQ(run.occasions(make_m13), 10U);
}
TEST(M13, FlagsAHastyCheck) {
  CloudScript run = settled();
  EXPECT_THAT(checked(run, 100, "started", 1).flaws(make_m13),
              ElementsAre(HasSubstr("is checked again after 100.000 s")));
}
TEST(M13, FlagsPeriodsWithoutJitter) {
  CloudScript run = settled();
  for (int i = 1; i <= 10; ++i) {
    run.at(301 * i).fly(i, "get_machine", {.machine = "m1"}).at(301 * i + 0.01 * i);
    run.ok(i, {.machine = "m1", .volume = "v1", .state = "started"});
  }
  EXPECT_THAT(run.flaws(make_m13), ElementsAre(HasSubstr("have no jitter")));
}
TEST(M13, AcceptsThatFiveFailedChecksStopIt) {
  CloudScript run = settled();
  checked(run, 310, "stopped", 5);
  EXPECT_THAT(CloudScript(run).stores({.status = "stopped"}).at(1560).flaws(make_m13), IsEmpty());
  EXPECT_THAT(run.at(1560).flaws(make_m13), ElementsAre(HasSubstr("after 5 failed checks")));
}
// One that was asked for is a check as well, and so is one whose first answer did not come.
TEST(M13, CountsChecksThatWereAskedForOrTriedAgain) {
  for (const int checks : {3, 2}) {
    CloudScript run = settled();
    run.at(100).asks(1, "reconcile").fly(91, "get_machine", {.machine = "m1"});
    run.ok(91, {.machine = "m1", .volume = "v1", .state = "failed"}).answers(1, 200);
    run.at(410).fly(92, "get_machine", {.machine = "m1"}).refused(92, 500, "").at(411);
    run.fly(93, "get_machine", {.machine = "m1"});
    run.ok(93, {.machine = "m1", .volume = "v1", .state = "failed"});
    for (int i = 1; i <= checks; ++i) {
      run.at(411 + 310 * i).fly(i, "get_machine", {.machine = "m1"});
      run.ok(i, {.machine = "m1", .volume = "v1", .state = "failed"});
    }
    run.stores({.status = "stopped"}).at(1500);
    if (checks == 3) {
      EXPECT_THAT(run.flaws(make_m13), IsEmpty());
    } else {
      EXPECT_THAT(run.flaws(make_m13), ElementsAre(HasSubstr("after 4 failed checks")));
    }
  }
}
// The last answer asked for a pause that nobody needs to make, since nothing is tried again.
TEST(M13, AcceptsAPeriodFromTheLastAnswer) {
  CloudScript run = settled();
  run.at(310).fly(1, "get_machine", {.machine = "m1"}).refused(1, 429, "", 20).at(612);
  run.fly(2, "get_machine", {.machine = "m1"});
  EXPECT_THAT(run.flaws(make_m13), IsEmpty());
}
TEST(M13, FlagsThatItStopsTooEarly) {
  CloudScript run = settled();
  checked(run, 310, "stopped", 4).stores({.status = "stopped"});
  EXPECT_THAT(run.flaws(make_m13), ElementsAre(HasSubstr("after 4 failed checks")));
}
TEST(M13, FlagsThatAnAnswerThatDoesNotComeStopsIt) {
  CloudScript run = settled();
  run.at(310).fly(1, "get_machine", {.machine = "m1"}).refused(1, 503, "");
  EXPECT_THAT(run.stores({.status = "stopped"}).flaws(make_m13),
              ElementsAre(HasSubstr("after 0 failed checks")));
}
TEST(M13, AcceptsThatAMachineThatIsGoneStopsIt) {
  CloudScript run = settled();
  run.at(310).fly(1, "get_machine", {.machine = "m1"}).refused(1, 404, "machine not found");
  EXPECT_THAT(run.stores({.status = "stopped", .machine = ""}).at(320).flaws(make_m13), IsEmpty());
}
TEST(M13, FlagsAWrongMount) {
  CloudScript run = settled();
  run.at(10).machine("m1", "started", "v9", "mount_changed");
  checked(run, 310, "started", 2);
  EXPECT_THAT(run.at(800).flaws(make_m13), ElementsAre(HasSubstr("runs on volume \"v9\"")));
}
TEST(M13, FlagsADeletionThatNobodyTries) {
  CloudScript run = settled();
  run.at(10).stores({.deletions = {"volume/v9"}});
  checked(run, 310, "started", 2);
  CloudScript right = settled();
  right.at(10).stores({.deletions = {"volume/v9"}});
  checked(right, 310, "started", 1).fly(9, "destroy_volume", {.volume = "v9"}).refused(9, 412, "");
  EXPECT_THAT(right.at(640).flaws(make_m13), IsEmpty());
  EXPECT_THAT(run.at(900).flaws(make_m13), ElementsAre(HasSubstr("has to delete volume/v9")));
}
TEST(M13, FlagsADestroyThatNobodyGoesOnWith) {
  CloudScript run = settled();
  run.at(10).asks(1, "destroy").stores({.status = "destroying"}).answers(1, 202).at(90);
  EXPECT_THAT(run.flaws(make_m13), ElementsAre(HasSubstr("\"destroying\" and has not looked")));
}
TEST(M13, FlagsTheStatusAfterAFailedStart) {
  CloudScript run = settled();
  run.at(10).asks(1, "start").at(20);
  EXPECT_THAT(CloudScript(run).stores({.machine = ""}).answers(1, 503).flaws(make_m13),
              ElementsAre(HasSubstr("it had to be \"stopped\"")));
  EXPECT_THAT(run.stores({.status = "stopped"}).answers(1, 503).flaws(make_m13),
              ElementsAre(HasSubstr("it had to be \"running\"")));
}
// It could not say that it is stopped, or does not know what it was.
TEST(M13, AcceptsTheStatusAfterAFailedStartOfAStoreThatFails) {
  CloudScript run = settled();
  run.at(5).stores({.status = "provisioned"});
  CloudScript unread = run;
  run.at(10).asks(1, "start").store_fails("save").at(20).answers(1, 503);
  EXPECT_THAT(CloudScript(run).flaws(make_m13), IsEmpty());
  EXPECT_THAT(run.at(30).asks(2, "start").answers(2, 503).flaws(make_m13),
              ElementsAre(HasSubstr("it had to be \"stopped\"")));
  unread.crashes().lives().store_fails("load").at(10).asks(1, "start").answers(1, 503);
  EXPECT_THAT(CloudScript(unread).flaws(make_m13), IsEmpty());
  unread.at(20).stores({.status = "provisioned"}).asks(2, "start").at(21).answers(2, 503);
  EXPECT_THAT(unread.flaws(make_m13), ElementsAre(HasSubstr("it had to be \"stopped\"")));
}
TEST(M13, AcceptsThatWhatIsBeingDestroyedIsNotStarted) {
  CloudScript run = settled();
  run.at(10).stores({.status = "destroying"}).at(15).asks(1, "start").at(20).erases();
  EXPECT_THAT(run.answers(1, 409).flaws(make_m13), IsEmpty());
}
TEST(M13, FlagsThatStartingEndsAtOnce) {
  CloudScript run = settled();
  run.at(10).stores({.status = "starting"}).at(10.5).stores({.status = "stopped"});
  EXPECT_THAT(run.flaws(make_m13), ElementsAre(HasSubstr("\"starting\" for 0.500 s")));
}
// The clock jumps when it has looked at it and not yet persisted what it saw; or long before.
TEST(M13, AcceptsThatStartingEndsAtOnceWhenTheClockJumped) {
  for (const bool meanwhile : {true, false}) {
    CloudScript run = settled();
    run.at(meanwhile ? 10 : 8).add(sim::WallClockJumped{}).at(10.001);
    run.stores({.status = "starting"}).at(70).stores({.status = "stopped"});
    EXPECT_EQ(run.flaws(make_m13).empty(), meanwhile);
  }
}
TEST(M13, FlagsThatNobodyChecks) {
  EXPECT_THAT(settled().at(800).flaws(make_m13),
              ElementsAre(HasSubstr("\"running\" and has not looked")));
}
TEST(M13, FlagsThatItStartsForEver) {
  CloudScript run = settled();
  run.at(10).stores({.status = "starting"}).at(700);
  EXPECT_THAT(run.flaws(make_m13), ElementsAre(HasSubstr("is \"starting\" since")));
}
// A check skips its turn while a stop is at work.
TEST(M13, AcceptsThatStartingLastsAsLongAsAStop) {
  for (const double end : {600, 300}) {
    CloudScript run = settled();
    run.at(10).stores({.status = "starting"}).at(200).asks(1, "stop").at(end).answers(1, 503);
    EXPECT_EQ(run.at(650).flaws(make_m13).empty(), end > 500);
    EXPECT_THAT(run.at(800).flaws(make_m13), ElementsAre(HasSubstr("is \"starting\" since")));
  }
}
TEST(M13, FlagsThatItRunsWithoutAMachine) {
  CloudScript run = settled();
  run.at(10).machine("m1", "destroyed", "v1", "vanished");
  for (int i = 1; i <= 10; ++i)
    run.at(300 * i).fly(i, "get_machine", {.machine = "m1"}).refused(i, 404, "machine not found");
  EXPECT_THAT(run.flaws(make_m13), ElementsAre(HasSubstr("that its machine is gone")));
}

}  // namespace
}  // namespace scenarios
