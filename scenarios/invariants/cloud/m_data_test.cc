// M9: what is persisted first, and the data that a user must find again.
#include <gmock/gmock.h>

#include <algorithm>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/cloud_script.h"

namespace scenarios {
namespace {

using seen::CloudScript;
using seen::provisioned;
using seen::ScriptState;
using seen::settled;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(M9, AcceptsThatAllIsPersistedFirst) {
  CloudScript run = provisioned();
  run.at(10).asks(1, "start").stores({.machine = "", .volume = "v1", .intent = "machine"});
  run.fly(1, "create_machine")
      .ok(1, {.machine = "m1"})
      .stores({})
      .fly(2, "wait", {.machine = "m1"})
      .ok(2);
  run.stores({.deletions = {"volume/v3"}}).fly(3, "destroy_volume", {.volume = "v3"});
  EXPECT_THAT(run.flaws(make_m9), IsEmpty());
  EXPECT_EQ(run.occasions(make_m9), 2U);
}
TEST(M9, FlagsACreateWithoutIntent) {
  CloudScript run = provisioned();
  run.at(10).asks(1, "start").fly(1, "create_volume", {.source = "v1"});
  EXPECT_THAT(run.flaws(make_m9), ElementsAre(HasSubstr("persisted intent \"fork\"")));
}
TEST(M9, FlagsAWaitForAMachineThatIsNotPersisted) {
  CloudScript run = provisioned();
  run.at(10).asks(1, "start").fly(1, "wait", {.machine = "m1"});
  EXPECT_THAT(run.flaws(make_m9), ElementsAre(HasSubstr("whose id is not persisted")));
}
TEST(M9, FlagsADeletionThatIsNotPersisted) {
  CloudScript run = settled();
  run.at(10).asks(1, "start").fly(1, "destroy_volume", {.volume = "v3"});
  EXPECT_THAT(run.flaws(make_m9), ElementsAre(HasSubstr("not on its persisted list")));
}
TEST(M9, FlagsThatItRunsOnOlderData) {
  CloudScript run = settled();
  run.volume("v2", "created", 2, "seeded").at(10).asks(1, "start");
  run.machine("m1", "started", "v2").stores({.volume = "v2"}).at(12).answers(1, 200);
  EXPECT_THAT(run.flaws(make_m9), ElementsAre(HasSubstr("it lacks 3 of 5, made on v1")));
}
TEST(M9, AcceptsOlderDataWhenTheWorldTookTheNewest) {
  CloudScript run = settled();
  run.volume("v2", "created", 2, "seeded").at(5).volume("v1", "destroyed", 3, "vanished");
  run.at(10).asks(1, "start").machine("m1", "started", "v2").stores({.volume = "v2"});
  EXPECT_THAT(run.at(12).answers(1, 200).flaws(make_m9), IsEmpty());
}
// What a machine wrote where somebody else had put it is not the user's newest, as long as the
// instance does not hold that.
TEST(M9, AcceptsThatAMountOfSomebodyElseIsTakenBack) {
  for (const bool held : {false, true}) {
    CloudScript run = settled();
    run.volume("v2", "created", 0, "seeded").at(5).machine("m1", "started", "v2", "mount_changed");
    run.volume("v2", "attached", 9, "written");
    if (held) run.stores({.volume = "v2"});
    run.at(10).asks(1, "start").machine("m1", "started", "v1").at(12).answers(1, 200);
    const auto flaws = run.at(1500).flaws(make_m9);
    if (held) {
      EXPECT_THAT(flaws, testing::Contains(HasSubstr("it lacks 9 of 12, made on v2")));
    } else {
      EXPECT_THAT(flaws, IsEmpty());
    }
  }
}
TEST(M9, FlagsAnOrphan) {
  CloudScript run = settled();
  run.at(10).asks(1, "start").fly(1, "create_volume").volume("v2", "created", 0).ok(1);
  run.at(12).answers(1, 200).at(600);
  run.stores({.intent = "volume"});
  EXPECT_THAT(run.flaws(make_m9), ElementsAre(HasSubstr("intent"))) << "there is time left";
  EXPECT_THAT(run.at(1000).flaws(make_m9),
              ElementsAre(HasSubstr("intent"), HasSubstr("as volumes: v1, v2")));
}
// The answer was lost, and for as long as it is waited for no list shows what was made.
TEST(M9, AcceptsAnOrphanThatListsHaveHidden) {
  for (const bool hidden : {true, false}) {
    CloudScript run = settled();
    run.at(10).asks(1, "start").stores({.intent = "volume"}).fly(1, "create_volume");
    run.volume("v2", "created", 0).refused(1, 0, "broken").at(70).fly(2, "list_volumes");
    run.ok(2, {.ids = {hidden ? "v1" : "v2"}}).at(140).fly(3, "list_volumes").ok(3, {.ids = {}});
    const auto flaws = run.at(141).stores({}).answers(1, 200).at(1500).flaws(make_m9);
    if (hidden) {
      EXPECT_THAT(flaws, IsEmpty());
    } else {
      EXPECT_THAT(flaws, ElementsAre(HasSubstr("as volumes: v1, v2")));
    }
  }
}
// The process is told of v2, and crashes before it has noted that; then v2 is moved.
TEST(M9, AcceptsAnOrphanThatItWasToldOfInTheInstantOfACrash) {
  for (const bool noted : {false, true}) {
    CloudScript run = settled();
    run.at(10).asks(1, "start").stores({.intent = "volume"}).fly(1, "create_volume");
    run.volume("v2", "created", 0).ok(1, {.volume = "v2"});
    if (noted) run.stores({.deletions = {"volume/v2"}});
    run.crashes().at(11).volume("v2", "created", 0, "moved").lives().stores({});
    const auto flaws = run.at(20).asks(2, "start").at(22).answers(2, 200).at(1500).flaws(make_m9);
    if (noted) {
      EXPECT_THAT(flaws, ElementsAre(HasSubstr("as volumes: v1, v2")));
    } else {
      EXPECT_THAT(flaws, IsEmpty());
    }
  }
}
// What the world does to it under the hands of a start is for the next one.
TEST(M9, AcceptsALossDuringTheLastStart) {
  CloudScript run = settled();
  run.at(10).asks(1, "start").at(11).volume("v1", "destroyed", 3, "vanished");
  CloudScript again = run.at(12).answers(1, 200);
  EXPECT_THAT(run.at(1500).flaws(make_m9), IsEmpty());
  again.at(20).asks(2, "start").at(22).answers(2, 200).at(1500);
  EXPECT_THAT(again.flaws(make_m9), ElementsAre(HasSubstr("as volumes: none")));
}
TEST(M9, FlagsAnOrphanOfACutNameThatItWasToldOf) {
  const std::string id(22, 's');
  for (const bool told : {false, true}) {
    CloudScript run;
    sim::FlyVolumeChanged volume;
    volume.id = "v2";
    volume.state = "created";
    volume.data_of = id;
    sim::InstanceStored stored;
    stored.instance = id;
    stored.status = "running";
    run.at(0).add(sim::InstanceStarted{id, "u"}).add(stored).add(volume).at(10);
    sim::InstanceAsked start;
    start.call = 1;
    start.instance = id;
    start.operation = "start";
    sim::FlyCalled create;
    create.instance = id;
    create.call = 1;
    create.operation = "create_volume";
    sim::FlyAnswered answer;
    answer.instance = id;
    answer.call = 1;
    answer.status = 200;
    answer.volume = "v2";
    run.add(start).add(create);
    if (told) run.add(answer);
    run.add(sim::InstanceAnswered{1, id, 200, "", {}}).at(2000);
    const auto flaws = run.flaws(make_m9);
    EXPECT_EQ(std::ranges::count_if(flaws,
                                    [](const std::string& text) {
                                      return text.find("as volumes: v2") != std::string::npos;
                                    }),
              told ? 1 : 0);
  }
}
// The newest data is on a copy whose create was not answered: it cannot be told from another
// sandbox's where the name is cut.
TEST(M9, FlagsOlderDataUnlessTheNewestIsOnACopyBeyondTelling) {
  for (const std::string& id : {std::string(21, 's'), std::string(22, 's')}) {
    CloudScript run;
    sim::FlyVolumeChanged copy;
    copy.id = "v2";
    copy.state = "created";
    copy.data_of = id;
    copy.data = 2;
    sim::FlyVolumeChanged held = copy;
    held.id = "v1";
    held.data = 1;
    sim::FlyMachineChanged machine;
    machine.id = "m1";
    machine.name = machine.sandbox = id;
    machine.state = "started";
    machine.volume = "v1";
    sim::InstanceStored stored;
    stored.instance = id;
    stored.status = "running";
    stored.machine = "m1";
    stored.volume = "v1";
    sim::InstanceAsked start;
    start.call = 1;
    start.instance = id;
    start.operation = "start";
    stored.intent = "volume";
    sim::FlyCalled create;
    create.instance = id;
    create.operation = "create_volume";
    run.at(0).add(sim::InstanceStarted{id, "u"}).add(held).add(machine).add(stored).add(create);
    copy.why = "api";
    run.caused_by(run.last()).add(copy).caused_by(0);
    run.at(10).add(start).at(20).add(sim::InstanceAnswered{1, id, 200, "", {}}).at(30);
    const auto flaws = run.flaws(make_m9);
    EXPECT_EQ(flaws.empty(), id.size() == 22) << testing::PrintToString(flaws);
  }
}
TEST(M9, FlagsThatStartsFailForEver) {
  CloudScript run = settled();
  for (int i = 1; i <= 5; ++i) run.at(10 * i).asks(i, "start").at(10 * i + 5).answers(i, 503);
  EXPECT_THAT(run.flaws(make_m9), ElementsAre(HasSubstr("failed to start 5 times")));
}
TEST(M9, AcceptsThatStartsFailWhileThereIsTrouble) {
  CloudScript run = settled();
  for (int i = 1; i <= 5; ++i)
    run.at(10 * i).asks(i, "start").fault().at(10 * i + 5).answers(i, 503);
  EXPECT_THAT(run.flaws(make_m9), IsEmpty());
}

}  // namespace
}  // namespace scenarios
