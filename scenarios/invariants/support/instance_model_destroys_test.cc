// The reference model: what only a destroy may do, and only once it is stored.
#include <gmock/gmock.h>

#include "scenarios/invariants/support/cloud_script.h"

namespace scenarios::seen {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

// Until then the source of a fork that is not confirmed may be all that there is of the data.
TEST(InstanceModel, TellsThatASourceIsDeletedBeforeTheDestroyIsStored) {
  for (const bool stored : {true, false}) {
    CloudScript run = settled();
    const std::string status = stored ? "destroying" : "running";
    run.at(10).asks(1, "destroy").fly(1, "get_machine", {.machine = "m1"});
    run.ok(1, {.machine = "m1", .volume = "v2", .state = "started"});
    run.stores({.status = status, .volume = "v2", .source = "v1", .deletions = {"volume/v1"}});
    run.fly(2, "destroy_volume", {.volume = "v1"});
    if (stored) {
      EXPECT_THAT(run.deviations(), IsEmpty());
    } else {
      EXPECT_THAT(run.deviations(), ElementsAre(HasSubstr("while the fork of v1")));
    }
  }
}
// What it mounts nobody can tell any more when it is gone; a start has other reasons to destroy it.
TEST(InstanceModel, TellsThatAMachineIsDestroyedUnreadOnceTheDestroyIsStored) {
  for (const bool stored : {true, false}) {
    CloudScript run = settled();
    run.at(10).asks(1, "destroy");
    run.stores(
        {.status = stored ? "destroying" : "running", .machine = "", .deletions = {"machine/m1"}});
    run.fly(1, "destroy_machine", {.machine = "m1"});
    if (stored) {
      EXPECT_THAT(run.deviations(), ElementsAre(HasSubstr("asked what it mounts")));
    } else {
      EXPECT_THAT(run.deviations(), IsEmpty());
    }
  }
}
// A destroy remembers over a restart what machines had mounted; nobody else does.
TEST(InstanceModel, TellsALookAtAVolumeThatNoMachineHadMounted) {
  const auto looks_after_a_restart = [](const std::string& operation, const std::string& volume) {
    CloudScript run = settled();
    run.at(10).asks(1, "start").stores({.status = "starting"});
    run.fly(1, "get_volume", {.volume = "v1"}).ok(1, {.volume = "v1", .state = "attached"});
    run.fly(2, "get_machine", {.machine = "m1"});
    run.ok(2, {.machine = "m1", .volume = "v9", .state = "stopped"}).crashes().at(11).lives();
    run.at(20).asks(3, operation);
    run.stores({.status = operation == "destroy" ? "destroying" : "starting"});
    return run.fly(3, "get_volume", {.volume = volume}).deviations();
  };
  EXPECT_THAT(looks_after_a_restart("destroy", "v9"), IsEmpty());
  EXPECT_THAT(looks_after_a_restart("destroy", "v8"), ElementsAre(StartsWith("M6: ")));
  EXPECT_THAT(looks_after_a_restart("start", "v9"), ElementsAre(StartsWith("M6: ")));
}

}  // namespace
}  // namespace scenarios::seen
