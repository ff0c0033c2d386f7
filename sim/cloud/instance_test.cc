// The instance's lifecycle (contract M), whole, against the fake Fly.
#include "controller/instance/instance.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "controller/instance/identity.h"
#include "sim/cloud/testing/cloud_bed.h"

namespace sim {
namespace {

using cloud_test::CloudBed;
using cloud_test::small_cloud;
using namespace std::chrono_literals;

class InstanceLife : public ::testing::TestWithParam<FlyWay> {
 protected:
  static CloudConfig cloud() {
    CloudConfig made = small_cloud();
    made.way = GetParam();
    return made;
  }
};
INSTANTIATE_TEST_SUITE_P(Ways, InstanceLife, ::testing::Values(FlyWay::json, FlyWay::typed),
                         [](const auto& way) {
                           return way.param == FlyWay::json ? "Json" : "Typed";
                         });

TEST_P(InstanceLife, StartsFromNothing) {
  CloudBed bed(cloud());
  bed.world.start_instance(bed.user);
  EXPECT_EQ(bed.ask(InstanceOperation::start).status, 200);
  const InstanceStored stored = bed.stored();
  EXPECT_EQ(stored.status, "running");
  EXPECT_TRUE(stored.started_once);
  EXPECT_EQ(stored.intent, "");
  const auto machine = bed.world.fly().machine(stored.machine);
  ASSERT_TRUE(machine);
  EXPECT_EQ(machine->name, bed.world.sandbox(bed.user));
  EXPECT_EQ(machine->state, MachineState::started);
  EXPECT_EQ(bed.world.fly().root_volume_of(stored.machine), stored.volume);
  EXPECT_EQ(bed.world.fly().live_machines().size(), 1U);
  EXPECT_EQ(bed.world.fly().live_volumes().size(), 1U);
  EXPECT_EQ(bed.calls("create_machine"), 1U);
  EXPECT_EQ(bed.calls("create_volume"), 1U);
}

TEST_P(InstanceLife, StopsAndStartsAgainWithTheSameMachineAndVolume) {
  CloudBed bed(cloud());
  bed.world.start_instance(bed.user);
  ASSERT_EQ(bed.ask(InstanceOperation::start).status, 200);
  const InstanceStored first = bed.stored();
  ASSERT_EQ(bed.ask(InstanceOperation::stop).status, 200);
  EXPECT_EQ(bed.world.fly().machine(first.machine)->state, MachineState::stopped);
  EXPECT_EQ(bed.stored().status, "stopped");
  ASSERT_EQ(bed.ask(InstanceOperation::start).status, 200);
  EXPECT_EQ(bed.stored().machine, first.machine);
  EXPECT_EQ(bed.stored().volume, first.volume);
  EXPECT_EQ(bed.calls("create_machine"), 1U);
}

TEST_P(InstanceLife, LogsWhatHasBecomeOfIt) {
  CloudBed bed(cloud());
  bed.world.start_instance(bed.user);
  ASSERT_EQ(bed.ask(InstanceOperation::start).status, 200);
  const InstanceStored running = bed.stored();
  ASSERT_EQ(bed.ask(InstanceOperation::stop).status, 200);
  ASSERT_LE(bed.ask(InstanceOperation::destroy).status, 202);
  bed.run_for(30min);
  std::vector<std::string> lines;
  for (const InstanceLogged& line : bed.log.all<InstanceLogged>())
    if (line.level == "info") lines.push_back(line.event + ' ' + line.fields);
  EXPECT_EQ(lines, (std::vector<std::string>{
                       "instance.running machine=" + running.machine + " volume=" + running.volume,
                       "instance.stopped ", "instance.destroyed "}));
}

TEST_P(InstanceLife, AdoptsItsMachineWhenAllIdsAreLostAndTheListIsEmpty) {
  CloudBed bed(cloud());
  bed.world.start_instance(bed.user);
  ASSERT_EQ(bed.ask(InstanceOperation::start).status, 200);
  const InstanceStored before = bed.stored();
  bed.world.crash_instance(bed.user);
  bed.world.disk(bed.user).reset();
  bed.world.fly().quirks().lists_empty = true;
  bed.world.start_instance(bed.user);
  EXPECT_EQ(bed.ask(InstanceOperation::start).status, 200);
  EXPECT_EQ(bed.stored().machine, before.machine);
  EXPECT_EQ(bed.stored().volume, before.volume) << "the adopted machine's own volume wins";
  bed.world.fly().quirks().lists_empty = false;
  bed.run_for(10min);
  EXPECT_EQ(bed.world.fly().live_machines().size(), 1U);
  EXPECT_EQ(bed.world.fly().live_volumes().size(), 1U) << "the fresh volume is deleted";
}

TEST_P(InstanceLife, MakesANewVolumeWhenTheOldOneIsGoneForSure) {
  CloudBed bed(cloud());
  bed.world.start_instance(bed.user);
  ASSERT_EQ(bed.ask(InstanceOperation::start).status, 200);
  const InstanceStored before = bed.stored();
  ASSERT_EQ(bed.ask(InstanceOperation::stop).status, 200);
  bed.world.fly().vanish_volume(before.volume, bed.world.now());
  bed.world.settle();
  EXPECT_EQ(bed.ask(InstanceOperation::start).status, 200);
  EXPECT_NE(bed.stored().volume, before.volume);
  EXPECT_EQ(bed.world.fly().root_volume_of(bed.stored().machine), bed.stored().volume);
}

TEST_P(InstanceLife, ForksTheVolumeOfARegionThatIsFull) {
  CloudBed bed(cloud());
  bed.world.start_instance(bed.user);
  ASSERT_EQ(bed.ask(InstanceOperation::start).status, 200);
  const InstanceStored before = bed.stored();
  ASSERT_EQ(bed.ask(InstanceOperation::stop).status, 200);
  bed.world.fly().set_region_full(before.region, true);
  EXPECT_EQ(bed.ask(InstanceOperation::start).status, 200);
  const InstanceStored after = bed.stored();
  EXPECT_NE(after.region, before.region);
  EXPECT_NE(after.volume, before.volume);
  bed.run_for(90min);
  EXPECT_EQ(bed.stored().source, "");
  EXPECT_EQ(bed.world.fly().live_volumes(), std::vector<std::string>{after.volume})
      << "the source goes when the fork is complete";
  std::int64_t data = 0;
  for (const auto& volume : bed.log.all<FlyVolumeChanged>())
    if (volume.id == after.volume) data = volume.data;
  EXPECT_GT(data, 1) << "what was written before the move, and after it";
}

TEST_P(InstanceLife, DestroysEverything) {
  CloudBed bed(cloud());
  bed.world.start_instance(bed.user);
  ASSERT_EQ(bed.ask(InstanceOperation::start).status, 200);
  EXPECT_LE(bed.ask(InstanceOperation::destroy).status, 202);
  bed.run_for(30min);
  EXPECT_TRUE(bed.world.fly().live_machines().empty());
  EXPECT_TRUE(bed.world.fly().live_volumes().empty());
  EXPECT_TRUE(bed.stored().erased);
  EXPECT_EQ(bed.ask(InstanceOperation::start).status, 409);
}

TEST_P(InstanceLife, ADestroyWinsOverAStartUnderWay) {
  CloudBed bed(cloud());
  bed.world.start_instance(bed.user);
  const auto start = bed.world.ask(bed.user, InstanceOperation::start);
  bed.run_for(700ms);
  const auto destroy = bed.world.ask(bed.user, InstanceOperation::destroy);
  EXPECT_EQ(bed.answer_of(*start).status, 409);
  EXPECT_LE(bed.answer_of(*destroy).status, 202);
  bed.run_for(40min);
  EXPECT_TRUE(bed.world.fly().live_machines().empty());
  EXPECT_TRUE(bed.world.fly().live_volumes().empty());
  EXPECT_TRUE(bed.stored().erased);
}

TEST_P(InstanceLife, TwoStartsAtOnceAreOne) {
  CloudBed bed(cloud());
  bed.world.start_instance(bed.user);
  const auto first = bed.world.ask(bed.user, InstanceOperation::start);
  const auto second = bed.world.ask(bed.user, InstanceOperation::start);
  EXPECT_EQ(bed.answer_of(*first).status, 200);
  EXPECT_EQ(bed.answer_of(*second).status, 200);
  EXPECT_EQ(bed.calls("create_machine"), 1U);
}

TEST_P(InstanceLife, ListsAndApprovesThroughTheController) {
  CloudBed bed(cloud());
  bed.world.start_instance(bed.user);
  ASSERT_EQ(bed.ask(InstanceOperation::start).status, 200);
  bed.run_for(2min);
  bed.world.message(bed.user, "telegram", "bob", "hi");
  bed.run_for(3min);
  const std::string code = bed.world.code_of(bed.user, "telegram", "bob");
  ASSERT_NE(code, "");
  auto list = bed.answer_of(*bed.world.list(bed.user, Kind::channels, false));
  EXPECT_EQ(list.keys, std::vector<std::string>{"telegram/" + code});
  const auto approval = bed.answer_of(*bed.world.approve_channel(bed.user, "telegram", code));
  EXPECT_EQ(approval.status, 200) << approval.message;
  list = bed.answer_of(*bed.world.list(bed.user, Kind::channels, true));
  EXPECT_TRUE(list.keys.empty());
  EXPECT_EQ(bed.calls("exec"), 0U);
}

TEST_P(InstanceLife, FallsBackToCommandsForAnOlderController) {
  for (const GuestKind kind : {GuestKind::old_guarded, GuestKind::old_open}) {
    CloudConfig old = cloud();
    old.guest.kind = kind;
    CloudBed bed(std::move(old));
    bed.world.start_instance(bed.user);
    ASSERT_EQ(bed.ask(InstanceOperation::start).status, 200);
    bed.run_for(2min);
    bed.world.message(bed.user, "telegram", "bob", "hi");
    const std::string code = bed.world.code_of(bed.user, "telegram", "bob");
    ASSERT_NE(code, "");
    auto list = bed.answer_of(*bed.world.list(bed.user, Kind::channels, false));
    EXPECT_EQ(list.keys, std::vector<std::string>{"telegram/" + code});
    EXPECT_EQ(bed.calls("exec"), 1U);
    const auto approval = bed.answer_of(*bed.world.approve_channel(bed.user, "telegram", code));
    EXPECT_EQ(approval.status, 200) << approval.message;
    list = bed.answer_of(*bed.world.list(bed.user, Kind::channels, false));
    EXPECT_TRUE(list.keys.empty());
  }
}

}  // namespace
}  // namespace sim
