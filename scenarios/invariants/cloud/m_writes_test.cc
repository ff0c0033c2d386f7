// M8 and M9: which of the user's writes a volume has, and not how many.
#include <gmock/gmock.h>

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

// v2 is a fork of v1, which has 3 writes.
CloudScript forked() {
  CloudScript run = settled();
  run.at(10).stores({.intent = "fork"}).fly(1, "create_volume", {.source = "v1"});
  run.volume("v2", "hydrating", 0, "api", "v1").ok(1, {.volume = "v2"});
  return run.stores({.volume = "v2", .source = "v1"});
}
// It is confirmed; machine m2 runs on it.
CloudScript moved() {
  CloudScript run = forked();
  run.at(12).volume("v2", "attached", 3, "hydrated", "v1");
  run.machine("m1", "destroyed", "v1").machine("m2", "started", "v2");
  run.fly(2, "get_volume", {.volume = "v2"}).ok(2, {.volume = "v2", .state = "attached"});
  return run.stores({.machine = "m2", .volume = "v2", .deletions = {"volume/v1"}});
}
CloudScript& deletes(CloudScript& run, std::int64_t call, const std::string& volume,
                     std::int64_t data) {
  return run.fly(call, "destroy_volume", {.volume = volume})
      .volume(volume, "scheduling_destroy", data)
      .ok(call);
}
CloudScript& restarts(CloudScript& run) {
  return run.at(30).asks(1, "start").at(40).answers(1, 200);
}

TEST(M8, FlagsThatTheSourceGoesWithWhatWasWrittenBesideTheFork) {
  for (const bool beside : {false, true}) {
    CloudScript run = moved();
    if (beside) run.volume("v1", "attached", 4, "written");
    run.volume("v2", "attached", 9, "written", "v1");
    deletes(run, 3, "v1", beside ? 4 : 3);
    if (beside) {
      EXPECT_THAT(run.flaws(make_m8), ElementsAre(HasSubstr("\"v2\", lacks 1")));
    } else {
      EXPECT_THAT(run.flaws(make_m8), IsEmpty());
    }
  }
}
TEST(M8, FlagsThatTheSourceGoesWhenTheForkIsNotHeld) {
  CloudScript run = moved();
  run.volume("v3", "created", 0).stores({.machine = "m2", .volume = "v3"});
  deletes(run, 3, "v1", 3);
  EXPECT_THAT(run.flaws(make_m8), ElementsAre(HasSubstr("\"v3\", lacks 3")));
}
// The world takes the fork: it is a copy for as long as nobody has told so.
TEST(M8, FlagsThatTheSourceGoesOnceTheForkIsKnownToBeLost) {
  for (const bool told : {false, true}) {
    CloudScript run = moved();
    run.volume("v2", "destroyed", 3, "vanished", "v1").fly(3, "get_volume", {.volume = "v2"});
    if (told) run.refused(3, 404, "volume not found");
    deletes(run, 4, "v1", 3);
    EXPECT_EQ(run.flaws(make_m8).empty(), !told);
  }
}
// Nobody can be told who does not ask.
TEST(M8, FlagsThatTheSourceGoesWhenNobodyHasLookedAtTheLostForkOfLate) {
  for (const bool looked : {true, false}) {
    CloudScript run = moved();
    run.at(1000);
    if (looked)
      run.fly(3, "get_volume", {.volume = "v2"}).ok(3, {.volume = "v2", .state = "attached"});
    run.volume("v2", "destroyed", 3, "vanished", "v1");
    deletes(run, 4, "v1", 3);
    EXPECT_EQ(run.flaws(make_m8).empty(), looked);
  }
}
TEST(M8, AcceptsThatAVolumeOfSomebodyElsesDoingGoes) {
  for (const bool held : {false, true}) {
    CloudScript run = settled();
    run.volume("v2", "created", 0, "seeded").at(5).machine("m1", "started", "v2", "mount_changed");
    run.volume("v2", "attached", 2, "written");
    if (held) run.stores({.volume = "v2"}).stores({});
    deletes(run, 1, "v2", 2);
    EXPECT_EQ(run.flaws(make_m8).empty(), !held);
  }
}

