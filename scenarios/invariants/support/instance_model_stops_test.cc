// The reference model: when a stop may be answered with 200.
#include <gmock/gmock.h>

#include "scenarios/invariants/support/cloud_script.h"

namespace scenarios::seen {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Fly is about to launch it: it has to be waited for, and stopped.
TEST(InstanceModel, TellsAStopOfOneThatIsCreatedUnlessItWasStopped) {
  for (const bool stops : {true, false}) {
    CloudScript run = settled();
    run.at(10).asks(1, "stop").fly(1, "get_machine", {.machine = "m1"});
    run.ok(1, {.machine = "m1", .volume = "v1", .state = "created"});
    if (stops) {
      run.fly(2, "wait", {.machine = "m1", .detail = "started"}).ok(2);
      run.fly(3, "stop_machine", {.machine = "m1"}).ok(3);
      run.fly(4, "wait", {.machine = "m1", .detail = "stopped "}).ok(4);
    }
    run.answers(1, 200);
    if (stops) {
      EXPECT_THAT(run.deviations(), IsEmpty());
    } else {
      EXPECT_THAT(run.deviations(), ElementsAre(HasSubstr("(M11): it was told \"created\"")));
    }
  }
}
// A 404 counts once a minute has passed since Fly told of the machine.
// A create ends all doubts, once it is stored.
TEST(InstanceModel, AllowsTheDoubtsOfAProcessThatEndedBeforeItsCreateWasStored) {
  for (const std::string asked_for : {"m1", "m9"}) {
    CloudScript run = settled();
    run.at(10).asks(1, "start").stores({.status = "starting"});
    run.fly(1, "get_volume", {.volume = "v1"}).ok(1, {.volume = "v1", .state = "created"});
    run.fly(2, "get_machine", {.machine = "m1"}).refused(2, 404, "machine not found");
    run.stores({.status = "starting", .machine = "", .intent = "machine"});
    run.fly(3, "create_machine",
            {.volume = "v1", .name = "sb", .region = "dfw", .detail = "shared 2 3072"});
    run.ok(3, {.machine = "m2", .volume = "v1", .state = "created"});
    run.crashes().at(11).lives().at(100).asks(2, "stop");
    run.fly(4, "get_machine", {.machine = asked_for});
    EXPECT_EQ(run.deviations().empty(), asked_for == "m1");
  }
}

TEST(InstanceModel, TellsAStopThatBelievesThatANewMachineIsMissing) {
  const auto stopped = [](double seconds, const std::string& state) {
    CloudScript run = settled();
    run.at(10).asks(1, "start").stores({.status = "starting", .machine = ""});
    run.fly(1, "list_machines", {.detail = "kiloclaw_user_id=user"}).ok(1);
    run.fly(2, "get_volume", {.volume = "v1"}).ok(2, {.volume = "v1", .state = "attached"});
    run.stores({.status = "starting", .machine = "", .intent = "machine"});
    run.fly(3, "create_machine",
            {.volume = "v1", .name = "sb", .region = "dfw", .detail = "shared 2 3072"})
        .machine("m1", "started", "v1");
    run.ok(3, {.machine = "m1", .volume = "v1", .state = "created"}).stores({});
    run.at(20).answers(1, 503).machine("m1", state, "v1").at(10 + seconds).asks(2, "stop");
    run.fly(4, "get_machine", {.machine = "m1"}).refused(4, 404, "machine not found");
    run.stores({.status = "stopped", .machine = ""}).answers(2, 200);
    return run.deviations();
  };
  EXPECT_THAT(stopped(30, "started"),
              ElementsAre(HasSubstr("was not just said to be missing (M11)")));
  EXPECT_THAT(stopped(30, "destroyed"), IsEmpty());
  EXPECT_THAT(stopped(61, "started"), IsEmpty());
}

}  // namespace
}  // namespace scenarios::seen
