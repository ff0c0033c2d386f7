// M13: the machine of a stopped instance does not run for long.
#include <gmock/gmock.h>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/cloud_script.h"

namespace scenarios {
namespace {

using seen::CloudScript;
using seen::settled;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr double kTwoChecks = 65 * 60;

// A stop took the machine for gone, which it was or was not.
CloudScript stopped(bool gone) {
  CloudScript run = settled();
  run.at(10).asks(1, "stop").fly(1, "get_machine", {.machine = "m1"}).refused(1, 404, "not found");
  if (gone) run.machine("m1", "destroyed", "v1");
  return run.stores({.status = "stopped", .machine = ""}).answers(1, 200);
}

TEST(M13, FlagsThatTheMachineRunsLongAfterAStop) {
  EXPECT_THAT(stopped(true).at(kTwoChecks + 20).flaws(make_m13), IsEmpty());
  EXPECT_THAT(stopped(false).at(kTwoChecks).flaws(make_m13), IsEmpty());
  EXPECT_THAT(stopped(false).at(kTwoChecks + 20).flaws(make_m13),
              ElementsAre(HasSubstr("is \"stopped\", and its machine m1 runs since 0.000 s")));
}
TEST(M13, AcceptsThatTheMachineRunsOnceItWasStartedAgain) {
  for (const std::string operation : {"start", "reconcile"}) {
    CloudScript run = stopped(false);
    run.at(100).asks(2, operation).answers(2, 503);
    EXPECT_EQ(run.at(2 * kTwoChecks).flaws(make_m13).empty(), operation == "start");
  }
}
TEST(M13, AcceptsThatTheMachineRunsWhenItIsToBeDeleted) {
  CloudScript run = stopped(false);
  run.at(kTwoChecks - 1).stores({.status = "stopped", .machine = "", .deletions = {"machine/m1"}});
  EXPECT_THAT(run.at(kTwoChecks + 20).flaws(make_m13), IsEmpty());
}
TEST(M13, FlagsThatTheMachineRunsLongAfterACheckTookItForGone) {
  for (const bool gone : {true, false}) {
    CloudScript run = settled();
    run.at(310).fly(1, "get_machine", {.machine = "m1"}).refused(1, 404, "machine not found");
    if (gone) run.machine("m1", "destroyed", "v1");
    run.stores({.status = "stopped", .machine = ""});
    EXPECT_EQ(run.at(320 + kTwoChecks).flaws(make_m13).empty(), gone);
  }
}

}  // namespace
}  // namespace scenarios
