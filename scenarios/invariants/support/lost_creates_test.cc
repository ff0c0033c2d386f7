// What creates of volumes have made whose answers were lost: v1 is what the first one made.
#include <gtest/gtest.h>

#include "scenarios/invariants/support/cloud_script.h"

namespace scenarios::seen {
namespace {

const ScriptState kNothing = {.machine = "", .volume = "", .started_once = false};
const ScriptState kIntends = {
    .machine = "", .volume = "", .intent = "volume", .started_once = false};
const ScriptState kHolds = {.machine = "", .volume = "v1", .started_once = false};

CloudScript creating(const std::string& sandbox = CloudScript::kSandbox) {
  CloudScript run = provisioned(sandbox);
  run.at(10).asks(1, "start").stores(kIntends).fly(1, "create_volume", {.region = "dfw"});
  return run.volume("v1", "created", 0);
}
// The answer is lost.
CloudScript lost(const std::string& sandbox = CloudScript::kSandbox) {
  return creating(sandbox).at(11).refused(1, 0, "broken");
}
// A list at that moment, that shows v1 or does not, and then the intent is closed.
CloudScript looked_for(CloudScript run, double seconds, bool shown) {
  run.at(seconds).fly(2, "list_volumes");
  if (shown) return run.ok(2, {.ids = {"v1"}}).stores(kNothing);
  return run.ok(2, {.ids = {"v0"}}).stores(kNothing);
}

TEST(LostCreates, AreFoundUntilTheSearchIsOver) {
  EXPECT_FALSE(lost().is_beyond_finding("v1"));
  CloudScript run = lost();
  run.at(131).fly(2, "list_volumes").ok(2, {.ids = {"v0"}});
  EXPECT_FALSE(run.is_beyond_finding("v1")) << "its intent is open";
  run.at(140).fly(3, "list_volumes").ok(3, {.ids = {"v1"}}).stores(kNothing);
  EXPECT_FALSE(run.is_beyond_finding("v1")) << "the last list showed it";
}
TEST(LostCreates, AreBeyondFindingWhenNoListShowsThemInTime) {
  EXPECT_TRUE(looked_for(lost(), 131, false).is_beyond_finding("v1"));
  EXPECT_FALSE(looked_for(lost(), 131, true).is_beyond_finding("v1"));
  EXPECT_FALSE(looked_for(lost(), 100, false).is_beyond_finding("v1")) << "two minutes are owed";
}
TEST(LostCreates, AreFoundWhereTheLastLookFailed) {
  CloudScript run = lost();
  run.at(131).fly(2, "list_volumes").refused(2, 500, "broken").stores(kNothing);
  EXPECT_FALSE(run.is_beyond_finding("v1"));
}
TEST(LostCreates, AreFoundWhereAListHadShownThemBefore) {
  CloudScript run = lost();
  run.at(30).fly(3, "list_volumes").ok(3, {.ids = {"v1"}});
  EXPECT_FALSE(looked_for(run, 131, false).is_beyond_finding("v1"));
}
TEST(LostCreates, AreBeyondFindingWhenTheyAreMoved) {
  CloudScript run = lost();
  EXPECT_TRUE(run.at(12).volume("v1", "created", 0, "moved").is_beyond_finding("v1"));
}
TEST(LostCreates, AreBeyondFindingWhereTheirNamesAreCut) {
  EXPECT_FALSE(lost(std::string(21, 's')).is_beyond_finding("v1"));
  EXPECT_TRUE(lost(std::string(22, 's')).is_beyond_finding("v1"));
}

// What would excuse one that nobody knew of: its name is cut, it is moved, and no list shows it.
CloudScript and_hidden(CloudScript run) {
  return looked_for(run.at(20).volume("v1", "created", 0, "moved"), 131, false);
}
const std::string kCut(22, 's');

TEST(LostCreates, AreNotWhatTheAnswerTold) {
  CloudScript run = creating(kCut);
  EXPECT_FALSE(and_hidden(run.at(11).ok(1, {.volume = "v1"})).is_beyond_finding("v1"));
  EXPECT_TRUE(and_hidden(run.at(11).crashes().lives()).is_beyond_finding("v1"))
      << "it was not noted";
}
TEST(LostCreates, AreNotWhatAStateHasNamed) {
  const std::vector<ScriptState> naming = {
      kHolds, {.volume = "v2", .source = "v1"}, {.volume = "v2", .deletions = {"volume/v1"}}};
  for (const ScriptState& state : naming)
    EXPECT_FALSE(and_hidden(lost(kCut).at(15).stores(state)).is_beyond_finding("v1"));
}
TEST(LostCreates, AreNotWhatAMachineHasMounted) {
  CloudScript run = lost(kCut);
  EXPECT_FALSE(and_hidden(run.at(15).machine("m1", "started", "v1")).is_beyond_finding("v1"));
}
TEST(LostCreates, AreNotLaterVolumes) {
  CloudScript run = looked_for(lost(), 131, false);
  run.at(140).stores(kIntends).fly(4, "create_volume", {.region = "dfw"});
  run.volume("v2", "created", 0).at(141).refused(4, 0, "broken");
  EXPECT_FALSE(run.is_beyond_finding("v2"));
  EXPECT_TRUE(run.is_beyond_finding("v1"));
}
// v1 has the place of v2, which is left over for that.
TEST(LostCreates, LeaveAnotherOneBehindInTheirPlace) {
  for (const bool hidden : {true, false}) {
    CloudScript run = looked_for(lost(), 131, !hidden);
    run.at(140).stores(kIntends).fly(4, "create_volume", {.region = "dfw"});
    run.volume("v2", "created", 0).at(141).refused(4, 0, "broken");
    run.fly(5, "list_volumes").ok(5, {.ids = {"v1", "v2"}}).stores(kHolds);
    EXPECT_EQ(run.is_beyond_finding("v2"), hidden);
    EXPECT_FALSE(run.is_beyond_finding("v1"));
  }
}

TEST(LostCreates, AreExcusedInADestroyAndAfterAStartOnlyWhereNobodyCouldFindThem) {
  for (const bool shown : {true, false}) {
    CloudScript run = looked_for(lost(), 131, shown);
    run.answers(1, 502, "no room").at(200).asks(2, "destroy").erases().answers(2, 200).at(2000);
    EXPECT_EQ(run.flaws(make_m1).size(), shown ? 1U : 0U);
  }
  for (const bool shown : {true, false}) {
    CloudScript run = looked_for(lost(), 131, shown);
    run.volume("v2", "attached", 0).machine("m1", "started", "v2").stores({.volume = "v2"});
    run.at(140).answers(1, 200).at(4000);
    EXPECT_EQ(run.flaws(make_m9).size(), shown ? 1U : 0U);
  }
}

}  // namespace
}  // namespace scenarios::seen
