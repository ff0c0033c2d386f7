// M1 to M11: what is still owed in a later start, stop or destroy, each both ways.
#include <gmock/gmock.h>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/cloud_script.h"

namespace scenarios {
namespace {

using seen::CloudScript;
using seen::provisioned;
using seen::ScriptState;
using seen::settled;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Matches;

constexpr const char* kNoRoom = "insufficient resources to create new machine with existing volume";
constexpr const char* kNameTaken = "already_exists: unique machine name violation";

TEST(M1, FlagsThatItIsStoppedAfterADestroy) {
  CloudScript run = settled();
  run.at(10).asks(1, "destroy").stores({.status = "destroying"}).at(11);
  CloudScript right = run;
  EXPECT_THAT(right.stores({.status = "destroying", .machine = ""}).flaws(make_m1), IsEmpty());
  EXPECT_THAT(run.stores({.status = "stopped"}).flaws(make_m1),
              ElementsAre(HasSubstr("is stopped again")));
}

TEST(M1, FlagsThatADestroyThatWasAnsweredIsForgotten) {
  for (const bool told : {true, false}) {
    CloudScript run = settled();
    run.at(10).asks(1, "destroy");
    if (told) run.answers(1, 202);
    CloudScript erased = run;
    erased.stores({.status = "destroying"}).at(1000).erases().crashes().lives();
    EXPECT_THAT(erased.stores({.status = "provisioned"}).flaws(make_m1), IsEmpty());
    EXPECT_EQ(run.at(12).stores({.status = "stopped"}).flaws(make_m1).empty(), !told);
  }
}

// Somebody has mounted v2, and v1 is gone.
TEST(M2, FlagsThatAMachineIsTouchedBeforeItHasToldItsVolume) {
  CloudScript run = settled();
  run.at(5).machine("m1", "started", "v2", "mount_changed").at(10).asks(1, "reconcile");
  run.stores({.volume = ""});
  CloudScript stop = run;
  EXPECT_THAT(run.fly(1, "stop_machine", {.machine = "m1"}).flaws(make_m2),
              ElementsAre(HasSubstr("has not taken the volume")));
  stop.answers(1, 200).asks(2, "stop").fly(1, "stop_machine", {.machine = "m1"});
  EXPECT_THAT(stop.flaws(make_m2), IsEmpty());
}

TEST(M4, FlagsAStartOnAVolumeThatDoesNotCount) {
  for (const bool counts : {true, false}) {
    CloudScript run;
    run.at(0).volume("v1", "attached", 3, "seeded").machine("m1", "started", "v1", "seeded");
    run.lives().stores({.started_once = false}).at(10).asks(1, "start");
    run.at(12).stores({.started_once = counts}).answers(1, 200);
    EXPECT_EQ(run.flaws(make_m4).empty(), counts);
  }
}
TEST(M4, FlagsAVolumeThatCountsAsItsOwnFork) {
  CloudScript run = settled();
  CloudScript right = run;
  EXPECT_THAT(right.stores({.source = "v0"}).flaws(make_m4), IsEmpty());
  EXPECT_THAT(run.stores({.source = "v1"}).flaws(make_m4),
              ElementsAre(HasSubstr("for a fork of itself")));
}
TEST(M4, FlagsThatAUsedForkYields) {
  for (const bool used : {true, false}) {
    CloudScript run = settled();
    run.volume("v2", "created", 4, "seeded", "v1").at(5);
    if (used) run.machine("m1", "started", "v2");
    run.stores({.status = "stopped", .volume = "v2", .source = "v1"}).at(10).asks(1, "start");
    EXPECT_EQ(run.stores({.status = "starting"}).flaws(make_m4).empty(), !used);
  }
}
// m1 has the name. An earlier machine, m0, was held, and was gone already when it `lived` not.
TEST(M4, FlagsThatItGivesUpForAMachineThatIsGone) {
  for (const bool lived : {true, false}) {
    CloudScript run = settled();
    run.at(5).stores({.status = "stopped", .machine = ""});
    run.machine("m0", lived ? "stopped" : "destroyed", "v1", "seeded");
    run.at(10).asks(1, "start").stores({.status = "starting", .machine = "m0"}).at(11);
    run.stores({.status = "starting", .machine = ""});
    run.fly(1, "create_machine", {.name = "sb"}).refused(1, 409, kNameTaken);
    run.fly(2, "get_machine", {.machine = "m1"}).at(12).ok(2, {.machine = "m1"});
    EXPECT_EQ(run.answers(1, 503).flaws(make_m4).empty(), lived);
  }
}
// m2, one too many, is destroyed when m1 is known no longer.
TEST(M4, AcceptsThatWhatWasOneTooManyIsDestroyed) {
  for (const bool noted : {true, false}) {
    CloudScript run = settled();
    run.machine("m2", "stopped", "v1", "seeded").at(10).asks(1, "start");
    if (noted) run.stores({.status = "starting", .deletions = {"machine/m2"}});
    run.stores({.status = "starting", .machine = "", .deletions = {"machine/m2"}}).at(11);
    EXPECT_EQ(run.fly(1, "destroy_machine", {.machine = "m2"}).flaws(make_m4).empty(), noted);
  }
}
// Once m1 is to be destroyed, somebody else mounts v1 there.
TEST(M4, AcceptsThatARetiredMachineIsDestroyedWhoeverChangesItsMount) {
  for (const bool changed : {true, false}) {
    CloudScript run;
    run.at(0).volume("v1", "created", 5, "seeded");
    run.machine("m1", "stopped", changed ? "" : "v1", "seeded").lives();
    run.stores({.machine = "", .volume = "", .deletions = {"machine/m1"}, .started_once = false});
    if (changed) run.at(5).machine("m1", "stopped", "v1", "mount_changed");
    run.at(10).asks(1, "start").fly(1, "destroy_machine", {.machine = "m1"});
    EXPECT_EQ(run.flaws(make_m4).empty(), changed);
  }
}

// It cannot have the volume, and one such machine was destroyed already.
TEST(M5, AcceptsThatAStartIsGivenUpForAMachineElsewhere) {
  for (const bool elsewhere : {true, false}) {
    CloudScript run = settled();
    run.at(10).asks(1, "start").fly(1, "get_machine", {.machine = "m1"}).at(11);
    sim::FlyMachineChanged moved;
    moved.id = "m1";
    moved.name = moved.sandbox = CloudScript::kSandbox;
    moved.state = "starting";
    moved.region = elsewhere ? "lax" : "dfw";
    moved.volume = "v2";
    moved.why = "moved";
    run.add(moved).ok(1, {.machine = "m1", .volume = "v2", .state = "starting"});
    EXPECT_EQ(run.answers(1, 503).flaws(make_m5).empty(), elsewhere);
  }
}

// A check that waits to try its update again goes on with the volume that it has seen.
TEST(M6, AcceptsThatACheckTriesItsUpdateAgain) {
  for (const bool soon : {true, false}) {
    CloudScript run = settled();
    run.at(8).fly(1, "get_volume", {.volume = "v1"}).ok(1, {.volume = "v1", .state = "created"});
    run.fly(2, "update_machine", {.machine = "m1", .volume = "v1"}).refused(2, 503, "");
    run.at(soon ? 10 : 60).asks(1, "start").fly(3, "update_machine", {.volume = "v1"});
    EXPECT_EQ(run.flaws(make_m6).empty(), soon);
    EXPECT_EQ(run.flaws(make_m12).empty(), soon);
  }
}

// The refusal was the end of the start before.
TEST(M6, AcceptsAFreshVolumeSoonAfterAStartThatFailed) {
  CloudScript run = provisioned();
  run.at(8).asks(1, "start").fly(1, "create_volume").refused(1, 503, "").answers(1, 503).at(10);
  run.asks(2, "start").fly(2, "create_volume").volume("v1", "created", 0).ok(2, {.volume = "v1"});
  run.stores({.machine = "", .volume = "v1"}).fly(3, "create_machine", {.volume = "v1"});
  run.at(12).ok(3, {.machine = "m1"}).stores({});
  EXPECT_THAT(run.answers(2, 200).flaws(make_m6), IsEmpty());
}

// A create may have happened in the first start; the second one meets no room.
TEST(M8, FlagsAMoveInTheStartAfterALostCreate) {
  for (const bool late : {true, false}) {
    CloudScript run = settled();
    run.at(5).stores({.status = "stopped", .machine = ""}).at(10).asks(1, "start");
    run.fly(1, "create_machine", {.volume = "v1", .region = "dfw"}).refused(1, 0, "broken");
    run.answers(1, 503).at(late ? 140 : 40).asks(2, "start");
    run.fly(2, "create_machine", {.volume = "v1", .region = "dfw"}).refused(2, 412, kNoRoom);
    run.fly(3, "create_volume", {.region = "lax", .source = "v1"});
    EXPECT_EQ(run.flaws(make_m8).empty(), late);
  }
}
// v1 was made for a machine that was refused for sure, unless the first reply was lost.
TEST(M8, FlagsAForkOfWhatNoMachineWasGiven) {
  for (const bool lost : {true, false}) {
    CloudScript run = provisioned();
    run.at(10).asks(1, "start").fly(1, "create_volume").volume("v1", "created", 0);
    run.ok(1, {.volume = "v1"}).stores({.machine = "", .volume = "v1"});
    run.fly(2, "create_machine", {.volume = "v1", .region = "dfw"});
    run.refused(2, lost ? 500 : 412, kNoRoom);
    run.at(140).fly(3, "create_machine", {.volume = "v1", .region = "dfw"});
    run.refused(3, 412, kNoRoom).fly(4, "create_volume", {.region = "lax", .source = "v1"});
    EXPECT_EQ(run.flaws(make_m8).empty(), lost);
  }
}
TEST(M8, FlagsADeletionBesideAnUnconfirmedFork) {
  for (const bool confirmed : {true, false}) {
    CloudScript run = settled();
    run.volume("v9", "created", 3, "seeded", "v1").volume("v8", "created", 2, "seeded");
    run.at(10).stores({.source = confirmed ? "" : "v8", .deletions = {"volume/v9"}});
    EXPECT_EQ(run.fly(1, "destroy_volume", {.volume = "v9"}).flaws(make_m8).empty(), confirmed);
  }
}
// A fork whose machine never started may have been written to all the same.
TEST(M8, AcceptsAForkOfAForkThatAMachineWasGiven) {
  for (const bool given : {true, false}) {
    CloudScript run;
    run.at(0).volume("v0", "created", 3, "seeded").volume("v1", "created", 3, "seeded", "v0");
    run.lives().stores({.status = "stopped", .machine = "", .source = "v0"}).at(5);
    if (given) run.fly(1, "create_machine", {.volume = "v1"}).ok(1, {.machine = "m1"});
    run.at(10).asks(1, "start").fly(2, "create_machine", {.volume = "v1", .region = "dfw"});
    run.refused(2, 412, kNoRoom);
    CloudScript in_doubt = run;
    run.fly(3, "create_volume", {.region = "lax", .source = "v1"});
    EXPECT_EQ(run.flaws(make_m8).empty(), given);
    in_doubt.stores({.machine = "", .intent = "machine+fork", .source = "v0"});
    in_doubt.fly(3, "create_volume", {.region = "lax", .source = "v1"});
    EXPECT_THAT(in_doubt.flaws(make_m8), IsEmpty()) << "a create may have happened";
  }
}

TEST(M9, FlagsThatWhatIsHeldIsDeleted) {
  for (const bool held : {true, false}) {
    CloudScript run = settled();
    run.at(10).stores({.volume = held ? "v1" : "v2", .deletions = {"volume/v1"}});
    EXPECT_EQ(run.fly(1, "destroy_volume", {.volume = "v1"}).flaws(make_m9).empty(), !held);
  }
}
TEST(M9, FlagsThatAMachineIsTakenThatIsToGo) {
  for (const char* state : {"started", "destroying"}) {
    CloudScript run = settled();
    run.at(10).machine("m2", state, "v1").stores({.machine = "", .deletions = {"machine/m2"}});
    run.stores({.machine = "m2", .deletions = {"machine/m2"}});
    const auto taken = Contains(HasSubstr("takes machine m2, which is on its list of deletions"));
    EXPECT_EQ(Matches(taken)(run.flaws(make_m9)), std::string(state) == "started");
  }
}
TEST(M9, FlagsAStateThatWasErased) {
  CloudScript run = settled();
  run.at(10).stores({.status = "destroying"}).erases().at(11);
  CloudScript anew = run;
  EXPECT_THAT(anew.stores({.status = "starting", .machine = "", .volume = ""}).flaws(make_m9),
              IsEmpty());
  CloudScript successor = run;
  EXPECT_THAT(run.stores({.status = "destroying"}).flaws(make_m9),
              ElementsAre(HasSubstr("which was erased")));
  successor.crashes().lives().stores({.status = "destroying", .machine = "", .volume = ""});
  EXPECT_THAT(successor.flaws(make_m9), IsEmpty());
}

TEST(M11, FlagsAStopThatDoesNotLookForWhatItsCreateMayHaveMade) {
  for (const bool looked : {true, false}) {
    CloudScript run = settled();
    run.at(5).stores({.status = "stopped", .machine = "", .intent = "machine"});
    run.at(10).asks(1, "stop").fly(1, "list_machines").at(11);
    if (looked) {
      run.ok(1);
    } else {
      run.refused(1, 401, "unauthorized");
    }
    EXPECT_EQ(run.answers(1, 200).flaws(make_m11).empty(), looked);
  }
}
TEST(M11, FlagsADestroyThatIsForgotten) {
  CloudScript run = settled();
  run.at(10).asks(1, "destroy").at(11).answers(1, 202).stores({.status = "stopped"});
  EXPECT_THAT(run.at(6000).flaws(make_m11), ElementsAre(HasSubstr("it had to be gone")));
}

// What an operation that is over has read it does not hold.
TEST(M9, FlagsAnIntentThatStaysOpenBesideAMachineThatWasRead) {
  for (const bool over : {true, false}) {
    CloudScript run;
    run.at(0).volume("v1", "created", 0, "seeded").lives();
    run.stores({.status = "starting", .machine = "", .intent = "machine"}).asks(1, "start");
    run.fly(1, "create_machine", {.volume = "v1"})
        .refused(1, 502, "")
        .machine("m1", "created", "v1");
    run.fly(2, "get_machine", {.machine = "m1"}).ok(2, {.machine = "m1", .state = "created"});
    if (over) run.answers(1, 503);
    run.at(10).stores({.status = "stopped", .intent = "machine"});
    const auto open = Contains(HasSubstr("its intent to make one is open still"));
    EXPECT_EQ(Matches(open)(run.flaws(make_m9)), !over);
  }
}

}  // namespace
}  // namespace scenarios
