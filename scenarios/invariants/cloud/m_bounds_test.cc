// M1 of destroys, M10, M11: bounded retries, stop and destroy.
#include <gmock/gmock.h>

#include <algorithm>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/cloud_script.h"

namespace scenarios {
namespace {

using seen::CloudScript;
using seen::settled;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Matches;

// A start whose GET fails so often.
CloudScript failing(int tries) {
  CloudScript run = settled();
  run.at(10).asks(1, "start");
  for (int i = 1; i <= tries; ++i)
    run.at(10 + 0.25 * i).fly(i, "get_machine", {.machine = "m1"}).refused(i, 500, "");
  return run.at(10.5 + tries).answers(1, 503);
}
// Many machines are looked at; each look fails seven times, and waits so much of the longest time.
CloudScript repeated(double part) {
  CloudScript run = settled();
  double now = 10;
  for (int machine = 0; machine < 5; ++machine) {
    double most = 0.5;
    for (int i = 0; i < 7; ++i) {
      const int call = 10 * machine + i;
      run.at(now).fly(call, "get_machine", {.machine = "m" + std::to_string(machine)});
      now += 0.02 + 0.01 * i;
      run.at(now).refused(call, 503, "");
      now += part * most;
      most = std::min(2 * most, 30.0);
    }
  }
  return run;
}

TEST(M10, AcceptsEightTries) {
  EXPECT_THAT(failing(8).flaws(make_m10), IsEmpty());
  EXPECT_EQ(failing(8).occasions(make_m10), 8U);
}
TEST(M10, FlagsTheNinthTry) {
  EXPECT_THAT(failing(9).flaws(make_m10), ElementsAre(HasSubstr("the 9th time")));
}
// A check that has no time left for the pause that Fly asks for is given up, and a stop has its
// turn.
TEST(M10, AcceptsThatTheNextAsksAtOnceWhenTimeIsUp) {
  for (const bool in_time : {true, false}) {
    CloudScript run = settled();
    for (int i = 0; i < 3; ++i) {
      run.at(100 + 6 * i).fly(i, "get_machine", {.machine = "m1"});
      run.at(101 + 6 * i).refused(i, 500, "", 5);
      if (i == 0) run.asks(1, "stop");
      if (i == 1 && in_time) break;
    }
    run.fly(9, "get_machine", {.machine = "m1"});
    const auto early = HasSubstr("Fly had asked for 5");
    EXPECT_EQ(Matches(Contains(early))(run.flaws(make_m10)), in_time);
  }
}
// A 404 ends a call, and what follows is another one.
TEST(M10, AcceptsAsManyTriesAfterA404) {
  CloudScript anew = settled();
  anew.at(10).asks(1, "start");
  for (int i = 1; i <= 16; ++i) {
    anew.at(10 + 0.25 * i).fly(i, "get_machine", {.machine = "m1"});
    anew.refused(i, i == 8 ? 404 : 500, "");
  }
  EXPECT_THAT(anew.flaws(make_m10), IsEmpty());
  anew.at(15).fly(17, "get_machine", {.machine = "m1"});
  EXPECT_THAT(anew.flaws(make_m10), ElementsAre(HasSubstr("for the 9th time")));
}
// A check is at work when a destroy is asked for, which waits and then tries the same.
TEST(M10, AcceptsTheTriesOfTwoPasses) {
  CloudScript run = settled();
  run.at(9).fly(99, "list_machines").at(9.5).refused(99, 500, "").at(10).asks(1, "destroy");
  for (int i = 1; i <= 16; ++i) run.at(10 + 0.25 * i).fly(i, "list_machines").refused(i, 500, "");
  EXPECT_THAT(run.flaws(make_m10), IsEmpty());
  run.at(15).fly(17, "list_machines");
  EXPECT_THAT(run.flaws(make_m10), ElementsAre(HasSubstr("for the 17th time")));
}
TEST(M10, FlagsThatItGivesUpWhatPasses) {
  EXPECT_THAT(failing(3).flaws(make_m10), ElementsAre(HasSubstr("given up after 3 of 8 tries")));
}
TEST(M10, FlagsAWaitBeyondTheBackOff) {
  CloudScript run = settled();
  run.at(10).asks(1, "start").fly(1, "get_machine", {.machine = "m1"}).refused(1, 500, "");
  run.at(10.6).fly(2, "get_machine", {.machine = "m1"});
  EXPECT_THAT(run.flaws(make_m10), ElementsAre(HasSubstr("back-off lasts 0.500 s at most")));
}
TEST(M10, FlagsATryBeforeTheTimeThatFlyAskedFor) {
  CloudScript run = settled();
  run.at(10).asks(1, "start").fly(1, "get_machine", {.machine = "m1"}).refused(1, 429, "", 20);
  CloudScript right = run;
  EXPECT_THAT(right.at(30.4).fly(2, "get_machine", {.machine = "m1"}).flaws(make_m10), IsEmpty());
  EXPECT_THAT(run.at(12).fly(2, "get_machine", {.machine = "m1"}).flaws(make_m10),
              ElementsAre(HasSubstr("Fly had asked for 20.000 s")));
}
// A check goes on with the destroy, is refused, and notes down what is left; then another pass has
// its turn, which was asked for meanwhile.
TEST(M10, AcceptsThatAnotherPassDoesNotWaitForThatTime) {
  for (const bool over : {true, false}) {
    CloudScript run = settled();
    run.at(5).stores({.status = "destroying"}).at(66).fly(1, "list_machines").asks(1, "destroy");
    run.at(67).refused(1, 429, "", 10);
    if (over) run.stores({.status = "destroying"});
    EXPECT_EQ(run.at(68).fly(2, "list_machines").flaws(make_m10).empty(), over);
  }
}
TEST(M10, FlagsAVolumeThatIsAskedForTwice) {
  CloudScript run = settled();
  run.at(10).asks(1, "start").fly(1, "create_volume", {.region = "dfw"}).refused(1, 0, "broken");
  run.at(10.1).fly(2, "create_volume", {.region = "dfw"});
  EXPECT_THAT(run.flaws(make_m10), ElementsAre(HasSubstr("though it may have happened")));
}
TEST(M10, AcceptsFullJitter) { EXPECT_THAT(repeated(0.5).flaws(make_m10), IsEmpty()); }
TEST(M10, FlagsThatThereIsNoBackOff) {
  EXPECT_THAT(repeated(0).flaws(make_m10), ElementsAre(HasSubstr("does not grow")));
}
TEST(M10, FlagsThatThereIsNoJitter) {
  EXPECT_THAT(repeated(1).flaws(make_m10), ElementsAre(HasSubstr("has no jitter")));
}
TEST(M10, FlagsManyCalls) {
  CloudScript run = settled();
  run.at(10).asks(1, "start");
  for (int i = 1; i <= 61; ++i) run.at(10 + i).fly(i, "get_volume", {.volume = "v1"}).ok(i);
  EXPECT_THAT(run.flaws(make_m10), ElementsAre(HasSubstr("more than 60 calls")));
}
TEST(M10, FlagsCallsThatComeTooLate) {
  CloudScript run = settled();
  run.at(10).asks(1, "start").at(400).fly(1, "get_volume", {.volume = "v1"}).at(401);
  EXPECT_THAT(run.flaws(make_m10), ElementsAre(HasSubstr("still makes calls 390.000 s")));
}
// A check was at work when the start was asked for, which then has its own time.
TEST(M10, AcceptsThatAStartWaitsForACheck) {
  for (const bool checked : {true, false}) {
    CloudScript run = settled();
    if (checked) run.at(9).fly(9, "get_machine", {.machine = "m1"});
    run.at(10).asks(1, "start").at(39);
    if (checked) run.ok(9);
    run.at(400).fly(1, "get_volume", {.volume = "v1"}).at(401);
    EXPECT_EQ(run.flaws(make_m10).empty(), checked);
    if (!checked) continue;
    run.at(750).fly(2, "get_volume", {.volume = "v1"}).at(751);
    EXPECT_THAT(run.flaws(make_m10), ElementsAre(HasSubstr("still makes calls 740.000 s")));
  }
}
TEST(M10, FlagsACallAfterTheTimeOfAStart) {
  CloudScript run = settled();
  run.at(10).asks(1, "start").at(312).fly(1, "get_volume", {.volume = "v1"}).at(313);
  EXPECT_THAT(run.flaws(make_m10), ElementsAre(HasSubstr("still makes calls 302.000 s")));
}
TEST(M10, FlagsAStartThatNeverEnds) {
  CloudScript run = settled();
  EXPECT_THAT(run.at(10).asks(1, "start").at(700).flaws(make_m10),
              ElementsAre(HasSubstr("still not answered")));
}

TEST(M1, AcceptsAnUpdateAfterADestroyThatACrashLost) {
  for (const bool persisted : {false, true}) {
    CloudScript run = settled();
    run.at(10).asks(1, "destroy").at(11);
    if (persisted) run.stores({.status = "destroying"});
    run.crashes().at(12).asks(2, "reconcile");
    run.fly(1, "update_machine", {.machine = "m1", .volume = "v1"});
    EXPECT_EQ(run.flaws(make_m1).empty(), !persisted);
  }
}
TEST(M11, AcceptsAStop) {
  CloudScript run = settled();
  run.at(10).asks(1, "stop").fly(1, "stop_machine", {.machine = "m1"});
  run.at(12).machine("m1", "stopped", "v1", "stopped").stores({.status = "stopped"});
  EXPECT_THAT(run.answers(1, 200).flaws(make_m11), IsEmpty());
  EXPECT_EQ(run.occasions(make_m11), 1U);
}
TEST(M11, FlagsAStopThatDidNotWait) {
  CloudScript run = settled();
  run.at(10).asks(1, "stop").at(12).stores({.status = "stopped"}).answers(1, 200);
  EXPECT_THAT(run.flaws(make_m11), ElementsAre(HasSubstr("is started")));
}
TEST(M11, FlagsAStopThatDoesNotWaitForTheEnd) {
  CloudScript run = settled();
  run.at(10).asks(1, "stop").at(11).machine("m1", "stopping", "v1").at(12);
  run.stores({.status = "stopped"}).answers(1, 200);
  EXPECT_THAT(run.flaws(make_m11), ElementsAre(HasSubstr("is stopping")));
}
TEST(M11, FlagsThatItForgetsAMachineThatIsNotGoneYet) {
  CloudScript run = settled();
  run.at(10).asks(1, "destroy").stores({.status = "destroying"}).at(12);
  run.machine("m1", "destroying", "v1").volume("v1", "destroyed", 3).erases();
  EXPECT_THAT(run.flaws(make_m11), ElementsAre(HasSubstr("machine/m1")));
}
// A reply that cannot be read tells nothing, whatever its status.
TEST(M11, AcceptsAStopThatCannotReadWhetherItsMachineIsGone) {
  for (const bool read : {true, false}) {
    CloudScript run = settled();
    run.at(200).asks(1, "stop").fly(1, "get_machine", {.machine = "m1"}).at(201);
    run.refused(1, 404, read ? "machine not found" : "malformed").answers(1, 404);
    EXPECT_EQ(run.flaws(make_m11).empty(), !read);
  }
}
TEST(M11, FlagsAStopThatTheStateDoesNotTell) {
  CloudScript run = settled();
  run.at(10).asks(1, "stop").at(12).machine("m1", "stopped", "v1", "stopped").answers(1, 200);
  EXPECT_THAT(run.flaws(make_m11), ElementsAre(HasSubstr("its state says \"running\"")));
}
TEST(M11, FlagsAWaitWithoutInstanceId) {
  CloudScript run = settled();
  run.at(10).fly(1, "wait", {.machine = "m1", .detail = "stopped"});
  EXPECT_THAT(run.flaws(make_m11), ElementsAre(HasSubstr("without its instance id")));
}
TEST(M11, FlagsThatItForgetsTooEarly) {
  CloudScript run = settled();
  run.at(10).asks(1, "destroy").stores({.status = "destroying"}).at(12);
  run.machine("m1", "destroyed", "v1").erases();
  EXPECT_THAT(run.flaws(make_m11), ElementsAre(HasSubstr("volume/v1")));
}
TEST(M11, AcceptsThatAVolumeThatFlyDeniesIsLeft) {
  for (const bool denied : {true, false}) {
    CloudScript run = settled();
    run.at(5).fly(1, "get_volume", {.volume = "v1"}).refused(1, 404, "volume not found");
    run.fly(2, "list_volumes").ok(2);
    if (denied) run.fly(3, "get_volume", {.volume = "v1"}).refused(3, 404, "volume not found");
    run.at(10).asks(1, "destroy").stores({.status = "destroying"}).at(12);
    EXPECT_EQ(run.machine("m1", "destroyed", "v1").erases().flaws(make_m11).empty(), denied);
  }
}
TEST(M11, FlagsADestroyThatNeverEnds) {
  CloudScript run = settled();
  run.at(10).asks(1, "destroy").stores({.status = "destroying"}).answers(1, 202).at(1000);
  EXPECT_THAT(run.flaws(make_m11), IsEmpty()) << "there is time left";
  EXPECT_THAT(run.at(6000).flaws(make_m11), ElementsAre(HasSubstr("it had to be gone")));
}

// What a list shows after that may be there all the same, unless its state has told that it is
// gone.
TEST(M11, AcceptsThatAListedMachineIsDestroyedAgain) {
  for (const bool denied : {true, false}) {
    CloudScript run = settled();
    run.at(10).machine("m9", "stopped", "").stores({.deletions = {"machine/m9"}});
    run.at(200).machine("m9", "destroyed", "");
    run.fly(1, "destroy_machine", {.machine = "m9"}).refused(1, 409, "lease held");
    run.fly(2, "get_machine", {.machine = "m9"});
    if (denied) {
      run.refused(2, 404, "machine not found");
    } else {
      run.ok(2, {.state = "destroyed"});
    }
    CloudScript unlisted = run;
    unlisted.fly(4, "destroy_machine", {.machine = "m9"});
    EXPECT_THAT(unlisted.flaws(make_m11), ElementsAre(HasSubstr("again, of which")));
    run.fly(3, "list_machines").ok(3, {.ids = {"m9"}}).fly(4, "destroy_machine", {.machine = "m9"});
    EXPECT_EQ(run.flaws(make_m11).empty(), denied);
  }
}

// Volume v9, which is owed, is asked for twice, the first time being told that it is gone.
CloudScript asked_for_twice(bool crashes_between, bool confirmed = true) {
  CloudScript run = settled();
  run.at(200).volume("v9", "destroyed", 0).stores({.deletions = {"volume/v9"}});
  run.fly(1, "destroy_volume", {.volume = "v9"}).refused(1, 404, "volume not found");
  if (confirmed) run.fly(2, "get_volume", {.volume = "v9"}).refused(2, 404, "volume not found");
  if (crashes_between) run.crashes().at(201).lives();
  run.fly(3, "destroy_volume", {.volume = "v9"});
  return run;
}
TEST(M11, FlagsADeletionAskedForAgainWhenItIsDone) {
  EXPECT_THAT(asked_for_twice(false).flaws(make_m11), ElementsAre(HasSubstr("again, of which")));
}
TEST(M11, AcceptsADeletionAskedForAgainWhenItsDenialIsNotConfirmed) {
  EXPECT_THAT(asked_for_twice(false, false).flaws(make_m11), IsEmpty());
}
TEST(M11, FlagsThatOneDenialCountsAsTheEnd) {
  for (const bool confirmed : {true, false}) {
    CloudScript run = settled();
    run.at(200).volume("v9", "created", 0).stores({.deletions = {"volume/v9"}});
    run.fly(1, "destroy_volume", {.volume = "v9"}).refused(1, 404, "volume not found");
    if (confirmed) run.fly(2, "get_volume", {.volume = "v9"}).refused(2, 404, "volume not found");
    EXPECT_EQ(run.stores({.status = "running"}).flaws(make_m11).empty(), confirmed);
  }
}
TEST(M11, AcceptsThatACrashForgetsWhatWasTold) {
  EXPECT_THAT(asked_for_twice(true).flaws(make_m11), IsEmpty());
}

// A machine just made is hidden for a while; then somebody's lease keeps it from being destroyed.
TEST(M11, AcceptsThatAMachineHiddenAtFirstIsDestroyedWhenItsLeaseEnds) {
  CloudScript run = settled();
  run.fly(1, "get_machine", {.machine = "m1"}).refused(1, 404, "machine not found");
  run.at(200).asks(1, "destroy").stores({.status = "destroying", .deletions = {"machine/m1"}});
  for (const std::int64_t call : {2, 3})
    run.fly(call, "destroy_machine", {.machine = "m1"}).refused(call, 409, "lease currently held");
  EXPECT_THAT(run.flaws(make_m11), IsEmpty());
}

// A new process does not know how old the machine is.
TEST(M11, AcceptsThatASuccessorAsksAgainForAMachineThatMayBeHidden) {
  for (const bool restarted : {true, false}) {
    CloudScript run = settled();
    if (restarted) run.at(500).crashes().at(501).lives();
    run.at(502).stores({.status = "destroying", .deletions = {"machine/m1"}});
    run.fly(1, "get_machine", {.machine = "m1"}).refused(1, 404, "machine not found");
    for (const std::int64_t call : {2, 3})
      run.fly(call, "destroy_machine", {.machine = "m1"}).refused(call, 404, "machine not found");
    EXPECT_EQ(run.flaws(make_m11).empty(), restarted);
  }
}

// One that was not known is shown by a list: for all that can be told it is new.
TEST(M11, AcceptsThatADestroyAsksAgainForAMachineThatAListHasShown) {
  for (const bool known : {true, false}) {
    CloudScript run = settled();
    run.at(495).stores({.machine = known ? "m1" : ""}).at(500).fly(1, "list_machines");
    run.ok(1, {.ids = {"m1"}}).at(502);
    run.stores({.status = "destroying", .machine = "", .deletions = {"machine/m1"}});
    run.fly(2, "get_machine", {.machine = "m1"}).refused(2, 404, "machine not found");
    for (const std::int64_t call : {3, 4})
      run.fly(call, "destroy_machine", {.machine = "m1"}).refused(call, 404, "machine not found");
    EXPECT_EQ(run.flaws(make_m11).empty(), !known);
  }
}

TEST(M11, FlagsThatAMachineIsStoppedBeforeItsLaunch) {
  for (const std::string state : {"created", "started"}) {
    CloudScript run = settled();
    run.at(10).asks(1, "stop").fly(1, "get_machine", {.machine = "m1"});
    run.ok(1, {.machine = "m1", .state = state}).fly(2, "stop_machine", {.machine = "m1"});
    EXPECT_EQ(run.flaws(make_m11).empty(), state == "started");
  }
}

}  // namespace
}  // namespace scenarios
