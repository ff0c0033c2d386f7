#include "controller/instance/machine_choice.h"

#include <gtest/gtest.h>

#include <chrono>
#include <vector>

#include "controller/instance/volumes.h"

namespace controller::instance {
namespace {

using fly::Machine;
using fly::MachineState;

constexpr std::string_view kSandbox = "c2FuZGJveA";

Machine machine(std::string id, MachineState state, int updated_s = 0) {
  Machine machine;
  machine.id = std::move(id);
  machine.name = kSandbox;
  machine.state = state;
  machine.updated_at = WallTime(std::chrono::seconds(updated_s));
  machine.metadata = {{"kiloclaw_sandbox_id", std::string(kSandbox)}};
  return machine;
}

std::string chosen(const std::vector<Machine>& machines) {
  const Machine* best = choose_machine(machines, kSandbox);
  return best == nullptr ? "none" : best->id;
}

TEST(MachineChoice, PrefersStatesInTheOrderOfTheContract) {
  const std::vector<MachineState> order = {
      MachineState::started,   MachineState::starting, MachineState::stopped,
      MachineState::created,   MachineState::stopping, MachineState::replacing,
      MachineState::suspended, MachineState::failed,   MachineState::updating};
  for (std::size_t i = 0; i + 1 < order.size(); ++i) {
    EXPECT_EQ(chosen({machine("worse", order[i + 1], 9), machine("better", order[i], 1)}), "better")
        << i;
    EXPECT_EQ(chosen({machine("better", order[i], 1), machine("worse", order[i + 1], 9)}), "better")
        << i;
  }
}

TEST(MachineChoice, IgnoresWhatCannotComeBack) {
  EXPECT_EQ(chosen({machine("a", MachineState::destroyed), machine("b", MachineState::destroying)}),
            "none");
  EXPECT_EQ(chosen({machine("a", MachineState::destroyed), machine("b", MachineState::failed)}),
            "b");
  EXPECT_EQ(chosen({}), "none");
}

TEST(MachineChoice, TakesTheNewestOfEquals) {
  Machine undated = machine("undated", MachineState::stopped);
  undated.updated_at.reset();
  EXPECT_EQ(chosen({machine("old", MachineState::stopped, 1),
                    machine("new", MachineState::stopped, 2), undated}),
            "new");
  EXPECT_EQ(
      chosen({machine("b", MachineState::stopped, 1), machine("a", MachineState::stopped, 1)}),
      "a");
}

TEST(MachineChoice, TakesOnlyItsOwn) {
  Machine foreign = machine("foreign", MachineState::started);
  foreign.metadata = {{"kiloclaw_sandbox_id", "another"}};
  Machine unmarked = machine("unmarked", MachineState::stopped);
  unmarked.metadata.clear();
  Machine unmarked_foreign = unmarked;
  unmarked_foreign.id = "unmarked_foreign";
  unmarked_foreign.name = "another";
  EXPECT_EQ(chosen({foreign, unmarked_foreign}), "none");
  EXPECT_EQ(chosen({foreign, unmarked_foreign, unmarked}), "unmarked");
}

TEST(MachineChoice, FindsAName) {
  Machine renamed = machine("renamed", MachineState::started);
  renamed.name = "another";
  const std::vector<Machine> machines = {renamed, machine("dead", MachineState::destroyed),
                                         machine("it", MachineState::stopped)};
  const Machine* found = choose_by_name(machines, kSandbox);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->id, "it");
}

TEST(MachineChoice, ReadsTheVolumeAtRoot) {
  Machine mounted = machine("m", MachineState::started);
  EXPECT_EQ(root_volume(mounted), "");
  mounted.mounts = {{"vol_data", "/data"}, {"vol_root", "/root"}};
  EXPECT_EQ(root_volume(mounted), "vol_root");
}

// ---- what a lost create may have made

CreateIntent intent() {
  CreateIntent intent;
  intent.what = CreateIntent::What::volume;
  intent.name = "kiloclaw_c2";
  intent.region = "iad";
  intent.known_volumes = {"vol_known"};
  intent.made_at = WallTime(std::chrono::seconds(1000));
  return intent;
}
fly::Volume volume() {
  fly::Volume volume;
  volume.id = "vol_new";
  volume.name = "kiloclaw_c2";
  volume.state = fly::VolumeState::created;
  volume.region = "iad";
  volume.created_at = WallTime(std::chrono::seconds(1001));
  return volume;
}

TEST(LostCreate, MayHaveMadeANewUnusedVolumeOfOurName) {
  EXPECT_TRUE(may_come_of(intent(), volume()));
  fly::Volume undated = volume();
  undated.created_at.reset();
  EXPECT_TRUE(may_come_of(intent(), undated));
  fly::Volume skewed = volume();
  skewed.created_at = WallTime(std::chrono::seconds(1000 - 120));
  EXPECT_TRUE(may_come_of(intent(), skewed));
}

TEST(LostCreate, MadeNothingThatIsKnownUsedOlderOrElsewhere) {
  fly::Volume known = volume();
  known.id = "vol_known";
  EXPECT_FALSE(may_come_of(intent(), known));
  fly::Volume used = volume();
  used.attached_machine_id = "9185";
  EXPECT_FALSE(may_come_of(intent(), used));
  fly::Volume older = volume();
  older.created_at = WallTime(std::chrono::seconds(1000 - 121));
  EXPECT_FALSE(may_come_of(intent(), older));
  fly::Volume elsewhere = volume();
  elsewhere.region = "lax";
  EXPECT_FALSE(may_come_of(intent(), elsewhere));
  fly::Volume renamed = volume();
  renamed.name = "kiloclaw_c3";
  EXPECT_FALSE(may_come_of(intent(), renamed));
  fly::Volume dying = volume();
  dying.state = fly::VolumeState::pending_destroy;
  EXPECT_FALSE(may_come_of(intent(), dying));
}

}  // namespace
}  // namespace controller::instance
