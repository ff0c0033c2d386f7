// Volumes, forks, and the user data on them. Facts: docs/fly-facts.md, "Volumes".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "sim/fly/testing/model_bed.h"

namespace sim {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

TEST(FlyVolumes, AreClaimedAndReleased) {
  ModelBed bed;
  const std::string volume = bed.made(bed.fresh());
  EXPECT_EQ(bed.volume_state(volume), "created");
  const std::string id = bed.started("a", volume);
  EXPECT_EQ(bed.volume_state(volume), "attached");
  EXPECT_EQ(bed.model.volume(volume)->machine, id);
  bed.reply(fly_call::DestroyMachine{id, true});
  EXPECT_EQ(bed.model.volume(volume)->machine, id);
  bed.pass(1min);
  EXPECT_EQ(bed.model.volume(volume)->machine, "");
  EXPECT_EQ(bed.volume_state(volume), "created");
}

TEST(FlyVolumes, AnUpdateChangesTheClaims) {
  ModelBed bed;
  const std::string first = bed.made(bed.fresh());
  const std::string second = bed.made(bed.fresh());
  const std::string id = bed.started("a", first);
  EXPECT_EQ(bed.say(bed.update(id, second)), "200");
  EXPECT_EQ(bed.model.volume(first)->machine, "");
  EXPECT_EQ(bed.model.volume(second)->machine, id);
}

TEST(FlyVolumes, AreDestroyedInSteps) {
  ModelBed bed;
  const std::string volume = bed.made(bed.fresh());
  EXPECT_EQ(std::get<FlyVolumeView>(bed.reply(fly_call::DestroyVolume{volume}).body).state,
            VolumeState::scheduling_destroy);
  EXPECT_EQ(bed.say(bed.create("a", volume)), "400 invalid_argument: volume does not exist");
  EXPECT_EQ(bed.say(bed.fork(volume)), "400 invalid_argument: volume does not exist");
  bed.pass(1h);
  std::vector<std::string> states;
  for (const FlyVolumeChanged& change : bed.volumes) states.push_back(change.state);
  EXPECT_THAT(states, ElementsAre("created", "scheduling_destroy", "pending_destroy", "destroying",
                                  "destroyed"));
  EXPECT_EQ(bed.say(fly_call::DestroyVolume{volume}), "404 volume not found");
  EXPECT_THAT(bed.listed_volumes(), ElementsAre());
}

TEST(FlyVolumes, ARunningMachineWritesUserData) {
  ModelBed bed;
  const std::string volume = bed.made(bed.fresh());
  EXPECT_EQ(bed.data_on(volume), "/0");
  const std::string id = bed.started("box", volume);
  EXPECT_EQ(bed.data_on(volume), "box/1");
  bed.reply(fly_call::StopMachine{id});
  bed.pass(1min);
  EXPECT_EQ(bed.data_on(volume), "box/1");
  bed.reply(fly_call::StartMachine{id});
  bed.pass(1min);
  EXPECT_EQ(bed.data_on(volume), "box/2");
}

TEST(FlyVolumes, AndWritesOnWhileItRuns) {
  FlyConfig config;
  config.timing.writes_every = 1min;
  ModelBed bed(config);
  const std::string volume = bed.made(bed.fresh());
  const std::string id = bed.started("box", volume);
  bed.pass(5min);
  EXPECT_EQ(bed.data_on(volume), "box/6");
  bed.reply(fly_call::StopMachine{id});
  bed.pass(5min);
  EXPECT_EQ(bed.data_on(volume), "box/6");
}

TEST(FlyVolumes, DataStaysThatOfWhoWroteFirst) {
  ModelBed bed;
  const std::string volume = bed.model.seed_volume("vol", "iad", "other", 7, bed.now);
  bed.started("box", volume);
  EXPECT_EQ(bed.data_on(volume), "other/8");
}

// "a fork passes through hydrating or restoring"
TEST(FlyForks, HydrateAndHaveTheDataOfTheirSource) {
  ModelBed bed;
  const std::string source = bed.made(bed.fresh());
  const std::string id = bed.started("box", source);
  const std::string fork = bed.made(bed.fork(source, "lax"));
  EXPECT_EQ(bed.volume_state(fork), "hydrating");
  EXPECT_EQ(bed.data_on(fork), "/0");
  EXPECT_EQ(bed.model.volume(fork)->size_gb, 10);
  // What the source gets from now on, the fork does not have.
  bed.reply(fly_call::StopMachine{id});
  bed.pass(5s);
  bed.reply(fly_call::StartMachine{id});
  bed.pass(1min);
  EXPECT_EQ(bed.volume_state(fork), "created");
  EXPECT_EQ(bed.data_on(fork), "box/1");
  EXPECT_EQ(bed.data_on(source), "box/2");
}

TEST(FlyForks, MayRestoreInstead) {
  ModelBed bed;
  bed.model.quirks().forks_restore = true;
  const std::string fork = bed.made(bed.fork(bed.made(bed.fresh())));
  EXPECT_EQ(bed.volume_state(fork), "restoring");
}

TEST(FlyForks, WithoutTheirSourceHaveNothing) {
  for (const bool vanishes : {false, true}) {
    ModelBed bed;
    const std::string source = bed.model.seed_volume("vol", "iad", "box", 7, bed.now);
    const std::string fork = bed.made(bed.fork(source));
    if (vanishes) {
      EXPECT_TRUE(bed.model.vanish_volume(source, bed.now));
    } else {
      EXPECT_EQ(bed.say(fly_call::DestroyVolume{source}), "200");
    }
    bed.pass(1h);
    EXPECT_EQ(bed.volume_state(fork), "created");
    EXPECT_EQ(bed.data_on(fork), "/0");
  }
}

TEST(FlyForks, MayBeUsedWhileTheyHydrate) {
  ModelBed bed;
  const std::string source = bed.model.seed_volume("vol", "iad", "box", 7, bed.now);
  const std::string fork = bed.made(bed.fork(source));
  bed.made(bed.create("box", fork));
  bed.pass(5s);
  EXPECT_EQ(bed.volume_state(fork), "hydrating");
  EXPECT_EQ(bed.data_on(fork), "box/1");
  bed.pass(1min);
  EXPECT_EQ(bed.volume_state(fork), "attached");
  EXPECT_EQ(bed.data_on(fork), "box/8");
}

TEST(FlyVolumes, AMachineWhoseVolumeVanishedDoesNotStart) {
  ModelBed bed;
  const std::string volume = bed.made(bed.fresh());
  const std::string id = bed.started("a", volume);
  bed.reply(fly_call::StopMachine{id});
  bed.pass(1min);
  EXPECT_TRUE(bed.model.vanish_volume(volume, bed.now));
  EXPECT_EQ(bed.say(fly_call::StartMachine{id}), "400 invalid_argument: volume does not exist");
  EXPECT_EQ(bed.say(fly_call::GetVolume{volume}), "404 volume not found");
}

TEST(FlyVolumes, OthersDestroyThemAttachedOrNot) {
  ModelBed bed;
  const std::string volume = bed.made(bed.fresh());
  bed.started("a", volume);
  EXPECT_TRUE(bed.model.destroy_volume(volume, bed.now));
  EXPECT_EQ(bed.volume_state(volume), "scheduling_destroy");
  EXPECT_FALSE(bed.model.destroy_volume(volume, bed.now));
}

}  // namespace
}  // namespace sim
