// M6-M8: the volume check, its repair, and capacity.
#include <gmock/gmock.h>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/cloud_script.h"

namespace scenarios {
namespace {

using seen::CloudScript;
using seen::settled;
using seen::settled_beside_another;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// A start that looks at its volume; call 1 is not answered yet.
CloudScript checking() {
  CloudScript run = settled();
  return run.at(10).asks(1, "start").fly(1, "get_volume", {.volume = "v1"}).at(11);
}

TEST(M6, AcceptsAVolumeThatIsThere) {
  CloudScript run = checking();
  run.ok(1, {.volume = "v1", .state = "attached"});
  run.fly(2, "update_machine", {.machine = "m1", .volume = "v1"}).at(20).answers(1, 200);
  EXPECT_THAT(run.flaws(make_m6), IsEmpty());
  EXPECT_GE(run.occasions(make_m6), 3U);
}
TEST(M6, AcceptsAProvenLoss) {
  CloudScript run = checking();
  run.refused(1, 404, "volume not found").fly(2, "list_volumes").at(12).ok(2, {.ids = {"v9"}});
  CloudScript hasty = run;
  run.fly(3, "get_volume", {.volume = "v1"}).refused(3, 404, "volume not found");
  EXPECT_THAT(run.stores({.volume = ""}).flaws(make_m6), IsEmpty());
  EXPECT_THAT(hasty.stores({.volume = ""}).flaws(make_m6),
              ElementsAre(HasSubstr("not proven to be gone")));
}
// What it held is a source then, beside the lost one.
TEST(M6, AcceptsThatTheForkOfAForkTakesItsPlace) {
  CloudScript run = checking();
  run.volume("v2", "destroyed", 3, "vanished", "v1").volume("v3", "created", 3, "api", "v2");
  run.volume("v4", "created", 0, "api");
  CloudScript other = run;
  EXPECT_THAT(run.stores({.volume = "v3", .source = "v2"}).flaws(make_m6), IsEmpty());
  EXPECT_THAT(other.stores({.volume = "v4"}).flaws(make_m6),
              ElementsAre(HasSubstr("not proven to be gone")));
}
TEST(M6, FlagsALossThatNoListConfirms) {
  CloudScript run = checking();
  run.refused(1, 404, "volume not found").stores({.volume = ""});
  EXPECT_THAT(run.flaws(make_m6), ElementsAre(HasSubstr("not proven to be gone")));
}
TEST(M6, FlagsALossTakenFromAnother404) {
  CloudScript run = checking();
  run.refused(1, 404, "app not found").fly(2, "list_volumes").at(12).ok(2, {.ids = {"v9"}});
  EXPECT_THAT(run.stores({.volume = ""}).flaws(make_m6),
              ElementsAre(HasSubstr("not proven to be gone")));
}
// What it meant may have been read from what is left of it.
TEST(M6, AcceptsALossThatGarbled404sAndAListTell) {
  CloudScript run = checking();
  run.refused(1, 404, "malformed");
  CloudScript alone = run;
  run.fly(2, "list_volumes").at(12).ok(2, {.ids = {"v9"}});
  run.fly(3, "get_volume", {.volume = "v1"}).refused(3, 404, "malformed");
  EXPECT_THAT(run.stores({.volume = ""}).flaws(make_m6), IsEmpty());
  EXPECT_THAT(alone.stores({.volume = ""}).flaws(make_m6),
              ElementsAre(HasSubstr("not proven to be gone")));
}
// A check has its turn before the start, which looks for itself.
TEST(M6, AcceptsThatACheckGoesOnWithWhatItHasSeen) {
  CloudScript run = settled();
  run.at(8).fly(1, "get_volume", {.volume = "v1"}).ok(1, {.volume = "v1", .state = "created"});
  run.fly(2, "stop_machine", {.machine = "m1"}).at(10).asks(1, "start").ok(2);
  run.fly(3, "update_machine", {.machine = "m1", .volume = "v1"}).ok(3);
  run.stores({.status = "starting"});
  CloudScript blind = run;
  run.fly(4, "get_volume", {.volume = "v1"}).ok(4, {.volume = "v1", .state = "attached"});
  EXPECT_THAT(run.at(20).answers(1, 200).flaws(make_m6), IsEmpty());
  EXPECT_THAT(blind.at(20).answers(1, 200).flaws(make_m6),
              ElementsAre(HasSubstr("without a check of its volume")));
}
// Nor does it forget what it has seen before the start begins.
TEST(M6, AcceptsThatACheckLooksAtAnotherVolumeWhenAStartIsAsked) {
  for (const bool begins : {true, false}) {
    CloudScript run = settled();
    run.at(8).fly(1, "get_volume", {.volume = "v1"}).ok(1, {.volume = "v1", .state = "created"});
    run.fly(2, "get_volume", {.volume = "v9"}).at(10).asks(1, "start");
    run.refused(2, 404, "volume not found");
    if (begins) run.stores({.status = "starting"});
    run.fly(4, "update_machine", {.machine = "m1", .volume = "v1"});
    EXPECT_EQ(run.flaws(make_m6).empty(), !begins);
  }
}
// So it does when what it makes is the first volume.
TEST(M6, AcceptsAVolumeThatTheStartHasMade) {
  CloudScript run = settled();
  run.at(8).fly(1, "stop_machine", {.machine = "m1"}).at(10).asks(1, "start").ok(1);
  run.stores({.status = "starting"});
  CloudScript blind = run;
  run.fly(2, "create_volume").at(11).volume("v2", "created", 0, "api");
  run.ok(2, {.volume = "v2", .state = "created"}).stores({.volume = "v2"});
  EXPECT_THAT(run.at(20).answers(1, 200).flaws(make_m6),
              Not(Contains(HasSubstr("without a check of its volume"))));
  EXPECT_THAT(blind.at(20).answers(1, 200).flaws(make_m6),
              ElementsAre(HasSubstr("without a check of its volume")));
}
TEST(M6, FlagsAMountThatIsNotChecked) {
  CloudScript run = settled();
  run.at(10).asks(1, "start").fly(1, "update_machine", {.machine = "m1", .volume = "v1"});
  EXPECT_THAT(run.flaws(make_m6), ElementsAre(HasSubstr("without having checked it")));
}
TEST(M6, FlagsAMountOfAMissingVolume) {
  CloudScript run = checking();
  run.ok(1, {.volume = "v1", .state = "destroying"});
  run.fly(2, "create_machine", {.volume = "v1"});
  EXPECT_THAT(run.flaws(make_m6), ElementsAre(HasSubstr("has seen missing")));
}
TEST(M6, FlagsAMountOfAVolumeThatNeverWas) {
  CloudScript run = settled();
  run.at(10).asks(1, "start").fly(1, "get_volume", {.volume = "v9"}).at(11);
  run.ok(1, {.volume = "v9", .state = "created"}).fly(2, "create_machine", {.volume = "v9"});
  EXPECT_THAT(run.flaws(make_m6), ElementsAre(HasSubstr("v9, which never was")));
}
TEST(M6, FlagsAStartWithoutACheck) {
  CloudScript run = settled();
  run.at(10).asks(1, "start").at(12).answers(1, 200);
  EXPECT_THAT(run.flaws(make_m6), ElementsAre(HasSubstr("without a check")));
}
TEST(M6, FlagsAMountOnWhichFlyContradictsItself) {
  CloudScript run = checking();
  run.refused(1, 404, "volume not found").fly(2, "list_volumes").at(12).ok(2, {.ids = {"v1"}});
  CloudScript right = run;
  right.fly(3, "get_volume", {.volume = "v1"}).ok(3, {.volume = "v1", .state = "attached"});
  right.fly(4, "update_machine", {.machine = "m1", .volume = "v1"});
  EXPECT_THAT(right.flaws(make_m6), IsEmpty());
  run.fly(3, "update_machine", {.machine = "m1", .volume = "v1"});
  EXPECT_THAT(run.flaws(make_m6), ElementsAre(HasSubstr("lists and says not to exist")));
}
TEST(M6, FlagsThatTheSourceOfALostForkIsNotHeld) {
  CloudScript run = settled();
  run.at(5).volume("v0", "created", 3, "seeded").stores({.source = "v0"});
  run.at(10).asks(1, "start").fly(1, "get_volume", {.volume = "v1"}).at(11);
  run.ok(1, {.volume = "v1", .state = "destroyed"});
  EXPECT_THAT(CloudScript(run).stores({.volume = "v0"}).flaws(make_m6), IsEmpty());
  EXPECT_THAT(run.stores({.volume = ""}).flaws(make_m6),
              ElementsAre(HasSubstr("does not hold its source v0")));
}
TEST(M6, FlagsRegionDrift) {
  CloudScript run = checking();
  run.ok(1, {.volume = "v1", .state = "attached"}).stores({.region = "lax"}).at(20);
  EXPECT_THAT(run.answers(1, 200).flaws(make_m6), ElementsAre(HasSubstr("it is in dfw")));
}

// The update was refused because v1 is missing; call 2.
CloudScript missing() {
  CloudScript run = checking();
  run.ok(1, {.volume = "v1", .state = "attached"});
  run.fly(2, "update_machine", {.machine = "m1", .volume = "v1"}).at(12);
  return run.refused(2, 400, "invalid_argument: volume does not exist");
}

TEST(M7, AcceptsARepairAndOneRetry) {
  CloudScript run = missing();
  run.fly(3, "get_volume", {.volume = "v1"}).at(13).ok(3);
  run.fly(4, "update_machine", {.machine = "m1", .volume = "v2"}).at(14).ok(4).answers(1, 200);
  EXPECT_THAT(run.flaws(make_m7), IsEmpty());
  EXPECT_EQ(run.occasions(make_m7), 1U);
}
TEST(M7, FlagsARetryWithoutRepair) {
  CloudScript run = missing();
  run.fly(4, "update_machine", {.machine = "m1", .volume = "v1"});
  EXPECT_THAT(run.flaws(make_m7), ElementsAre(HasSubstr("without having looked")));
}
TEST(M7, FlagsASecondRetry) {
  CloudScript run = missing();
  run.fly(3, "get_volume", {.volume = "v1"}).at(13).ok(3);
  run.fly(4, "update_machine", {.machine = "m1", .volume = "v2"}).at(14);
  run.refused(4, 400, "volume not found").fly(5, "list_volumes").ok(5);
  run.fly(6, "update_machine", {.machine = "m1", .volume = "v3"});
  EXPECT_THAT(run.flaws(make_m7), ElementsAre(HasSubstr("missing 2 times")));
}
TEST(M7, FlagsARepairWithoutARetry) {
  CloudScript run = missing();
  run.fly(3, "get_volume", {.volume = "v1"}).at(13).ok(3).answers(1, 503);
  EXPECT_THAT(run.flaws(make_m7), ElementsAre(HasSubstr("without one retry")));
}
TEST(M7, FlagsThatItGivesUp) {
  CloudScript run = missing();
  CloudScript adopted = run;  // what an earlier try had made: it has its volume
  EXPECT_THAT(run.answers(1, 503).flaws(make_m7), ElementsAre(HasSubstr("gave the start up")));
  EXPECT_THAT(adopted.answers(1, 200).flaws(make_m7), IsEmpty());
}

// An earlier refusal that nobody can read may have said the same, and have led to the one retry.
TEST(M7, AcceptsThatItGivesUpAfterAGarbledRefusal) {
  for (const char* const text : {"malformed", "internal"}) {
    CloudScript run = checking();
    run.ok(1, {.volume = "v1", .state = "attached"});
    run.fly(8, "update_machine", {.machine = "m1", .volume = "v1"}).refused(8, 400, text);
    run.fly(2, "update_machine", {.machine = "m1", .volume = "v2"}).at(12);
    run.refused(2, 400, "invalid_argument: volume does not exist").answers(1, 400);
    EXPECT_EQ(run.flaws(make_m7).empty(), text == std::string_view("malformed"));
  }
}

// The start was refused for lack of capacity; call 2.
CloudScript stranded(const std::string& text, bool started_once = true) {
  CloudScript run;
  run.at(0).volume("v1", "attached", started_once ? 3 : 0, "seeded");
  run.machine("m1", "stopped", "v1", "seeded").lives();
  run.stores({.status = "stopped", .started_once = started_once}).at(10).asks(1, "start");
  run.stores({.status = "starting", .started_once = started_once});
  run.fly(2, "update_machine", {.machine = "m1", .volume = "v1"}).at(12);
  return run.refused(2, 412, text);
}
constexpr const char* kFull = "insufficient resources to create new machine with existing volume";

TEST(M8, AcceptsAForkOfUserData) {
  CloudScript run = stranded(kFull);
  run.fly(3, "create_volume", {.source = "v1"});
  EXPECT_THAT(run.flaws(make_m8), IsEmpty());
  EXPECT_EQ(run.occasions(make_m8), 1U);
}
TEST(M8, FlagsAFreshVolumeInPlaceOfUserData) {
  CloudScript run = stranded(kFull);
  EXPECT_THAT(run.fly(3, "create_volume").flaws(make_m8), ElementsAre(HasSubstr("no fork of it")));
}
TEST(M8, FlagsAForkWithoutUserData) {
  CloudScript run = stranded(kFull, false);
  CloudScript fresh = run;
  EXPECT_THAT(fresh.fly(3, "create_volume").flaws(make_m8), IsEmpty());
  EXPECT_THAT(run.fly(3, "create_volume", {.source = "v1"}).flaws(make_m8),
              ElementsAre(HasSubstr("holds no user data")));
}
TEST(M8, FlagsAForkForAMachineLimit) {
  CloudScript run = stranded("Your organization has reached its machine limit");
  EXPECT_THAT(run.fly(3, "create_volume", {.source = "v1"}).flaws(make_m8),
              ElementsAre(HasSubstr("number of machines")));
}

TEST(M8, FlagsAForkForAQuota) {
  CloudScript run =
      stranded("organization is using 9 MB of memory which is over the allowed quota");
  EXPECT_THAT(run.fly(3, "create_volume", {.source = "v1"}).flaws(make_m8),
              ElementsAre(HasSubstr("a quota that is used up")));
}
// What an earlier try of the create has made needs no room.
TEST(M8, AcceptsTheMachineOfATryBeforeTheQuota) {
  CloudScript run;
  run.at(0)
      .volume("v1", "created", 0, "seeded")
      .lives()
      .stores({.status = "stopped", .machine = ""});
  run.at(10).asks(1, "start");
  CloudScript alone = run;
  run.fly(1, "create_machine", {.volume = "v1"}).at(11).refused(1, 502, "");
  for (CloudScript* each : {&run, &alone}) {
    each->fly(2, "create_machine", {.volume = "v1"});
    each->at(12).refused(2, 403, "using 9 MB of memory which is over the allowed quota");
    each->machine("m1", "created", "v1").fly(3, "get_machine", {.machine = "m1"});
    each->at(13).ok(3, {.machine = "m1", .volume = "v1", .state = "created"});
    each->fly(4, "update_machine", {.machine = "m1", .volume = "v1"});
  }
  EXPECT_THAT(run.flaws(make_m8), IsEmpty());
  EXPECT_THAT(alone.flaws(make_m8), ElementsAre(HasSubstr("in a start that met a quota")));
}
TEST(M8, FlagsThatItGivesUpForLackOfRoom) {
  CloudScript run = stranded(kFull);
  CloudScript tried = run;
  EXPECT_THAT(run.answers(1, 412).flaws(make_m8), ElementsAre(HasSubstr("did not move")));
  tried.fly(3, "create_volume", {.region = "lax", .source = "v1"}).refused(3, 400, "no capacity");
  EXPECT_THAT(tried.answers(1, 400).flaws(make_m8), IsEmpty());
}
// Whoever else has the volume may write there.
TEST(M8, AcceptsThatAVolumeThatAnotherOneHasIsNotMoved) {
  for (const std::string claimant : {"m1", "m9"}) {
    CloudScript run = stranded(kFull);
    sim::FlyMachineChanged theirs;
    theirs.id = "m9";
    theirs.state = "started";
    theirs.sandbox = "another";
    sim::FlyVolumeChanged taken;
    taken.id = "v1";
    taken.state = "attached";
    taken.machine = claimant;
    taken.region = "dfw";
    run.add(theirs).add(taken).answers(1, 503);
    EXPECT_EQ(run.flaws(make_m8).empty(), claimant == "m9");
  }
}
TEST(M8, FlagsTheSameRegionAgain) {
  CloudScript run = stranded(kFull);
  run.fly(3, "create_volume", {.region = "lax", .source = "v1"}).refused(3, 400, "no capacity");
  run.fly(4, "create_volume", {.region = "lax", .source = "v1"});
  EXPECT_THAT(run.flaws(make_m8), ElementsAre(HasSubstr("asks for a volume in lax again")));
}
TEST(M8, FlagsTheFullRegionFirst) {
  CloudScript run = stranded(kFull);
  run.fly(3, "create_volume", {.region = "dfw", .source = "v1"});
  EXPECT_THAT(run.flaws(make_m8), ElementsAre(HasSubstr("looks for room in dfw first")));
}
TEST(M8, AcceptsTheFullRegionWhenThereIsNoOther) {
  Terms terms;
  terms.cloud.regions = {"dfw"};
  CloudScript run = stranded(kFull);
  EXPECT_THAT(CloudScript(run).answers(1, 412).flaws(make_m8, terms), IsEmpty());
  run.fly(3, "create_volume", {.region = "dfw", .source = "v1"});
  EXPECT_THAT(run.flaws(make_m8, terms), IsEmpty());
}
TEST(M8, FlagsAMoveWhileACreateMayHaveHappened) {
  CloudScript run = settled();
  run.at(5).stores({.status = "stopped", .machine = ""}).at(10).asks(1, "start");
  run.fly(1, "create_machine", {.volume = "v1", .region = "dfw"}).refused(1, 0, "broken");
  run.fly(2, "create_machine", {.volume = "v1", .region = "dfw"}).refused(2, 412, kFull);
  CloudScript late = run;
  EXPECT_THAT(
      late.at(140).fly(3, "create_volume", {.region = "lax", .source = "v1"}).flaws(make_m8),
      IsEmpty());
  EXPECT_THAT(run.at(60).fly(3, "create_volume", {.region = "lax", .source = "v1"}).flaws(make_m8),
              ElementsAre(HasSubstr("may have happened")));
}
TEST(M8, FlagsTheRegionOfTheMachineAfterAnotherMove) {
  CloudScript run = settled();
  run.at(5).stores({.status = "stopped", .machine = ""}).at(10).asks(1, "start");
  run.stores({.status = "starting", .machine = ""});
  run.fly(1, "create_machine", {.volume = "v1", .region = "dfw"}).refused(1, 412, kFull);
  run.fly(2, "create_volume", {.region = "lax", .source = "v1"}).ok(2, {.volume = "v2"});
  run.volume("v2", "created", 0, "api", "v1");
  run.stores({.status = "starting", .machine = "", .volume = "v2", .source = "v1"});
  run.fly(3, "create_machine", {.volume = "v2", .region = "lax"}).refused(3, 412, kFull);
  run.fly(4, "create_volume", {.region = "dfw", .source = "v1"});
  EXPECT_THAT(run.flaws(make_m8), ElementsAre(HasSubstr("asks for a volume in dfw again")));
}
TEST(M8, FlagsDataThatTheInstanceDoesNotKnowOf) {
  CloudScript run = stranded(kFull, false);
  run.volume("v1", "attached", 4, "written");
  EXPECT_THAT(run.fly(3, "create_volume").flaws(make_m8), ElementsAre(HasSubstr("no fork of it")));
}
// v1 is a fork of v0 that is not confirmed; there is no room for the machine beside it.
CloudScript forked_before(bool used) {
  CloudScript run;
  run.at(0).volume("v0", "created", 3, "seeded").volume("v1", "hydrating", 3, "seeded", "v0");
  run.machine("m1", used ? "started" : "stopped", "v1", "seeded").lives();
  run.stores({.status = "stopped", .source = "v0"}).at(10).asks(1, "start");
  run.fly(2, "update_machine", {.machine = "m1", .volume = "v1"}).at(12).refused(2, 412, kFull);
  return run;
}
TEST(M8, FlagsAForkOfTheWrongOne) {
  EXPECT_THAT(forked_before(false).fly(3, "create_volume", {.source = "v0"}).flaws(make_m8),
              IsEmpty());
  EXPECT_THAT(forked_before(false).fly(3, "create_volume", {.source = "v1"}).flaws(make_m8),
              ElementsAre(HasSubstr("which was never used")));
  EXPECT_THAT(forked_before(true).fly(3, "create_volume", {.source = "v0"}).flaws(make_m8),
              ElementsAre(HasSubstr("may be newer")));
}
TEST(M8, FlagsTheMachineThatStays) {
  CloudScript run = stranded(kFull);
  run.fly(3, "create_volume", {.source = "v1"}).ok(3, {.volume = "v2"});
  run.stores({.status = "starting", .machine = "m2", .volume = "v2", .source = "v1"});
  EXPECT_THAT(run.at(30).answers(1, 200).flaws(make_m8), ElementsAre(HasSubstr("still there")));
}

// v1 was forked to v2, on which machine m2 runs when `runs`; a GET showed v2 in that state.
CloudScript forked(bool runs, const std::string& state) {
  CloudScript run = stranded(kFull);
  run.fly(3, "create_volume", {.source = "v1"}).volume("v2", "hydrating", 0, "api", "v1");
  run.ok(3, {.volume = "v2"}).at(40).volume("v2", "attached", 3, "hydrated", "v1");
  run.fly(4, "get_volume", {.volume = "v2"}).ok(4, {.volume = "v2", .state = state});
  if (runs) run.machine("m2", "started", "v2");
  run.stores({.machine = "m2", .volume = "v2", .deletions = {"volume/v1"}});
  return run.fly(5, "destroy_volume", {.volume = "v1"});
}
TEST(M8, AcceptsThatTheSourceGoesOnceTheCopyIsConfirmed) {
  EXPECT_THAT(forked(true, "attached").flaws(make_m8), IsEmpty());
}
TEST(M8, FlagsThatTheSourceGoesBeforeAStart) {
  EXPECT_THAT(forked(false, "attached").flaws(make_m8),
              ElementsAre(HasSubstr("no confirmed copy")));
}
TEST(M8, FlagsThatTheSourceGoesWhileTheCopyWasSeenHydrating) {
  EXPECT_THAT(forked(true, "hydrating").flaws(make_m8),
              ElementsAre(HasSubstr("no confirmed copy")));
}
TEST(M8, FlagsThatAnotherOnesDataAreDeleted) {
  CloudScript run = settled_beside_another();
  CloudScript handed_over = run;
  run.fly(1, "destroy_volume", {.volume = "v7"});
  EXPECT_THAT(run.flaws(make_m8), ElementsAre(HasSubstr("with the data of else")));
  handed_over.machine("m1", "started", "v7", "mount_changed");
  handed_over.fly(1, "destroy_volume", {.volume = "v7"});
  EXPECT_THAT(handed_over.flaws(make_m8), IsEmpty()) << "nothing tells that it is not its own";
}

}  // namespace
}  // namespace scenarios
