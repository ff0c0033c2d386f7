// The reference model of an instance: calls of the Machines API that are allowed, and that are not.
#include <gmock/gmock.h>

#include "scenarios/invariants/support/cloud_script.h"

namespace scenarios::seen {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kSize = "shared 2 3072";
constexpr const char* kOfUser = "kiloclaw_user_id=user";
constexpr const char* kVolumeName = "kiloclaw_sb";

ScriptState starting(ScriptState state = {}) {
  state.status = "starting";
  return state;
}
ScriptState without_machine(const std::string& intent = {}) {
  return {.status = "starting", .machine = "", .intent = intent};
}
ScriptCall on_own_volume(const std::string& name = "sb") {
  return {.volume = "v1", .name = name, .region = "dfw", .detail = kSize};
}

// A start has begun, and its volume has been checked.
CloudScript begun(const ScriptState& state = starting()) {
  CloudScript run = settled();
  run.at(10).asks(1, "start").stores(state);
  return run.fly(1, "get_volume", {.volume = "v1"}).ok(1, {.volume = "v1", .state = "attached"});
}
// Its machine has been looked at.
CloudScript looked(const std::string& state, const std::string& mounts = "v1") {
  CloudScript run = begun();
  run.fly(2, "get_machine", {.machine = "m1"});
  return run.ok(2, {.machine = "m1", .volume = mounts, .state = state});
}
CloudScript updated() {
  CloudScript run = looked("stopped");
  run.fly(3, "update_machine", {.machine = "m1", .volume = "v1", .detail = kSize});
  return run.ok(3, {.machine = "m1", .volume = "v1", .state = "replacing"});
}
// No machine is known, and the look-up found none.
CloudScript searched(const std::string& intent = {}) {
  CloudScript run = begun(without_machine(intent));
  return run.fly(2, "list_machines", {.detail = kOfUser}).ok(2);
}
CloudScript destroying() {
  CloudScript run = settled();
  run.at(10).asks(1, "destroy");
  return run.stores({.status = "destroying",
                     .machine = "",
                     .volume = "",
                     .deletions = {"machine/m1", "volume/v1"}});
}
CloudScript checking() {
  CloudScript run = settled();
  return run.at(310);
}

auto one(const std::string& clause, const std::string& text) {
  return ElementsAre(testing::AllOf(testing::StartsWith(clause + ": "), HasSubstr(text)));
}

TEST(InstanceModel, AllowsAFirstStart) {
  CloudScript run = provisioned();
  run.at(1).asks(1, "start").stores({.status = "starting", .machine = "", .volume = ""});
  run.fly(1, "list_machines", {.detail = kOfUser}).ok(1).fly(2, "list_volumes").ok(2);
  run.stores({.status = "starting", .machine = "", .volume = "", .intent = "volume"});
  run.fly(3, "create_volume", {.name = kVolumeName, .region = "dfw"}).volume("v1", "created", 0);
  run.ok(3, {.volume = "v1", .state = "created"}).stores(without_machine("machine"));
  run.fly(4, "create_machine", on_own_volume()).machine("m1", "started", "v1");
  run.ok(4, {.machine = "m1", .volume = "v1", .state = "created"}).stores(starting());
  run.fly(5, "wait", {.machine = "m1", .detail = "started"}).ok(5).stores({}).answers(1, 200);
  EXPECT_THAT(run.deviations(), IsEmpty());
}

TEST(InstanceModel, AllowsTheStopOfOneWithAnotherMount) {
  CloudScript run = looked("started", "v9");
  run.fly(3, "stop_machine", {.machine = "m1"}).ok(3);
  run.fly(4, "wait", {.machine = "m1", .detail = "stopped "}).ok(4, {.state = "stopped"});
  run.fly(5, "update_machine", {.machine = "m1", .volume = "v1", .detail = kSize});
  EXPECT_THAT(run.deviations(), IsEmpty());
}
TEST(InstanceModel, TellsAStopOfOneThatRunsAsItShould) {
  CloudScript run = looked("started");
  run.fly(3, "stop_machine", {.machine = "m1"});
  EXPECT_THAT(run.deviations(), one("M5", "beside a stop only"));
}
TEST(InstanceModel, TellsAnUpdateOfOneThatWasNotAtRest) {
  for (const char* const state : {"started", "stopping", "replacing"}) {
    CloudScript run = looked(state);
    run.fly(3, "update_machine", {.machine = "m1", .volume = "v1", .detail = kSize});
    EXPECT_THAT(run.deviations(), one("M5", "one at rest; it was told \"" + std::string(state)));
  }
}
// Though by now it is: that is not what it was told.
TEST(InstanceModel, JudgesByWhatWasTold) {
  CloudScript run = looked("stopping");
  run.machine("m1", "stopped", "v1", "stopped");
  run.fly(3, "update_machine", {.machine = "m1", .volume = "v1", .detail = kSize});
  EXPECT_THAT(run.deviations(), one("M5", "it was told \"stopping\""));
}
TEST(InstanceModel, TellsAnUpdateToAnotherSize) {
  CloudScript run = updated();
  run.fly(4, "get_machine", {.machine = "m1"})
      .ok(4, {.machine = "m1", .volume = "v1", .state = "stopped"});
  run.fly(5, "update_machine", {.machine = "m1", .volume = "v1", .detail = "shared 4 4096"});
  EXPECT_THAT(run.deviations(), one("M5", "the machine's size, shared 2 3072"));
}
TEST(InstanceModel, AllowsAnUpdateOfOneThatIsCreated) {
  CloudScript run = looked("created");
  run.fly(3, "update_machine", {.machine = "m1", .volume = "v1", .detail = kSize});
  EXPECT_THAT(run.deviations(), IsEmpty());
}
TEST(InstanceModel, TellsAnUpdateOntoAnotherVolume) {
  CloudScript run = looked("stopped");
  run.fly(3, "update_machine", {.machine = "m1", .volume = "v2", .detail = kSize});
  EXPECT_THAT(run.deviations(), one("M4", "its own volume \"v1\""));
}
TEST(InstanceModel, TellsAnUpdateOnAVolumeThatIsNotThere) {
  CloudScript run = settled();
  run.at(10).asks(1, "start").stores(starting());
  run.fly(1, "get_machine", {.machine = "m1"})
      .ok(1, {.machine = "m1", .volume = "v1", .state = "stopped"});
  run.fly(2, "update_machine", {.machine = "m1", .volume = "v1", .detail = kSize});
  EXPECT_THAT(run.deviations(), one("M6", "a volume that it was told is there"));
}

TEST(InstanceModel, AllowsAWaitForOneOnItsWay) {
  CloudScript run = updated();
  run.fly(4, "wait", {.machine = "m1", .detail = "started"});
  EXPECT_THAT(run.deviations(), IsEmpty());
}
TEST(InstanceModel, TellsAWaitForOneThatWillNotStart) {
  CloudScript run = looked("suspended");
  run.fly(3, "wait", {.machine = "m1", .detail = "started"});
  EXPECT_THAT(run.deviations(), one("M5", "it was told \"suspended\""));
}
TEST(InstanceModel, TellsAWaitWithAnOldInstanceId) {
  CloudScript run = looked("stopping");
  run.fly(3, "wait", {.machine = "m1", .detail = "stopped 01OLD"});
  EXPECT_THAT(run.deviations(), one("M11", "the instance id that it was told last"));
}
TEST(InstanceModel, TellsAWaitForAnotherMachine) {
  CloudScript run = updated();
  run.fly(4, "wait", {.machine = "m2", .detail = "started"});
  EXPECT_THAT(run.deviations(), one("M9", "its own machine only"));
}

TEST(InstanceModel, AllowsALookUpOfTheNameWithAnIntentOpen) {
  CloudScript run = searched("machine");
  run.fly(3, "list_machines");
  EXPECT_THAT(run.deviations(), IsEmpty());
}
TEST(InstanceModel, TellsALookUpOfTheNameWithoutNeed) {
  CloudScript run = searched();
  run.fly(3, "list_machines");
  EXPECT_THAT(run.deviations(), one("M2", "all machines only with a create intent open"));
}
TEST(InstanceModel, TellsALookUpThoughAMachineIsKnown) {
  CloudScript run = begun();
  run.fly(2, "list_machines", {.detail = kOfUser});
  EXPECT_THAT(run.deviations(), one("M2", "only while it knows no machine"));
}
TEST(InstanceModel, TellsALookUpOfAnotherUser) {
  CloudScript run = begun(without_machine());
  run.fly(2, "list_machines", {.detail = "kiloclaw_user_id=eve"});
  EXPECT_THAT(run.deviations(), one("M2", kOfUser));
}
TEST(InstanceModel, TellsALookAtAMachineThatNobodyNamed) {
  CloudScript run = searched();
  run.fly(3, "get_machine", {.machine = "m7"});
  EXPECT_THAT(run.deviations(), one("M3", "machines that it was told of"));
}
TEST(InstanceModel, AllowsALookAtAMachineThatARefusalNamed) {
  CloudScript run = searched("machine");
  run.fly(3, "create_machine", on_own_volume());
  run.refused(3, 409, "unique machine name violation, machine ID m7 already exists");
  run.fly(4, "get_machine", {.machine = "m7"});
  EXPECT_THAT(run.deviations(), IsEmpty());
}

TEST(InstanceModel, TellsACreateOfAnotherName) {
  CloudScript run = searched("machine");
  run.fly(3, "create_machine", on_own_volume("sb-2"));
  EXPECT_THAT(run.deviations(), one("M3", "the name sb"));
}
TEST(InstanceModel, TellsACreateOfAnotherSize) {
  CloudScript run = searched("machine");
  run.fly(3, "create_machine",
          {.volume = "v1", .name = "sb", .region = "dfw", .detail = "shared 1 512"});
  EXPECT_THAT(run.deviations(), one("M5", "the size shared 2 3072"));
}
TEST(InstanceModel, TellsACreateInAnotherRegion) {
  CloudScript run = searched("machine");
  run.fly(3, "create_machine", {.volume = "v1", .name = "sb", .region = "lax", .detail = kSize});
  EXPECT_THAT(run.deviations(), one("M6", "the region of its volume, dfw"));
}
TEST(InstanceModel, TellsASecondCreateWhereThereWasNoRoom) {
  CloudScript run = searched("machine");
  run.fly(3, "create_machine", on_own_volume()).refused(3, 409, "insufficient memory");
  run.fly(4, "create_machine", on_own_volume());
  EXPECT_THAT(run.deviations(), one("M8", "nothing on that volume after \"insufficient memory\""));
}
TEST(InstanceModel, AllowsASecondCreateAfterALostOne) {
  CloudScript run = searched("machine");
  run.fly(3, "create_machine", on_own_volume()).refused(3, 500, "internal error");
  run.fly(4, "create_machine", on_own_volume());
  EXPECT_THAT(run.deviations(), IsEmpty());
}

TEST(InstanceModel, AllowsAForkForLackOfRoom) {
  CloudScript run = looked("stopped");
  run.fly(3, "update_machine", {.machine = "m1", .volume = "v1", .detail = kSize});
  run.refused(3, 409, "insufficient memory").stores(starting({.intent = "fork"}));
  run.fly(4, "create_volume", {.name = kVolumeName, .region = "lax", .source = "v1"});
  EXPECT_THAT(run.deviations(), IsEmpty());
}
TEST(InstanceModel, TellsAForkWithoutNeed) {
  CloudScript run = looked("stopped");
  run.stores(starting({.intent = "fork"}));
  run.fly(3, "create_volume", {.name = kVolumeName, .region = "lax", .source = "v1"});
  EXPECT_THAT(run.deviations(), one("M8", "another volume only when there is no room"));
}
// Of an earlier process; then there was no room.
TEST(InstanceModel, TellsAMoveWhileAMachineMayStillCome) {
  CloudScript run = searched("machine");
  run.fly(3, "create_machine", on_own_volume()).at(20).crashes().lives().asks(2, "start");
  run.fly(4, "list_machines", {.detail = kOfUser}).ok(4).fly(5, "list_machines").ok(5);
  run.fly(6, "get_volume", {.volume = "v1"}).ok(6, {.volume = "v1", .state = "created"});
  run.fly(7, "create_machine", on_own_volume()).refused(7, 409, "insufficient memory");
  CloudScript later = run;
  run.fly(8, "create_volume", {.name = kVolumeName, .region = "lax", .source = "v1"});
  EXPECT_THAT(run.deviations(), one("M8", "no move while a create of its machine"));
  later.at(140).fly(8, "create_volume", {.name = kVolumeName, .region = "lax", .source = "v1"});
  EXPECT_THAT(later.deviations(), IsEmpty());
}
TEST(InstanceModel, TellsAVolumeOfAnotherName) {
  CloudScript run = begun(without_machine());
  run.stores({.status = "starting", .machine = "", .volume = "", .intent = "volume"});
  run.fly(2, "create_volume", {.name = "kiloclaw_other", .region = "dfw"});
  EXPECT_THAT(run.deviations(), one("M9", "the name kiloclaw_sb"));
}
TEST(InstanceModel, TellsAListOfVolumesWithoutNeed) {
  CloudScript run = begun();
  run.fly(2, "list_volumes");
  EXPECT_THAT(run.deviations(), one("M6", "when one is missing, or to be made"));
}

TEST(InstanceModel, AllowsADestroyThatHasAsked) {
  CloudScript run = destroying();
  run.fly(1, "get_machine", {.machine = "m1"})
      .ok(1, {.machine = "m1", .volume = "v1", .state = "started"});
  run.fly(2, "destroy_machine", {.machine = "m1"}).ok(2, {.machine = "m1"});
  run.fly(3, "wait", {.machine = "m1", .detail = "destroyed"}).ok(3);
  run.fly(4, "destroy_volume", {.volume = "v1"});
  EXPECT_THAT(run.deviations(), IsEmpty());
}
TEST(InstanceModel, TellsADestroyOfAMachineThatWasNotAsked) {
  CloudScript run = destroying();
  run.fly(1, "get_machine", {.machine = "m1"}).refused(1, 503, "unavailable");
  run.fly(2, "destroy_machine", {.machine = "m1"});
  EXPECT_THAT(run.deviations(), one("M11", "one that was asked what it mounts"));
}
// What it had told before is not what the destroy asks.
TEST(InstanceModel, TellsADestroyThatAsksNoMore) {
  CloudScript run = looked("started");
  run.asks(2, "destroy")
      .stores({.status = "destroying", .machine = "", .deletions = {"machine/m1"}});
  run.fly(3, "destroy_machine", {.machine = "m1"});
  EXPECT_THAT(run.deviations(), one("M11", "one that was asked what it mounts"));
}
TEST(InstanceModel, AllowsADestroyThatIsAskedForAgain) {
  CloudScript run = destroying();
  run.fly(1, "get_machine", {.machine = "m1"}).ok(1, {.machine = "m1", .state = "started"});
  run.answers(1, 202).asks(2, "destroy").fly(2, "destroy_machine", {.machine = "m1"});
  EXPECT_THAT(run.deviations(), IsEmpty());
}
TEST(InstanceModel, TellsADeletionOfVolumesThatAMachineMayHave) {
  CloudScript run = destroying();
  run.fly(1, "get_machine", {.machine = "m1"}).refused(1, 503, "unavailable");
  run.fly(2, "destroy_volume", {.volume = "v1"});
  EXPECT_THAT(run.deviations(), one("M11", "no volume while a machine was not asked"));
}
TEST(InstanceModel, TellsThatADestroyStopsAMachine) {
  CloudScript run = settled();
  run.at(10).asks(1, "destroy").stores({.status = "destroying"});
  run.fly(1, "stop_machine", {.machine = "m1"});
  EXPECT_THAT(run.deviations(), one("M5", "beside a stop only"));
}
TEST(InstanceModel, TellsADeletionBesideAnUnconfirmedFork) {
  CloudScript run = begun(starting({.source = "v0", .deletions = {"volume/v9"}}));
  run.fly(2, "destroy_volume", {.volume = "v9"});
  EXPECT_THAT(run.deviations(), one("M8", "the fork of v0 is not confirmed"));
}

TEST(InstanceModel, TellsAStopThatDeletes) {
  CloudScript run = settled();
  run.stores({.deletions = {"volume/v9"}}).at(100).asks(1, "stop");
  run.fly(1, "destroy_volume", {.volume = "v9"});
  EXPECT_THAT(run.deviations(), one("M11", "no deletion in a stop"));
}
// Who began before may go on.
TEST(InstanceModel, AllowsACheckThatAStopWaitsFor) {
  CloudScript run = settled();
  run.stores({.deletions = {"volume/v9"}}).at(310);
  run.fly(1, "get_machine", {.machine = "m1"})
      .ok(1, {.machine = "m1", .volume = "v1", .state = "started"});
  run.asks(1, "stop").fly(2, "destroy_volume", {.volume = "v9"});
  EXPECT_THAT(run.deviations(), IsEmpty());
}
TEST(InstanceModel, TellsACheckThatMakesSomething) {
  CloudScript run = checking();
  run.fly(1, "create_machine", on_own_volume());
  EXPECT_THAT(run.deviations(), one("M13", "but in a start"));
}
TEST(InstanceModel, TellsACheckThatSearches) {
  CloudScript run = checking();
  run.fly(1, "list_machines");
  EXPECT_THAT(run.deviations(), one("M13", "no list of them in a check"));
}
TEST(InstanceModel, TellsACheckThatStartsAMachine) {
  CloudScript run = checking();
  run.fly(1, "get_machine", {.machine = "m1"})
      .ok(1, {.machine = "m1", .volume = "v1", .state = "stopped"});
  run.fly(2, "update_machine", {.machine = "m1", .volume = "v1", .detail = kSize});
  EXPECT_THAT(run.deviations(), one("M13", "in a check one with another mount"));
}
TEST(InstanceModel, AllowsACheckThatSeesToAMachineThatItGaveItsVolume) {
  CloudScript run = checking();
  run.fly(1, "get_machine", {.machine = "m1"})
      .ok(1, {.machine = "m1", .volume = "v2", .state = "stopped"});
  run.fly(2, "get_volume", {.volume = "v1"}).ok(2, {.volume = "v1", .state = "created"});
  run.fly(3, "update_machine", {.machine = "m1", .volume = "v1", .detail = kSize});
  run.refused(3, 0, "broken");
  run.fly(4, "get_machine", {.machine = "m1"})
      .ok(4, {.machine = "m1", .volume = "v1", .state = "stopped"});
  CloudScript later = run;
  run.fly(5, "update_machine", {.machine = "m1", .volume = "v1", .detail = kSize});
  EXPECT_THAT(run.deviations(), IsEmpty());
  later.at(620).fly(5, "get_machine", {.machine = "m1"});
  later.ok(5, {.machine = "m1", .volume = "v1", .state = "stopped"});
  later.fly(6, "update_machine", {.machine = "m1", .volume = "v1", .detail = kSize});
  EXPECT_THAT(later.deviations(), one("M13", "in a check one with another mount"));
}

// One call each that is beyond a limit of its own.
struct Beyond {
  CloudScript run;
  const char* operation;
  ScriptCall call;
  const char* clause;
  const char* text;
};
CloudScript stopping() {
  CloudScript run = settled();
  run.stores({.source = "v0", .deletions = {"machine/m9", "volume/v9"}});
  return run.at(100).asks(1, "stop");
}
CloudScript seen_by_a_check(const std::string& state) {
  CloudScript run = checking();
  run.fly(1, "get_machine", {.machine = "m1"});
  return run.ok(1, {.machine = "m1", .volume = "v9", .state = state});
}
// A fresh volume, for lack of room, in place of one that is not used.
CloudScript without_room() {
  CloudScript run = begun(starting({.machine = "", .intent = "volume", .started_once = false}));
  run.fly(2, "create_machine", on_own_volume());
  return run.refused(2, 409, "insufficient memory");
}
TEST(InstanceModel, TellsWhatIsBeyondEachLimit) {
  const ScriptCall own{.machine = "m1", .volume = "v1", .detail = kSize};
  const ScriptCall other{.machine = "m2", .volume = "v1", .detail = kSize};
  const Beyond all[] = {
      {checking(), "get_machine", {.machine = "m7"}, "M3", "told of"},
      {seen_by_a_check("started"), "get_machine", {.machine = "v9"}, "M13", "in a check its own"},
      {stopping(), "update_machine", own, "M5", "in a start or in a check only"},
      {looked("stopped"), "update_machine", other, "M5", "its own machine, m1"},
      {stopping(), "stop_machine", {.machine = "m9"}, "M11", "its own machine only"},
      {stopping(), "destroy_machine", {.machine = "m9"}, "M11", "no deletion in a stop"},
      {looked("started"), "wait", {.machine = "m1", .detail = "stopped x"}, "M5", "one that stops"},
      {looked("stopped"), "wait", {.machine = "m1", .detail = "suspended"}, "M5", "suspended"},
      {looked("starting"), "wait", {.machine = "m1", .detail = "settled"}, "M5", "comes to rest"},
      {destroying(), "wait", {.machine = "m1", .detail = "destroyed"}, "M11", "has destroyed"},
      {begun(), "wait", {.machine = "m7", .detail = "destroyed"}, "M9", "list of deletions"},
      {begun(), "destroy_machine", {.machine = "m7"}, "M9", "what is on its list"},
      {begun(), "destroy_volume", {.volume = "v7"}, "M9", "what is on its list"},
      {begun(starting({.deletions = {"volume/v1"}})),
       "destroy_volume",
       {.volume = "v1"},
       "M9",
       "none that it holds"},
      {begun(starting({.deletions = {"machine/m1"}})),
       "destroy_machine",
       {.machine = "m1"},
       "M9",
       "none that it holds"},
      {begun(), "get_volume", {.volume = "v7"}, "M6", "volumes that it was told of"},
      {stopping(), "get_volume", {.volume = "v1"}, "M11", "none in a stop"},
      {stopping(), "list_volumes", {}, "M11", "none in a stop"},
      {checking(), "create_volume", {.name = kVolumeName, .region = "dfw"}, "M13", "in a start"},
      {without_room(),
       "create_volume",
       {.name = kVolumeName, .region = "lax", .source = "v7"},
       "M8",
       "a fork of its own volume"},
      {without_room(),
       "create_volume",
       {.name = kVolumeName, .region = "lax", .source = "v1"},
       "M8",
       "no fork of what holds no data"},
  };
  for (const Beyond& one_of : all) {
    CloudScript run = one_of.run;
    run.fly(99, one_of.operation, one_of.call);
    EXPECT_THAT(run.deviations(), one(one_of.clause, one_of.text));
  }
}
TEST(InstanceModel, TellsThatAStopWaitsForAStart) {
  CloudScript run = stopping();
  run.fly(1, "get_machine", {.machine = "m1"}).ok(1, {.machine = "m1", .state = "starting"});
  run.fly(2, "wait", {.machine = "m1", .detail = "started"});
  EXPECT_THAT(run.deviations(), one("M11", "nobody waits for it to be started"));
}

// What a process knew is lost with it.
TEST(InstanceModel, ForgetsWithACrash) {
  CloudScript run = looked("stopped");
  run.crashes().lives().at(20).asks(2, "start");
  run.fly(3, "update_machine", {.machine = "m1", .volume = "v1", .detail = kSize});
  EXPECT_THAT(run.deviations(), one("M5", "it was told \"nothing\""));
}

// But what was said not to exist is remembered, for a destroy.
TEST(InstanceModel, RemembersADoubtedMachine) {
  for (const bool denied : {true, false}) {
    CloudScript run = begun();
    run.fly(2, "get_machine", {.machine = "m1"});
    if (denied) run.refused(2, 404, "machine not found");
    run.stores(without_machine()).crashes().lives().at(20).asks(2, "destroy");
    run.stores({.status = "destroying", .machine = ""});
    EXPECT_EQ(run.fly(3, "get_machine", {.machine = "m1"}).deviations().empty(), denied);
  }
}

TEST(InstanceModel, TellsASuccessThatWasNotSeen) {
  CloudScript start = updated();
  EXPECT_THAT(start.answers(1, 200).deviations(), one("M5", "to be started on volume \"v1\""));
  CloudScript stop = settled();
  stop.at(10).asks(1, "stop").fly(1, "get_machine", {.machine = "m1"});
  stop.ok(1, {.machine = "m1", .volume = "v1", .state = "started"}).answers(1, 200);
  EXPECT_THAT(stop.deviations(), one("M11", "to be at rest"));
}

TEST(InstanceModel, TellsAStopThatDidNotLookForALostCreate) {
  CloudScript run = provisioned();
  run.stores({.status = "starting", .machine = "", .intent = "machine"}).at(10).asks(1, "stop");
  CloudScript looking = run;
  EXPECT_THAT(run.answers(1, 200).deviations(), one("M11", "it has looked for what its open"));
  looking.fly(1, "list_machines", {.detail = kOfUser}).ok(1).answers(1, 200);
  EXPECT_THAT(looking.deviations(), IsEmpty());
}

// Paths and methods, which scripts do not write: as they are told of a real transport.
std::optional<CallLimit> limit_of_path(sim::FlyCalled call, const std::string& target) {
  call.target = target;
  return limit_of_route(call, "/v1/apps/app", true);
}
sim::FlyCalled call_of(const std::string& operation, const std::string& method) {
  sim::FlyCalled call;
  call.operation = operation;
  call.method = method;
  call.machine = "m1";
  return call;
}
TEST(InstanceModel, KnowsThePaths) {
  const auto destroy = call_of("destroy_machine", "DELETE");
  EXPECT_FALSE(limit_of_path(destroy, "/v1/apps/app/machines/m1?force=true"));
  EXPECT_TRUE(limit_of_path(destroy, "/v1/apps/app/machines/m1"));
  auto waiting = call_of("wait", "GET");
  waiting.detail = "stopped 01A";
  const std::string path = "/v1/apps/app/machines/m1/wait?timeout=60&state=stopped&instance_id=01A";
  EXPECT_FALSE(limit_of_path(waiting, path));
  EXPECT_TRUE(limit_of_path(waiting, "/v1/apps/app/machines/m1/wait?timeout=30&state=stopped"));
  EXPECT_TRUE(limit_of_path(call_of("get_machine", "POST"), "/v1/apps/app/machines/m1"));
  EXPECT_TRUE(limit_of_path(call_of("get_machine", "GET"), "/v1/apps/other/machines/m1"));
}

}  // namespace
}  // namespace scenarios::seen
