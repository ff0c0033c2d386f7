// M1-M4: one start at a time, the look-up, taken names, adoption.
#include <gmock/gmock.h>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/cloud_script.h"

namespace scenarios {
namespace {

using seen::CloudScript;
using seen::provisioned;
using seen::settled;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kByUser = "kiloclaw_user_id=user";
constexpr const char* kTaken = "already_exists: unique machine name violation, machine ID m1";

// A start under way that has looked for a machine and found those; call 1 is answered.
CloudScript looked_up(CloudScript run, std::vector<std::string> found, double at = 10) {
  run.at(at).asks(1, "start").fly(1, "list_machines", {.detail = kByUser}).at(at + 1);
  return run.ok(1, {.ids = std::move(found)});
}
// Of an instance that lost its ids, while machine m1 is there in that state.
CloudScript forgotten(const std::string& state) {
  CloudScript run;
  run.at(0).volume("v1", "attached", 3, "seeded").machine("m1", state, "v1", "seeded");
  run.lives().stores({.status = "stopped", .machine = "", .volume = ""});
  return run;
}

TEST(M1, AcceptsOneAfterTheOther) {
  CloudScript run = settled();
  run.at(10).asks(1, "start").asks(2, "start").at(20).answers(1, 200).answers(2, 200).at(21);
  EXPECT_THAT(run.flaws(make_m1), IsEmpty());
  EXPECT_GE(run.occasions(make_m1), 1U);
}
TEST(M1, FlagsTwoCreatesAtOnce) {
  CloudScript run = looked_up(provisioned(), {});
  run.fly(2, "create_machine").fly(3, "create_machine").at(12);
  EXPECT_THAT(run.flaws(make_m1), ElementsAre(HasSubstr("operations take turns")));
}
TEST(M1, FlagsAStopThatDoesNotWaitItsTurn) {
  CloudScript run = settled();
  run.at(10).asks(1, "start").fly(1, "update_machine", {.machine = "m1", .volume = "v1"});
  run.asks(2, "stop").fly(2, "stop_machine", {.machine = "m1"});
  EXPECT_THAT(run.flaws(make_m1), ElementsAre(HasSubstr("calls stop_machine while")));
}
TEST(M1, FlagsAStartThatDoesNotJoin) {
  CloudScript run = settled();
  run.at(10).asks(1, "start").at(11).asks(2, "start");
  CloudScript late = run;
  EXPECT_THAT(late.at(20).answers(1, 503).at(30).answers(2, 503).flaws(make_m1),
              ElementsAre(HasSubstr("is not answered with it"), HasSubstr("joined another one")));
  EXPECT_THAT(run.at(20).answers(1, 503).answers(2, 200).flaws(make_m1),
              ElementsAre(HasSubstr("joined another one")));
}
TEST(M1, FlagsAnUpdateAfterADestroy) {
  CloudScript run = settled();
  run.at(10).asks(1, "start").at(11).asks(2, "destroy").at(12);
  run.fly(1, "update_machine", {.machine = "m1", .volume = "v1"});
  EXPECT_THAT(run.flaws(make_m1), ElementsAre(HasSubstr("though it was destroyed")));
}
TEST(M1, FlagsAStopOfWhatIsBeingDestroyed) {
  CloudScript run = settled();
  run.at(10).asks(1, "destroy").stores({.status = "destroying"}).answers(1, 202).at(20);
  CloudScript right = run;
  EXPECT_THAT(right.asks(2, "stop").answers(2, 409).flaws(make_m1), IsEmpty());
  EXPECT_THAT(run.asks(2, "stop").answers(2, 200).flaws(make_m1),
              ElementsAre(HasSubstr("though it is being destroyed")));
}
TEST(M1, FlagsThatItForgetsACreateThatMayStillCome) {
  CloudScript run = provisioned();
  run.at(10).asks(1, "start").stores({.machine = "", .volume = "", .intent = "machine"});
  run.fly(1, "create_machine").at(40).refused(1, 0, "broken").asks(2, "destroy");
  run.stores({.status = "destroying", .machine = "", .volume = "", .intent = "machine"});
  CloudScript patient = run;
  EXPECT_THAT(patient.at(911).erases().flaws(make_m1), IsEmpty());
  EXPECT_THAT(run.at(900).erases().flaws(make_m1),
              ElementsAre(HasSubstr("may still be carried out")));
}
TEST(M1, FlagsACreateAfterADestroy) {
  CloudScript run = looked_up(provisioned(), {});
  run.asks(2, "destroy").at(13).fly(2, "create_machine").at(14);
  EXPECT_THAT(run.flaws(make_m1), ElementsAre(HasSubstr("though it was destroyed")));
}
TEST(M1, FlagsThatItComesBackToLife) {
  CloudScript run = settled();
  run.at(10).asks(1, "start").asks(2, "destroy").stores({.status = "destroying"}).at(11);
  EXPECT_THAT(run.stores({.status = "running"}).flaws(make_m1),
              ElementsAre(HasSubstr("is running again")));
}
TEST(M1, FlagsTwoLiveMachines) {
  CloudScript run = looked_up(provisioned(), {});
  run.fly(2, "create_machine").machine("m1", "started", "v1").fly(3, "create_machine");
  run.machine("m2", "started", "v2").ok(3).ok(2).answers(1, 200).at(30);
  EXPECT_THAT(run.flaws(make_m1), ElementsAre(HasSubstr("creat"), HasSubstr("m1, m2")));
}
TEST(M1, FlagsWhatALateCreateLeavesBehind) {
  CloudScript run = settled();
  run.at(10).fly(1, "create_machine").asks(1, "destroy").at(20).erases().answers(1, 200);
  run.at(30).machine("m1", "destroyed", "v1").volume("v1", "destroyed", 3);
  run.at(60).machine("m2", "started", "").at(100);
  EXPECT_THAT(run.flaws(make_m1), IsEmpty()) << "there is time left";
  EXPECT_THAT(run.at(6000).flaws(make_m1), ElementsAre(HasSubstr("its machine m2")));
}
TEST(M1, FlagsAVolumeThatALateCreateLeavesBehind) {
  CloudScript run = settled();
  run.at(10).fly(1, "create_volume").asks(1, "destroy").at(20).erases().answers(1, 200);
  run.at(30).machine("m1", "destroyed", "v1").volume("v1", "destroyed", 3);
  run.at(60).volume("v2", "created", 0);
  EXPECT_THAT(run.at(6000).flaws(make_m1), ElementsAre(HasSubstr("its volume v2")));
}

TEST(M2, AcceptsACreateAfterALookUp) {
  CloudScript run = looked_up(provisioned(), {});
  run.fly(2, "create_volume").ok(2, {.volume = "v1"}).fly(3, "create_machine").at(12);
  EXPECT_THAT(run.flaws(make_m2), IsEmpty());
  EXPECT_GE(run.occasions(make_m2), 2U);
}
TEST(M2, FlagsACreateAfterAFailedLookUp) {
  CloudScript run = provisioned();
  run.at(10).asks(1, "start").fly(1, "list_machines", {.detail = kByUser}).at(11);
  run.refused(1, 503, "down").fly(2, "create_machine").at(12);
  EXPECT_THAT(run.flaws(make_m2), ElementsAre(HasSubstr("no look-up by metadata")));
}
TEST(M2, FlagsACreateBesideACandidate) {
  CloudScript run = looked_up(forgotten("stopped"), {"m1"});
  run.fly(2, "create_volume").fly(3, "create_machine").at(12);
  EXPECT_THAT(run.flaws(make_m2), ElementsAre(HasSubstr("makes a volume before"),
                                              HasSubstr("makes a machine although")));
}
TEST(M2, AcceptsACreateWhenWhatWasListedIsSaidToBeGone) {
  CloudScript run = looked_up(forgotten("stopped"), {"m1"});
  run.fly(2, "get_machine", {.machine = "m1"}).refused(2, 404, "machine not found");
  EXPECT_THAT(run.fly(3, "create_machine").at(12).flaws(make_m2), IsEmpty());
}
TEST(M2, FlagsACreateBesideTheKnownMachine) {
  CloudScript run = settled();
  run.at(10).asks(1, "start").fly(1, "get_machine", {.machine = "m1"}).at(11);
  run.refused(1, 500, "oops").fly(2, "create_machine").at(12);
  EXPECT_THAT(run.flaws(make_m2), ElementsAre(HasSubstr("its machine m1 is gone")));
}
TEST(M2, FlagsACreateBesideOneInAStateThatTheOrderDoesNotName) {
  CloudScript run = looked_up(forgotten("updating"), {"m1"});
  run.fly(2, "create_machine").at(12);
  EXPECT_THAT(run.flaws(make_m2), ElementsAre(HasSubstr("makes a machine although")));
}
TEST(M2, FlagsACreateBecauseAnotherMachineIsGone) {
  CloudScript run = forgotten("stopped");
  run.at(10).asks(1, "start").fly(1, "destroy_machine", {.machine = "m9"}).ok(1).at(11);
  EXPECT_THAT(run.fly(2, "create_machine").flaws(make_m2),
              ElementsAre(HasSubstr("no look-up by metadata")));
}
TEST(M2, FlagsThatAnEarlierStartHasToDo) {
  CloudScript run = looked_up(provisioned(), {});
  run.answers(1, 503).at(20).asks(2, "start").fly(2, "create_machine").at(21);
  EXPECT_THAT(run.flaws(make_m2), ElementsAre(HasSubstr("no look-up by metadata")));
}
TEST(M2, FlagsALookUpOfAnotherUser) {
  CloudScript run = provisioned();
  run.at(10).asks(1, "start").fly(1, "list_machines", {.detail = "kiloclaw_user_id=else"}).ok(1);
  EXPECT_THAT(run.fly(2, "create_machine").flaws(make_m2),
              ElementsAre(HasSubstr("no look-up by metadata")));
}
TEST(M2, FlagsThatTheNameIsNotLookedUp) {
  CloudScript run = provisioned();
  run.at(5).stores({.status = "stopped", .machine = "", .volume = "v1", .intent = "machine"});
  run = looked_up(std::move(run), {});
  CloudScript right = run;
  right.fly(2, "list_machines").ok(2).fly(3, "create_machine");
  EXPECT_THAT(right.flaws(make_m2), IsEmpty());
  EXPECT_THAT(run.fly(2, "create_machine").flaws(make_m2),
              ElementsAre(HasSubstr("has not looked for one of its name")));
}
TEST(M2, FlagsAVolumeBeforeTheMachineHasToldItsOwn) {
  CloudScript run = looked_up(forgotten("stopped"), {"m1"});
  run.stores({.status = "starting", .volume = ""});
  CloudScript asked = run;
  EXPECT_THAT(run.fly(2, "create_volume").flaws(make_m2),
              ElementsAre(HasSubstr("before it has looked what its machine m1 mounts")));
  asked.fly(2, "get_machine", {.machine = "m1"}).at(12);
  asked.ok(2, {.machine = "m1", .volume = "v1", .state = "stopped"}).fly(3, "create_volume");
  EXPECT_THAT(asked.flaws(make_m2), ElementsAre(HasSubstr("although its machine m1 mounts v1")));
}
TEST(M2, FlagsAVolumeInPlaceOfALostOneBeforeTheMachineHasToldItsOwn) {
  CloudScript run = provisioned();
  run.at(5).stores({.status = "stopped", .machine = "m1", .volume = "v1"});
  run.at(10).asks(1, "start").fly(1, "get_volume", {.volume = "v1"}).refused(1, 404, "not found");
  run.stores({.status = "starting", .machine = "m1", .volume = ""});
  CloudScript asked = run;
  EXPECT_THAT(run.fly(2, "create_volume").flaws(make_m2),
              ElementsAre(HasSubstr("before it has looked what its machine m1 mounts")));
  asked.fly(2, "get_machine", {.machine = "m1"}).at(12);
  asked.ok(2, {.machine = "m1", .volume = "v1", .state = "stopped"}).fly(3, "create_volume");
  EXPECT_THAT(asked.flaws(make_m2), IsEmpty());
}
TEST(M2, AcceptsAVolumeWhenTheMachinesOwnIsSaidToBeGone) {
  CloudScript run = looked_up(forgotten("stopped"), {"m1"});
  run.stores({.status = "starting", .volume = ""});
  run.fly(2, "get_machine", {.machine = "m1"}).at(12);
  run.ok(2, {.machine = "m1", .volume = "v1", .state = "stopped"});
  run.fly(3, "get_volume", {.volume = "v1"}).refused(3, 404, "volume not found");
  EXPECT_THAT(run.fly(4, "create_volume").flaws(make_m2), IsEmpty());
}
TEST(M2, FlagsThatTheOlderOfEqualsIsTaken) {
  CloudScript run = forgotten("stopped");
  run.at(5).machine("m2", "stopped", "v2", "seeded");
  run = looked_up(std::move(run), {"m1", "m2"});
  run.stores({.status = "starting", .volume = ""});
  EXPECT_THAT(run.flaws(make_m2), ElementsAre(HasSubstr("of the same state and newer")));
}
TEST(M2, AcceptsACreateWhenTheKnownMachineIsGone) {
  CloudScript run = settled();
  run.at(10).asks(1, "start").fly(1, "get_machine", {.machine = "m1"}).at(11);
  run.refused(1, 404, "machine not found").fly(2, "create_machine").at(12);
  EXPECT_THAT(run.flaws(make_m2), IsEmpty());
}
TEST(M2, FlagsThatTheWorseOneIsTaken) {
  CloudScript run = forgotten("stopped");
  run.machine("m2", "failed", "v2", "seeded");
  run = looked_up(std::move(run), {"m1", "m2"});
  CloudScript better = run;
  EXPECT_THAT(better.stores({.status = "starting", .volume = ""}).flaws(make_m2), IsEmpty());
  run.stores({.status = "starting", .machine = "m2", .volume = ""});
  EXPECT_THAT(run.flaws(make_m2), ElementsAre(HasSubstr("although m1 is stopped")));
}
// Longer than lists lag.
TEST(M2, FlagsThatADyingOneIsTaken) {
  CloudScript run = looked_up(forgotten("destroying"), {"m1"}, 100);
  run.stores({.status = "starting", .volume = ""});
  EXPECT_THAT(run.flaws(make_m2), ElementsAre(HasSubstr("m1, which is destroying")));
  CloudScript just_now = looked_up(forgotten("destroying"), {"m1"});
  just_now.stores({.status = "starting", .volume = ""});
  EXPECT_THAT(just_now.flaws(make_m2), IsEmpty());
}

TEST(M2, AcceptsWhatAListThatLagsShows) {
  CloudScript run = looked_up(forgotten("destroyed"), {"m1"});
  run.stores({.status = "starting", .volume = ""});
  EXPECT_THAT(run.flaws(make_m2), IsEmpty());
}

// A create was refused because m1 has the name; call 2.
CloudScript taken() {
  CloudScript run = looked_up(forgotten("stopped"), {});
  run.fly(2, "create_machine", {.volume = "v2", .name = "sb"}).at(12);
  return run.refused(2, 409, kTaken);
}

TEST(M3, AcceptsAConfirmedAdoption) {
  CloudScript run = taken();
  run.fly(3, "get_machine", {.machine = "m1"}).at(13).ok(3, {.machine = "m1", .state = "stopped"});
  run.stores({.status = "starting"}).at(20).answers(1, 200);
  EXPECT_THAT(run.flaws(make_m3), IsEmpty());
  EXPECT_GE(run.occasions(make_m3), 2U);
}
TEST(M3, FlagsAHintThatNobodyConfirmed) {
  CloudScript run = taken();
  EXPECT_THAT(run.stores({.status = "starting"}).flaws(make_m3),
              ElementsAre(HasSubstr("which a refusal named")));
}
TEST(M3, FlagsAMachineOfAnotherName) {
  CloudScript run = taken();
  run.machine("m9", "stopped", "v9", "seeded", "other");
  run.fly(3, "get_machine", {.machine = "m9"}).at(13).ok(3, {.machine = "m9", .state = "stopped"});
  EXPECT_THAT(run.stores({.status = "starting", .machine = "m9"}).flaws(make_m3),
              ElementsAre(HasSubstr("which is called other")));
}
TEST(M3, FlagsABlindSecondCreate) {
  CloudScript run = taken();
  run.fly(3, "create_machine", {.volume = "v2", .name = "sb"});
  EXPECT_THAT(run.flaws(make_m3),
              ElementsAre(HasSubstr("nobody is known to have given the name up")));
}
TEST(M3, FlagsASecondCreateBesideTheOneThatHasTheName) {
  CloudScript run = taken();
  run.fly(3, "get_machine", {.machine = "m1"}).at(13).ok(3, {.machine = "m1", .state = "stopped"});
  run.fly(4, "create_machine", {.volume = "v2", .name = "sb"});
  EXPECT_THAT(run.flaws(make_m3), ElementsAre(HasSubstr("although m1 has the name")));
}
TEST(M3, FlagsAnAdoptionForLackOfRoom) {
  CloudScript run = looked_up(forgotten("stopped"), {});
  run.fly(2, "create_machine", {.volume = "v2", .name = "sb"}).at(12);
  run.refused(2, 409, "aborted: could not reserve resource for machine: no capacity");
  EXPECT_THAT(run.stores({.status = "starting"}).flaws(make_m3),
              ElementsAre(HasSubstr("refused for another reason")));
}
TEST(M3, FlagsThatNobodyLooksWhoHasTheName) {
  CloudScript run = taken();
  CloudScript listed = run;
  EXPECT_THAT(run.answers(1, 409).flaws(make_m3),
              ElementsAre(HasSubstr("without having found machine m1")));
  listed.fly(3, "list_machines", {.detail = "kiloclaw_user_id=user"}).ok(3);
  EXPECT_THAT(listed.fly(4, "list_machines").ok(4).answers(1, 409).flaws(make_m3),
              ElementsAre(HasSubstr("without having found machine m1")))
      << "the refusal has named it";
}
TEST(M3, FlagsAMachineThatNeverWas) {
  CloudScript run = taken();
  EXPECT_THAT(run.stores({.status = "starting", .machine = "m8"}).flaws(make_m3),
              ElementsAre(HasSubstr("m8, which never was")));
}
TEST(M3, AcceptsAMachineThatTheStoreHeldBeforeTheRun) {
  CloudScript run;
  EXPECT_THAT(run.stores({.machine = "m8"}).lives().flaws(make_m3), IsEmpty());
}

// A fresh volume v2 was made, then m1 on v1 was found and adopted.
CloudScript adopted(const std::string& kept) {
  CloudScript run = looked_up(forgotten("stopped"), {});
  run.fly(2, "create_volume").volume("v2", "created", 0).at(12).ok(2, {.volume = "v2"});
  run.stores({.status = "starting", .machine = "", .volume = "v2"});
  run.fly(3, "create_machine", {.volume = "v2", .name = "sb"}).at(13).refused(3, 409, kTaken);
  run.fly(4, "get_machine", {.machine = "m1"}).at(14).ok(4, {.machine = "m1", .volume = "v1"});
  return run.stores({.status = "starting", .volume = kept, .deletions = {"volume/v2"}});
}

TEST(M4, AcceptsThatTheAdoptedVolumeWins) {
  CloudScript run = adopted("v1");
  EXPECT_THAT(run.at(20).answers(1, 200).flaws(make_m4), IsEmpty());
  EXPECT_GE(run.occasions(make_m4), 1U);
}
TEST(M4, FlagsThatTheFreshOneWins) {
  CloudScript run = adopted("v2");
  EXPECT_THAT(run.at(20).answers(1, 200).flaws(make_m4),
              ElementsAre(HasSubstr("keeps volume \"v2\" instead")));
}
TEST(M4, FlagsThatTheAdoptedVolumeIsDeleted) {
  CloudScript run = adopted("v1");
  run.fly(5, "destroy_volume", {.volume = "v1"});
  EXPECT_THAT(run.flaws(make_m4), ElementsAre(HasSubstr("deletes volume v1")));
}
// v3 was forked from it for lack of room, and v4 from that.
TEST(M4, AcceptsThatTheAdoptedVolumeGoesForAForkOfAFork) {
  for (const std::string first : {"v1", "v0"}) {
    CloudScript run = adopted("v1");
    run.volume("v3", "created", 0, "seeded", first).volume("v4", "created", 0, "seeded", "v3");
    run.stores({.status = "starting", .machine = "", .volume = "v4"});
    run.fly(5, "destroy_volume", {.volume = "v1"});
    EXPECT_EQ(run.flaws(make_m4).empty(), first == "v1");
  }
}
TEST(M4, FlagsThatTheAdoptedMachineIsDestroyed) {
  CloudScript run = adopted("v1");
  run.fly(5, "destroy_machine", {.machine = "m1"});
  EXPECT_THAT(run.flaws(make_m4), ElementsAre(HasSubstr("as if it were stale")));
}
// Fly says again and again that there is no such volume, and no list shows it.
TEST(M4, AcceptsThatTheAdoptedMachineIsDestroyedWhenItsVolumeIsDenied) {
  for (const bool again : {true, false}) {
    CloudScript run = adopted("v2");
    run.fly(5, "get_volume", {.volume = "v1"}).refused(5, 404, "volume not found");
    run.fly(6, "list_volumes").ok(6, {.ids = {"v2"}});
    run.fly(7, "get_volume", {.volume = "v1"});
    again ? run.refused(7, 404, "volume not found") : run.ok(7, {.volume = "v1"});
    run.fly(8, "destroy_machine", {.machine = "m1"});
    EXPECT_EQ(run.flaws(make_m4).empty(), again);
  }
}
TEST(M4, AcceptsThatAStaleOneIsDestroyed) {
  CloudScript run;
  run.at(0).volume("v0", "created", 5, "seeded").machine("m1", "stopped", "v1", "seeded");
  run.lives().stores({.status = "stopped", .machine = "", .volume = "v0"});
  run.at(10).asks(1, "start").stores({.status = "starting", .volume = "v0"});
  run.fly(1, "destroy_machine", {.machine = "m1"});
  EXPECT_THAT(run.flaws(make_m4), IsEmpty());
}
TEST(M4, FlagsASecondAdoption) {
  CloudScript run = adopted("v1");
  run.machine("m2", "stopped", "v1", "seeded").stores({.status = "starting", .machine = "m2"});
  EXPECT_THAT(run.flaws(make_m4), ElementsAre(HasSubstr("had adopted another")));
}
// One that is being destroyed is held until it is gone, and then another one has the name.
TEST(M4, AcceptsAnAdoptionAfterTheEndOfADyingOne) {
  for (const bool dying : {true, false}) {
    CloudScript run = settled();
    run.at(5).stores({.status = "stopped", .machine = ""});
    run.machine("m1", dying ? "destroying" : "stopped", "v1", dying ? "others" : "stopped");
    run.machine("m2", "stopped", "v1", "seeded").at(10).asks(1, "start");
    run.at(11).stores({.status = "starting"}).at(12).stores({.status = "starting", .machine = ""});
    run.at(13).stores({.status = "starting", .machine = "m2"});
    const auto flaws = run.flaws(make_m4);
    if (dying) {
      EXPECT_THAT(flaws, IsEmpty());
    } else {
      EXPECT_THAT(flaws, ElementsAre(HasSubstr("in a start that had adopted another")));
    }
  }
}
// Its own create made m1, and the reply was lost: it was taken, or has vanished before that. m2 has
// the name when the start is given up.
TEST(M4, AcceptsThatNoOtherIsTakenAfterWhatALostCreateMade) {
  for (const bool taken : {true, false}) {
    CloudScript run = looked_up(provisioned(), {});
    run.fly(2, "create_machine", {.volume = "v1"}).machine("m1", "created", "v1");
    run.refused(2, 0, "broken");
    if (taken) run.stores({.status = "starting"});
    run.machine("m1", "destroyed", "v1", "vanished").machine("m2", "created", "v1", "seeded");
    run.stores({.status = "starting", .machine = ""}).fly(3, "get_machine", {.machine = "m2"});
    run.ok(3, {.machine = "m2", .state = "created"}).stores({.status = "stopped", .machine = ""});
    EXPECT_EQ(run.answers(1, 503).flaws(make_m4).empty(), taken);
  }
}
// v0 is a fork that was made of v1 while m1 was hidden.
TEST(M4, AcceptsThatAForkYieldsToItsSource) {
  CloudScript run;
  run.at(0).volume("v0", "created", 5, "seeded").machine("m1", "stopped", "v1", "seeded");
  run.lives().stores({.status = "stopped", .machine = "", .volume = "v0", .source = "v1"});
  run.at(10).asks(1, "start").stores({.status = "starting", .volume = "v0", .source = "v1"});
  EXPECT_THAT(run.stores({.status = "starting"}).flaws(make_m4), IsEmpty());
}
TEST(M4, FlagsThatAStaleMachineWins) {
  CloudScript run;
  run.at(0).volume("v0", "created", 5, "seeded").machine("m1", "stopped", "v1", "seeded");
  run.lives().stores({.status = "stopped", .machine = "", .volume = "v0"}).at(10).asks(1, "start");
  run.stores({.status = "starting", .volume = "v0"});
  CloudScript hasty = run;
  EXPECT_THAT(run.stores({.status = "starting"}).flaws(make_m4),
              ElementsAre(HasSubstr("gives up volume v0")));
  EXPECT_THAT(hasty.fly(1, "create_machine").flaws(make_m4),
              ElementsAre(HasSubstr("before the stale one, m1, is destroyed")));
}
TEST(M4, FlagsAMountedVolumeThatDoesNotCount) {
  CloudScript run = looked_up(provisioned(), {});
  run.stores({.status = "starting", .machine = "", .volume = "v1", .started_once = false});
  run.fly(2, "create_machine", {.volume = "v1"}).machine("m1", "created", "v1");
  run.ok(2, {.machine = "m1"}).stores({.status = "starting", .started_once = false});
  EXPECT_THAT(run.flaws(make_m4), ElementsAre(HasSubstr("does not count it as holding")));
}
TEST(M4, FlagsAFreshVolumeThatStays) {
  CloudScript run = adopted("v1");
  run.stores({.status = "starting"}).at(20).answers(1, 200);
  EXPECT_THAT(run.flaws(make_m4), ElementsAre(HasSubstr("does not delete it")));
}

}  // namespace
}  // namespace scenarios