TEST(M9, FlagsThatAForkLacksWhatWasWrittenOnItsSource) {
  for (const bool beside : {false, true}) {
    CloudScript run = moved();
    if (beside) run.volume("v1", "attached", 4, "written");
    run.volume("v2", "attached", 9, "written", "v1");
    restarts(run);
    if (beside) {
      EXPECT_THAT(run.flaws(make_m9), ElementsAre(HasSubstr("it lacks 1 of 10, made on v1")));
    } else {
      EXPECT_THAT(run.flaws(make_m9), IsEmpty());
    }
  }
}
// What the instance has deleted the last copy of is owed; what the world took is not.
TEST(M9, FlagsThatTheOnlyCopyWasDeleted) {
  for (const bool by_the_world : {true, false}) {
    CloudScript run = moved();
    run.volume("v1", "attached", 4, "written");
    if (by_the_world) run.volume("v1", "destroyed", 4, "vanished");
    if (!by_the_world) deletes(run, 3, "v1", 4);
    restarts(run.stores({.machine = "m2", .volume = "v2"}));
    EXPECT_EQ(run.flaws(make_m9).empty(), by_the_world);
  }
}
// The fork vanishes before its source could be deleted, or after.
TEST(M9, FlagsThatTheSourceOfALostForkIsNotHeldAgain) {
  for (const bool deleted : {true, false}) {
    CloudScript run = moved();
    if (deleted) deletes(run, 3, "v1", 3);
    run.at(20).volume("v2", "destroyed", 3, "vanished", "v1").volume("v3", "created", 0);
    run.machine("m3", "started", "v3").stores({.machine = "m3", .volume = "v3"});
    restarts(run);
    if (deleted) {
      EXPECT_THAT(run.flaws(make_m9), IsEmpty());
    } else {
      EXPECT_THAT(run.flaws(make_m9), ElementsAre(HasSubstr("it lacks 3 of 3, made on v1")));
    }
  }
}
// The world takes the fork while its source is being deleted, and nobody has told so.
TEST(M9, AcceptsThatTheSourceWentBeforeAnybodyKnewThatTheForkWasLost) {
  for (const bool told : {false, true}) {
    CloudScript run = moved();
    run.volume("v2", "destroyed", 3, "vanished", "v1").fly(3, "get_volume", {.volume = "v2"});
    if (told) run.refused(3, 404, "volume not found");
    deletes(run, 4, "v1", 3).volume("v3", "created", 0);
    run.machine("m3", "started", "v3").stores({.machine = "m3", .volume = "v3"});
    restarts(run);
    EXPECT_EQ(run.flaws(make_m9).empty(), !told);
  }
}
// Two volumes with data of the user, neither made by the instance: which one is taken is for M2 and
// M4. A fresh volume in their place is another matter.
TEST(M9, AcceptsOneOfTwoVolumesThatSomebodyElseMade) {
  for (const bool fresh : {false, true}) {
    CloudScript run;
    run.at(0).volume("v1", "created", 3, "seeded").volume("v2", "created", 7, "seeded").lives();
    run.stores({.volume = "", .intent = "volume"}).fly(1, "create_volume");
    run.volume("v3", "created", 0).ok(1, {.volume = "v3"}).stores({.volume = "v3"});
    const std::string used = fresh ? "v3" : "v1";
    run.machine("m1", "started", used).stores({.volume = used});
    const auto flaws = restarts(run).flaws(make_m9);
    EXPECT_EQ(flaws, fresh
                         ? std::vector<std::string>{"sb runs on volume \"v3\" with data 0; of the "
                                                    "user's newest it lacks 10 of 10, made on "
                                                    "v1, v2"}
                         : std::vector<std::string>{});
  }
}
TEST(M9, AcceptsAForkThatReadsThroughToItsSource) {
  for (const bool there : {true, false}) {
    CloudScript run = forked();
    run.machine("m1", "started", "v2");
    if (!there) deletes(run.stores({.volume = "v2", .deletions = {"volume/v1"}}), 2, "v1", 3);
    restarts(run);
    if (there) {
      EXPECT_THAT(run.flaws(make_m9), IsEmpty());
    } else {
      EXPECT_THAT(run.flaws(make_m9), ElementsAre(HasSubstr("it lacks 3 of 3, made on v1")));
    }
  }
}

// ---- a create that may have happened
// -------------------------------------------------------------------------------------------------

const seen::ScriptCall kOnIt{
    .volume = "v1", .name = "sb", .region = "dfw", .detail = "shared 2 3072"};

// The machine that is stored then is dead, was made before, or came of the create.
TEST(M8, FlagsAMoveBesideALostCreateThoughADeadMachineIsStored) {
  for (const bool dead : {true, false}) {
    CloudScript run = settled();
    run.at(5).machine("m1", "destroyed", "v1").stores({.status = "stopped", .machine = ""});
    run.at(10).asks(1, "start").fly(1, "create_machine", kOnIt);
    run.refused(1, 0, "broken").at(11);
    if (!dead) run.machine("m2", "started", "v1");
    run.stores({.status = "starting", .machine = dead ? "m1" : "m2"});
    run.stores({.status = "starting", .machine = ""});
    run.fly(2, "create_machine", kOnIt);
    run.refused(2, 412, "insufficient resources to create new machine with existing volume");
    run.at(20).fly(3, "create_volume", {.name = "kiloclaw_sb", .region = "lax", .source = "v1"});
    const auto of_model = run.deviations();
    if (!dead) {
      EXPECT_THAT(run.flaws(make_m8), IsEmpty());
      EXPECT_THAT(of_model, testing::Not(Contains(HasSubstr("no move while a create"))));
    } else {
      EXPECT_THAT(run.flaws(make_m8), ElementsAre(HasSubstr("may have happened")));
      EXPECT_THAT(of_model, Contains(HasSubstr("no move while a create")));
    }
  }
}

}  // namespace
}  // namespace scenarios
