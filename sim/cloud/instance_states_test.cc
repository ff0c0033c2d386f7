// What an instance makes of a state, or of a machine, that no run of the fake Fly leads to.
#include <gtest/gtest.h>

#include <set>

#include "controller/instance/identity.h"
#include "controller/instance/state.h"
#include "sim/cloud/testing/cloud_bed.h"

namespace sim {
namespace {

using cloud_test::CloudBed;
using cloud_test::small_cloud;
using controller::instance::CreateIntent;
using controller::instance::InstanceState;
using namespace std::chrono_literals;

// A volume of that user's name, made long ago.
std::string volume_in(CloudBed& bed, const std::string& region, std::int64_t data) {
  const std::string sandbox = bed.world.sandbox(bed.user);
  return bed.world.fly().seed_volume(controller::instance::volume_name_of(sandbox), region, sandbox,
                                     data, bed.world.now());
}

InstanceState stopped_on(CloudBed& bed, const std::string& volume, const std::string& region) {
  InstanceState state;
  state.user_id = bed.user;
  state.sandbox_id = bed.world.sandbox(bed.user);
  state.status = controller::instance::Status::stopped;
  state.volume_id = volume;
  state.region = region;
  state.has_user_data = true;
  return state;
}

CreateIntent fork_of(CloudBed& bed, const std::string& source, const std::string& region) {
  CreateIntent intent;
  intent.what = CreateIntent::What::fork;
  intent.name = controller::instance::volume_name_of(bed.world.sandbox(bed.user));
  intent.region = region;
  intent.source_volume_id = source;
  return intent;
}

// Somebody started the machine on the first fork while the reply to the second create was lost.
TEST(InstanceStates, ALateForkYieldsToOneOfTheSameSourceThatWasUsedSince) {
  CloudBed bed;
  const std::string source = volume_in(bed, "dfw", 3);
  const std::string used = volume_in(bed, "ewr", 5);
  const std::string late = volume_in(bed, "lax", 3);
  InstanceState state = stopped_on(bed, used, "ewr");
  state.unconfirmed_sources = {source};
  state.fork_was_used = true;
  state.volume_intent = fork_of(bed, source, "lax");
  state.volume_intent->known_volumes = {source, used};
  bed.world.disk(bed.user) = std::make_shared<const InstanceState>(state);
  bed.world.start_instance(bed.user);
  EXPECT_EQ(bed.ask(InstanceOperation::start).status, 200);
  EXPECT_EQ(bed.stored().volume, used) << "it may be newer";
  bed.run_for(90min);
  EXPECT_EQ(bed.world.fly().live_volumes(), std::vector<std::string>{used});
}

// The source was lost meanwhile, and what it had been made from is held again.
TEST(InstanceStates, ALateForkOfALostSourceKeepsWhatWasHeldInstead) {
  CloudBed bed;
  const std::string held = volume_in(bed, "dfw", 3);
  const std::string late = volume_in(bed, "lax", 5);
  InstanceState state = stopped_on(bed, held, "dfw");
  state.volume_intent = fork_of(bed, "vol_lost", "lax");
  state.volume_intent->known_volumes = {held};
  bed.world.disk(bed.user) = std::make_shared<const InstanceState>(state);
  bed.world.start_instance(bed.user);
  EXPECT_EQ(bed.ask(InstanceOperation::start).status, 200);
  EXPECT_EQ(bed.stored().volume, late);
  bed.run_for(90min);
  EXPECT_EQ(bed.world.fly().live_volumes(), std::vector<std::string>{late})
      << "it goes once the fork is confirmed";
}

TEST(InstanceStates, RegionsAreTriedInRandomOrder) {
  std::set<std::string> regions;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CloudBed bed(small_cloud(), seed);
    bed.world.start_instance(bed.user);
    EXPECT_EQ(bed.ask(InstanceOperation::start).status, 200);
    regions.insert(bed.stored().region);
  }
  EXPECT_GT(regions.size(), 1U);
}

// The fake suspends at once.
TEST(InstanceStates, AMachineThatIsSuspendingIsUpdatedOnceItIsSuspended) {
  CloudBed bed;
  const std::string volume = volume_in(bed, "dfw", 3);
  controller::fly::MachineSpec spec;
  spec.image = "img";
  spec.mounts = {{volume, "/root"}};
  InstanceState state = stopped_on(bed, volume, "dfw");
  state.machine_id = bed.world.fly().seed_machine(state.sandbox_id, "dfw", spec,
                                                  MachineState::suspending, bed.world.now());
  bed.world.disk(bed.user) = std::make_shared<const InstanceState>(state);
  bed.world.start_instance(bed.user);
  const auto start = bed.world.ask(bed.user, InstanceOperation::start);
  bed.run_for(10s);
  EXPECT_EQ(bed.calls("update_machine"), 0U);
  EXPECT_TRUE(
      bed.world.fly().kill_machine(state.machine_id, MachineState::suspended, bed.world.now()));
  bed.world.settle();
  bed.run_for(2s);
  EXPECT_EQ(bed.calls("update_machine"), 1U) << "at once, not when a wait for started is over";
  EXPECT_EQ(bed.answer_of(*start).status, 200);
}

}  // namespace
}  // namespace sim
