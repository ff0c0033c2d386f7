// M10-M13: bounded retries, stop and destroy, statuses, checks.
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

// A start whose GET fails so often.
CloudScript failing(int tries) {
  CloudScript run = settled();
  run.at(10).asks(1, "start");
  for (int i = 1; i <= tries; ++i)
    run.at(10 + i).fly(i, "get_machine", {.machine = "m1"}).refused(i, 500, "");
  return run.at(10.5 + tries).answers(1, 503);
}

TEST(M10, AcceptsEightTries) {
  EXPECT_THAT(failing(8).flaws(make_m10), IsEmpty());
  EXPECT_EQ(failing(8).occasions(make_m10), 8U);
}
TEST(M10, FlagsTheNinthTry) {
  EXPECT_THAT(failing(9).flaws(make_m10), ElementsAre(HasSubstr("the 9th time")));
}
TEST(M10, FlagsManyCalls) {
  CloudScript run = settled();
  run.at(10).asks(1, "start");
  for (int i = 1; i <= 61; ++i) run.at(10 + i).fly(i, "get_volume", {.volume = "v1"}).ok(i);
  EXPECT_THAT(run.flaws(make_m10), ElementsAre(HasSubstr("more than 60 calls")));
}
TEST(M10, FlagsCallsThatComeTooLate) {
  CloudScript run = settled();
  run.at(10).asks(1, "start").at(400).fly(1, "get_volume", {.volume = "v1"}).at(401);
  EXPECT_THAT(run.flaws(make_m10), ElementsAre(HasSubstr("still makes calls 390.000 s")));
}
TEST(M10, FlagsAStartThatNeverEnds) {
  CloudScript run = settled();
  EXPECT_THAT(run.at(10).asks(1, "start").at(700).flaws(make_m10),
              ElementsAre(HasSubstr("still not answered")));
}

TEST(M11, AcceptsAStop) {
  CloudScript run = settled();
  run.at(10).asks(1, "stop").fly(1, "stop_machine", {.machine = "m1"});
  run.at(12).machine("m1", "stopped", "v1", "stopped").stores({.status = "stopped"});
  EXPECT_THAT(run.answers(1, 200).flaws(make_m11), IsEmpty());
  EXPECT_EQ(run.occasions(make_m11), 1U);
}
TEST(M11, FlagsAStopThatDidNotWait) {
  CloudScript run = settled();
  run.at(10).asks(1, "stop").at(12).stores({.status = "stopped"}).answers(1, 200);
  EXPECT_THAT(run.flaws(make_m11), ElementsAre(HasSubstr("is started")));
}
TEST(M11, FlagsAStopThatTheStateDoesNotTell) {
  CloudScript run = settled();
  run.at(10).asks(1, "stop").at(12).machine("m1", "stopped", "v1", "stopped").answers(1, 200);
  EXPECT_THAT(run.flaws(make_m11), ElementsAre(HasSubstr("its state says \"running\"")));
}
TEST(M11, FlagsAWaitWithoutInstanceId) {
  CloudScript run = settled();
  run.at(10).fly(1, "wait", {.machine = "m1", .detail = "stopped"});
  EXPECT_THAT(run.flaws(make_m11), ElementsAre(HasSubstr("without its instance id")));
}
TEST(M11, FlagsThatItForgetsTooEarly) {
  CloudScript run = settled();
  run.at(10).asks(1, "destroy").stores({.status = "destroying"}).at(12);
  run.machine("m1", "destroyed", "v1").erases();
  EXPECT_THAT(run.flaws(make_m11), ElementsAre(HasSubstr("volume/v1")));
}
TEST(M11, FlagsADestroyThatNeverEnds) {
  CloudScript run = settled();
  run.at(10).asks(1, "destroy").stores({.status = "destroying"}).answers(1, 202).at(1000);
  EXPECT_THAT(run.flaws(make_m11), IsEmpty()) << "there is time left";
  EXPECT_THAT(run.at(6000).flaws(make_m11), ElementsAre(HasSubstr("it had to be gone")));
}

// A start that has come to the polling.
CloudScript polling() {
  CloudScript run = settled();
  run.at(5).stores({.status = "stopped"}).at(10).asks(1, "start").stores({.status = "starting"});
  return run.at(20).controller(1, "/_kilo/gateway/status");
}

TEST(M12, AcceptsPollsEveryThreeSeconds) {
  CloudScript run = polling();
  run.at(23).controller(2, "/_kilo/gateway/status").at(26).stores({}).answers(1, 200);
  EXPECT_THAT(run.flaws(make_m12), IsEmpty());
  EXPECT_GE(run.occasions(make_m12), 3U);
}
TEST(M12, FlagsHastyPolls) {
  CloudScript run = polling();
  run.at(20.5).controller(2, "/_kilo/gateway/status");
  EXPECT_THAT(run.flaws(make_m12), ElementsAre(HasSubstr("0.500 s after the last time")));
}
TEST(M12, FlagsPollsForEver) {
  CloudScript run = polling();
  run.at(90).controller(2, "/_kilo/gateway/status");
  EXPECT_THAT(run.flaws(make_m12), ElementsAre(HasSubstr("after the first time")));
}
TEST(M12, FlagsRunningWithoutAPoll) {
  CloudScript run = settled();
  run.at(5).stores({.status = "stopped"}).at(10).asks(1, "start").at(20).stores({});
  EXPECT_THAT(run.flaws(make_m12), ElementsAre(HasSubstr("without having asked")));
}
TEST(M12, FlagsThatItRunsAfterTheDestroy) {
  CloudScript run = polling();
  run.stores({.status = "destroying"}).at(21).stores({});
  EXPECT_THAT(run.flaws(make_m12), ElementsAre(HasSubstr("its status becomes \"running\"")));
}
TEST(M12, FlagsAnUnknownStatusAndOneThatStays) {
  CloudScript run = polling();
  run.stores({.status = "odd"}).at(21).answers(1, 200);
  EXPECT_THAT(run.flaws(make_m12),
              ElementsAre(HasSubstr("the status \"odd\""), HasSubstr("its status is \"odd\"")));
}

TEST(M13, AcceptsRegularChecks) {
  CloudScript run = settled();
  for (int i = 1; i <= 10; ++i) run.at(330 * i).fly(i, "get_machine", {.machine = "m1"}).ok(i);
  EXPECT_THAT(run.flaws(make_m13), IsEmpty());
  EXPECT_EQ(run.occasions(make_m13), 10U);
}
TEST(M13, FlagsThatNobodyChecks) {
  EXPECT_THAT(settled().at(800).flaws(make_m13), ElementsAre(HasSubstr("has not looked")));
}
TEST(M13, FlagsThatItStartsForEver) {
  CloudScript run = settled();
  run.at(10).stores({.status = "starting"}).at(700);
  EXPECT_THAT(run.flaws(make_m13), ElementsAre(HasSubstr("is \"starting\" since")));
}
TEST(M13, FlagsThatItRunsWithoutAMachine) {
  CloudScript run = settled();
  run.at(10).machine("m1", "destroyed", "v1", "vanished");
  for (int i = 1; i <= 10; ++i)
    run.at(300 * i).fly(i, "get_machine", {.machine = "m1"}).refused(i, 404, "machine not found");
  EXPECT_THAT(run.flaws(make_m13), ElementsAre(HasSubstr("its machine is gone since")));
}

}  // namespace
}  // namespace scenarios
