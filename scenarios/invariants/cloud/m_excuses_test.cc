// What excuses that somebody's data are put at risk, and what comes close to it and does not.
#include <gmock/gmock.h>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/cloud_script.h"

namespace scenarios {
namespace {

using seen::CloudScript;
using seen::provisioned;
using seen::ScriptState;
using seen::settled;
using seen::settled_beside_another;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// What somebody has its machine mount counts as its own, until it is taken away.
TEST(M8, FlagsThatAnotherOnesDataAreDeletedThatWereTakenAway) {
  for (const bool taken_away : {true, false}) {
    CloudScript run = settled_beside_another();
    run.machine("m1", "started", "v7", "mount_changed");
    if (taken_away) run.machine("m1", "started", "v1", "mount_changed");
    run.fly(1, "destroy_volume", {.volume = "v7"});
    if (taken_away) {
      EXPECT_THAT(run.flaws(make_m8), ElementsAre(HasSubstr("with the data of else")));
    } else {
      EXPECT_THAT(run.flaws(make_m8), IsEmpty());
    }
  }
}
// One that is on its way out is not what the lost create was for.
TEST(M8, FlagsAStartPastAQuotaBesideADyingMachine) {
  for (const std::string state : {"destroying", "created"}) {
    CloudScript run;
    run.at(0).volume("v1", "created", 0, "seeded").lives().stores({.machine = ""});
    run.at(10).asks(1, "start").fly(1, "create_machine", {.volume = "v1"}).refused(1, 502, "");
    run.fly(2, "create_machine", {.volume = "v1"});
    run.at(12).refused(2, 403, "using 9 MB of memory which is over the allowed quota");
    run.fly(3, "get_machine", {.machine = "m1"}).ok(3, {.machine = "m1", .state = state});
    run.fly(4, "create_machine", {.volume = "v1"});
    if (state == "destroying") {
      EXPECT_THAT(run.flaws(make_m8), ElementsAre(HasSubstr("in a start that met a quota")));
    } else {
      EXPECT_THAT(run.flaws(make_m8), IsEmpty());
    }
  }
}

// Machine m1 is on v1, which its instance knew; somebody has just changed that, or nobody has.
TEST(M4, FlagsThatAMachineIsDestroyedThatWasSeenWithTheKnownVolume) {
  for (const std::string shown : {"v1", "v9"}) {
    CloudScript run;
    run.at(0).volume("v1", "attached", 3, "seeded").machine("m1", "stopped", "v1", "seeded");
    run.lives().stores({.status = "stopped", .machine = ""}).at(10).asks(1, "start");
    run.fly(1, "get_machine", {.machine = "m1"}).ok(1, {.machine = "m1", .volume = "v9"});
    run.fly(2, "get_machine", {.machine = "m1"}).ok(2, {.machine = "m1", .volume = shown});
    run.stores({.status = "starting"}).fly(3, "destroy_machine", {.machine = "m1"});
    if (shown == "v1") {
      EXPECT_THAT(run.flaws(make_m4), ElementsAre(HasSubstr("as if it were stale")));
    } else {
      EXPECT_THAT(run.flaws(make_m4), IsEmpty());
    }
  }
}

// It could go no further than a look that failed; one that has succeeded is no reason to end.
TEST(M7, FlagsThatItGivesUpAfterALookThatHasSucceeded) {
  for (const bool failed : {true, false}) {
    CloudScript run = settled();
    run.at(10).asks(1, "start").fly(1, "get_volume", {.volume = "v1"});
    run.ok(1, {.volume = "v1", .state = "attached"});
    run.fly(2, "update_machine", {.machine = "m1", .volume = "v1"});
    run.refused(2, 400, "invalid_argument: volume does not exist");
    run.fly(3, "list_machines");
    if (failed) {
      run.refused(3, 500, "broken").answers(1, 500);
      EXPECT_THAT(run.flaws(make_m7), IsEmpty());
    } else {
      run.ok(3).answers(1, 500);
      EXPECT_THAT(run.flaws(make_m7), ElementsAre(HasSubstr("gave the start up")));
    }
  }
}

// The end of a machine is told by the status alone, by that of a wait for its end.
TEST(M2, FlagsACreateAfterAWaitThatTellsNoEnd) {
  const auto created_after = [](const std::string& awaited, std::int64_t status) {
    CloudScript run = settled();
    run.at(10).asks(1, "start").stores({.status = "starting", .machine = ""});
    run.fly(1, "wait", {.machine = "m1", .detail = awaited}).refused(1, status, "truncated");
    return run.fly(2, "create_machine", {.volume = "v1"}).flaws(make_m2);
  };
  EXPECT_THAT(created_after("destroyed", 200), IsEmpty());
  EXPECT_THAT(created_after("destroyed", 408), ElementsAre(HasSubstr("it is not proven")));
  EXPECT_THAT(created_after("stopped", 200), ElementsAre(HasSubstr("it is not proven")));
}

// Volume v0 was there, and shown, before the create whose answer is lost, and is taken for what
// that has made.
const ScriptState kIntends = {
    .machine = "", .volume = "", .intent = "volume", .started_once = false};
const ScriptState kHoldsOlder = {.machine = "", .volume = "v0", .started_once = false};

CloudScript takes_older(bool its_own, std::int64_t data, const std::string& region = "dfw") {
  CloudScript run = provisioned();
  run.at(5).asks(1, "start");
  if (its_own) run.stores(kIntends).fly(1, "create_volume", {.region = "dfw"});
  run.volume("v0", "created", data);
  if (its_own) run.refused(1, 0, "broken");
  run.fly(2, "list_volumes").ok(2, {.ids = {"v0"}});
  run.at(20).stores(kIntends).fly(3, "create_volume", {.region = region});
  return run.refused(3, 0, "broken").stores(kHoldsOlder);
}
TEST(M9, AcceptsThatAnOlderOrphanOfItsOwnIsTaken) {
  EXPECT_THAT(takes_older(true, 0).flaws(make_m9), IsEmpty());
}
TEST(M9, FlagsThatAnOlderVolumeIsTakenThatMayBeAnotherOnes) {
  const auto flagged = ElementsAre(HasSubstr("takes volume v0 for one that its create has made"));
  EXPECT_THAT(takes_older(false, 0).flaws(make_m9), flagged);
  EXPECT_THAT(takes_older(true, 1).flaws(make_m9), flagged) << "it was used";
  EXPECT_THAT(takes_older(true, 0, "lax").flaws(make_m9), flagged) << "it is elsewhere";
}

}  // namespace
}  // namespace scenarios
