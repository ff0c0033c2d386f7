// M5: bringing a machine up.
#include <gmock/gmock.h>

#include <algorithm>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/cloud_script.h"

namespace scenarios {
namespace {

using seen::CloudScript;
using seen::provisioned;
using seen::settled;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// m1 is looked at in that state.
CloudScript shown(const std::string& state) {
  CloudScript run = settled();
  run.at(5).machine("m1", state, "v1", "stopped").at(10).asks(1, "start");
  run.fly(1, "get_machine", {.machine = "m1"}).at(11);
  return run.ok(1, {.machine = "m1", .volume = "v1", .state = state});
}

TEST(M5, AcceptsAnUpdateOfAStoppedOne) {
  CloudScript run = shown("stopped");
  run.fly(2, "update_machine", {.machine = "m1", .volume = "v1"}).machine("m1", "started", "v1");
  run.at(20).ok(2, {.machine = "m1", .state = "started"}).answers(1, 200);
  EXPECT_THAT(run.flaws(make_m5), IsEmpty());
  EXPECT_EQ(run.occasions(make_m5), 2U);
}
TEST(M5, FlagsAnUpdateWhileItStops) {
  CloudScript run = shown("stopping");
  run.fly(2, "update_machine", {.machine = "m1", .volume = "v1"});
  EXPECT_THAT(run.flaws(make_m5), ElementsAre(HasSubstr("while it is stopping")));
}
TEST(M5, FlagsOtherMountsWhileItRuns) {
  CloudScript run = shown("started");
  run.fly(2, "update_machine", {.machine = "m1", .volume = "v2"});
  EXPECT_THAT(run.flaws(make_m5), ElementsAre(HasSubstr("while it runs on")));
}
TEST(M5, FlagsAnUpdateOfOneThatRunsAsItShould) {
  CloudScript run = shown("started");
  run.fly(2, "update_machine", {.machine = "m1", .volume = "v1"});
  EXPECT_THAT(run.flaws(make_m5), ElementsAre(HasSubstr("while it runs on")));
}
TEST(M5, FlagsAnUpdateRightAfterTheStop) {
  CloudScript run = shown("started");
  run.fly(2, "stop_machine", {.machine = "m1"}).machine("m1", "stopping", "v1").ok(2);
  run.fly(3, "update_machine", {.machine = "m1", .volume = "v2"});
  EXPECT_THAT(run.flaws(make_m5), ElementsAre(HasSubstr("while it is stopping")));
}
TEST(M5, FlagsAMountAcrossRegions) {
  CloudScript run = shown("stopped");
  sim::FlyVolumeChanged far;
  far.id = "v2";
  far.state = "created";
  far.region = "lax";
  run.add(far).stores({.volume = "v2", .region = "lax"});
  run.fly(2, "update_machine", {.machine = "m1", .volume = "v2"});
  EXPECT_THAT(run.flaws(make_m5), ElementsAre(HasSubstr("which is in lax, on machine m1")));
}
TEST(M5, FlagsAWaitForWhatRests) {
  CloudScript run = shown("suspended");
  run.fly(2, "wait", {.machine = "m1", .detail = "started"});
  EXPECT_THAT(run.flaws(make_m5), ElementsAre(HasSubstr("to be started, which is suspended")));
}
// A check that stops what it has found waits for the launch.
TEST(M5, AcceptsThatACheckWaitsForALaunch) {
  for (const std::string status : {"stopped", "starting"}) {
    CloudScript run = settled();
    run.at(9).machine("m1", "created", "v1").stores({.status = status});
    run.fly(1, "get_machine", {.machine = "m1"}).ok(1, {.machine = "m1", .state = "created"});
    run.fly(2, "wait", {.machine = "m1", .detail = "started"});
    EXPECT_EQ(run.flaws(make_m5).empty(), status == "stopped");
  }
}
TEST(M5, FlagsAPollBeforeTheMachineIsStarted) {
  CloudScript run = shown("stopped");
  run.fly(2, "update_machine", {.machine = "m1", .volume = "v1"}).at(12).ok(2, {.machine = "m1"});
  CloudScript right = run;
  right.fly(3, "wait", {.machine = "m1", .detail = "started"}).ok(3);
  EXPECT_THAT(right.controller(1, "/_kilo/gateway/status").flaws(make_m5), IsEmpty());
  EXPECT_THAT(run.controller(1, "/_kilo/gateway/status").flaws(make_m5),
              ElementsAre(HasSubstr("did not wait for machine m1")));
}
TEST(M5, FlagsThatOneThatIsGoneIsNotMadeAnew) {
  CloudScript run = settled();
  run.at(10).asks(1, "start").fly(1, "get_machine", {.machine = "m1"}).at(11);
  run.refused(1, 404, "machine not found").answers(1, 404);
  EXPECT_THAT(run.flaws(make_m5), ElementsAre(HasSubstr("it had to be made anew")));
}
TEST(M5, AcceptsThatAGarbled404IsNotBelieved) {
  CloudScript run = settled();
  run.at(10).asks(1, "start").fly(1, "get_machine", {.machine = "m1"}).at(11);
  EXPECT_THAT(run.refused(1, 404, "malformed").answers(1, 404).flaws(make_m5), IsEmpty());
}
// The create was refused so often because m9, which is gone, has the volume; 4 s apart and more.
CloudScript claimed(int times) {
  CloudScript run = settled();
  run.machine("m9", "destroyed", "v1", "vanished").at(10).asks(1, "start");
  double now = 10;
  for (int i = 1; i <= times; ++i) {
    run.at(now).fly(i, "create_machine", {.volume = "v1"});
    run.refused(i, 412, "volume already claimed by machine m9");
    now += 4 * i;
  }
  return run.at(now);
}
TEST(M5, AcceptsFiveTriesOfAClaim) {
  EXPECT_THAT(claimed(5).answers(1, 412).flaws(make_m5), IsEmpty());
  EXPECT_THAT(claimed(6).flaws(make_m5), ElementsAre(HasSubstr("for the 6th time")));
}
// The second try is not answered, and its repetition is refused as the others are.
TEST(M5, CountsTriesOfAClaimPastALostReply) {
  CloudScript run = claimed(1);
  run.fly(9, "create_machine", {.volume = "v1"}).refused(9, 0, "broken");
  double now = 14;
  for (int i = 2; i <= 5; ++i) {
    run.at(now).fly(i, "create_machine", {.volume = "v1"});
    run.refused(i, 412, "volume already claimed by machine m9");
    now += 4 * i;
  }
  CloudScript again = run;
  EXPECT_THAT(run.answers(1, 412).flaws(make_m5), IsEmpty());
  EXPECT_THAT(again.at(now).fly(6, "create_machine", {.volume = "v1"}).flaws(make_m5),
              ElementsAre(HasSubstr("for the 6th time")));
}
TEST(M5, FlagsAHastyTryOfAClaim) {
  CloudScript run = claimed(2);
  EXPECT_THAT(run.at(15).fly(3, "create_machine", {.volume = "v1"}).flaws(make_m5),
              ElementsAre(HasSubstr("it had to wait 8.000 s")));
}
TEST(M5, AcceptsATryAtOnceWhenTheClaimantWasAdopted) {
  CloudScript run = claimed(2);
  run.at(15).stores({.machine = "m9"}).stores({.machine = ""});
  EXPECT_THAT(run.fly(3, "create_machine", {.volume = "v1"}).flaws(make_m5), IsEmpty());
}
TEST(M5, FlagsAClaimThatIsGivenUp) {
  CloudScript run = claimed(2);
  sim::FlyVolumeChanged volume;
  volume.id = "v1";
  volume.state = "attached";
  volume.machine = "m9";
  run.add(volume).fly(9, "get_machine", {.machine = "m1"}).ok(9, {.state = "started"});
  EXPECT_THAT(run.answers(1, 412).flaws(make_m5), Contains(HasSubstr("it had to try 5")));
}
// The claimant is its own machine. A start that has adopted another one before leaves that to the
// next.
TEST(M5, FlagsThatItsOwnMachineIsNotAdopted) {
  for (const bool adopted_before : {true, false}) {
    CloudScript run = settled();
    run.at(10).asks(1, "start").fly(1, "create_machine", {.volume = "v1"});
    run.refused(1, adopted_before ? 409 : 503, "already_exists: unique machine name violation");
    run.fly(2, "create_machine", {.volume = "v1"});
    run.refused(2, 412, "volume already claimed by machine m1");
    sim::FlyVolumeChanged volume;
    volume.id = "v1";
    volume.state = "attached";
    volume.machine = "m1";
    run.add(volume).fly(3, "get_machine", {.machine = "m1"}).ok(3, {.state = "started"});
    run.answers(1, 503);
    const auto flaws = run.flaws(make_m5);
    const bool flagged = std::ranges::any_of(flaws, [](const std::string& flaw) {
      return flaw.find("though its own machine m1 has") != std::string::npos;
    });
    EXPECT_NE(flagged, adopted_before);
  }
}
// What a destroy puts on its list is no longer held.
TEST(M5, FlagsThatAClaimedVolumeIsLetGo) {
  for (const bool destroyed : {true, false}) {
    CloudScript run = claimed(1);
    if (destroyed) {
      run.stores({.status = "destroying", .volume = "", .deletions = {"volume/v1"}});
      EXPECT_THAT(run.flaws(make_m5), IsEmpty());
    } else {
      run.stores({.status = "starting", .volume = ""});
      EXPECT_THAT(run.flaws(make_m5), ElementsAre(HasSubstr("lets go of volume v1")));
    }
  }
}
TEST(M5, FlagsAStartThatLeavesItStopped) {
  CloudScript run = shown("stopped");
  EXPECT_THAT(run.at(20).answers(1, 200).flaws(make_m5), ElementsAre(HasSubstr("is stopped")));
}
// A call of an earlier start is carried out when the machine has been seen started; or before that.
TEST(M5, AcceptsWhatFlyCarriesOutTooLateToBeSeen) {
  for (const bool seen_before : {true, false}) {
    CloudScript run = settled();
    run.at(2).fly(1, "stop_machine", {.machine = "m1"});
    const std::uint64_t lost = run.last();
    run.refused(1, 0, "broken").at(10).asks(1, "start");
    if (!seen_before) run.at(11).caused_by(lost).machine("m1", "stopping", "v1");
    run.at(12).fly(2, "get_machine", {.machine = "m1"});
    run.ok(2, {.machine = "m1", .volume = "v1", .state = "started"});
    if (seen_before) run.at(13).caused_by(lost).machine("m1", "stopping", "v1");
    run.at(20).answers(1, 200);
    EXPECT_EQ(run.flaws(make_m5).empty(), seen_before);
  }
}
// One that is being destroyed is waited for by the start that has seen it, and by no other.
TEST(M5, FlagsACreateBesideADyingOneThatTheStartHasSeen) {
  for (const bool by_a_stop : {true, false}) {
    CloudScript run = settled();
    run.at(9).machine("m1", "destroying", "v1", "others").at(10).asks(1, "stop").asks(2, "start");
    if (!by_a_stop) run.stores({.status = "starting"});
    run.fly(1, "get_machine", {.machine = "m1"}).ok(1, {.machine = "m1", .state = "destroying"});
    if (by_a_stop) run.stores({.status = "stopped", .machine = ""});
    run.stores({.status = "starting", .machine = ""});
    run.fly(2, "create_machine", {.volume = "v1", .name = "sb"});
    EXPECT_EQ(run.flaws(make_m5).empty(), by_a_stop);
  }
}
TEST(M5, FlagsAStartOnAnotherVolume) {
  CloudScript run = shown("started");
  run.stores({.volume = "v2"}).at(20).answers(1, 200);
  EXPECT_THAT(run.flaws(make_m5), ElementsAre(HasSubstr("not on \"v2\"")));
}
TEST(M5, FlagsManyMachines) {
  CloudScript run = shown("stopped");
  for (const int call : {2, 3, 4, 5}) run.fly(call, "create_machine").ok(call, {.machine = "m7"});
  run.machine("m1", "started", "v1").at(20).answers(1, 200);
  EXPECT_THAT(run.flaws(make_m5), ElementsAre(HasSubstr("made 4 machines")));
}
TEST(M5, FlagsAnUpdateOfAMachineThatWasNotLookedAt) {
  CloudScript run = settled();
  run.at(10).asks(1, "start").fly(1, "update_machine", {.machine = "m1", .volume = "v1"});
  EXPECT_THAT(run.flaws(make_m5), ElementsAre(HasSubstr("without having looked at it")));
}
TEST(M5, FlagsAStartWithoutAMachine) {
  CloudScript run = provisioned();
  run.at(10).asks(1, "start").at(20).answers(1, 200);
  EXPECT_THAT(run.flaws(make_m5), ElementsAre(HasSubstr("knows no machine")));
}

}  // namespace
}  // namespace scenarios
