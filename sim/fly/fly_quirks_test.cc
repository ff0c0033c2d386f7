// The oddities that can be switched on. Facts: docs/fly-facts.md, "Machines" and "Volumes".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "sim/fly/testing/model_bed.h"

namespace sim {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

// "lists lag"
TEST(FlyQuirks, ListsLag) {
  ModelBed bed;
  bed.model.quirks().lists_lag = 30s;
  const std::string id = bed.started("a");
  const std::string volume = bed.made(bed.fresh());
  EXPECT_THAT(bed.listed(), IsEmpty());
  EXPECT_THAT(bed.listed_volumes(), IsEmpty());
  bed.pass(25s);
  EXPECT_THAT(bed.listed(), ElementsAre(id));
  bed.pass(5s);
  EXPECT_THAT(bed.listed_volumes(), ElementsAre(volume));
  const FlyReply list = bed.reply(fly_call::ListMachines{});
  EXPECT_EQ(std::get<std::vector<FlyMachineView>>(list.body)[0].state, MachineState::started);
  EXPECT_TRUE(bed.model.vanish_machine(id, bed.now));
  EXPECT_TRUE(bed.model.vanish_volume(volume, bed.now));
  bed.pass(29s);
  EXPECT_THAT(bed.listed(), ElementsAre(id));
  EXPECT_THAT(bed.listed_volumes(), ElementsAre(volume));
  bed.pass(1s);
  EXPECT_THAT(bed.listed(), IsEmpty());
  EXPECT_THAT(bed.listed_volumes(), IsEmpty());
}

TEST(FlyQuirks, ALaggingListShowsOldStates) {
  ModelBed bed;
  const std::string id = bed.started("a");
  bed.pass(1min);
  bed.model.quirks().lists_lag = 30s;
  bed.reply(fly_call::StopMachine{id});
  bed.pass(10s);
  const FlyReply list = bed.reply(fly_call::ListMachines{});
  EXPECT_EQ(std::get<std::vector<FlyMachineView>>(list.body)[0].state, MachineState::started);
  EXPECT_EQ(bed.state(id), "stopped");
}

// "some were empty though machines existed"
TEST(FlyQuirks, ListsAreEmpty) {
  ModelBed bed;
  bed.started("a");
  bed.made(bed.fresh());
  bed.model.quirks().lists_empty = true;
  EXPECT_THAT(bed.listed(), IsEmpty());
  EXPECT_THAT(bed.listed_volumes(), IsEmpty());
}

TEST(FlyQuirks, OneListMayBeDisturbed) {
  ModelBed bed;
  bed.started("a");
  const auto count = [&](const FlyDisturbance& disturbance) {
    const auto reply =
        bed.model.step(bed.request(fly_call::ListMachines{}), 99, bed.now, disturbance);
    return std::get<std::vector<FlyMachineView>>(reply->body).size();
  };
  EXPECT_EQ(count({}), 1U);
  EXPECT_EQ(count({0s, true}), 0U);
  EXPECT_EQ(count({1min, false}), 0U);
}

// "a machine just created can answer 404 for a moment"
TEST(FlyQuirks, FreshMachinesAreHidden) {
  ModelBed bed;
  bed.model.quirks().hidden_after_create = 3s;
  const std::string id = bed.made(bed.create("a"));
  EXPECT_EQ(bed.say(fly_call::GetMachine{id}), "404 machine not found");
  EXPECT_EQ(bed.say(fly_call::Wait{id, "started", {}, 60}), "404 not_found: machine not found");
  EXPECT_THAT(bed.listed(), ElementsAre(id));
  bed.pass(3s);
  EXPECT_EQ(bed.say(fly_call::GetMachine{id}), "200");
}

// "a claim can outlive its machine"; "after a destroy the id can be 14 NUL bytes [M]"
TEST(FlyQuirks, ClaimsLinger) {
  ModelBed bed;
  bed.model.quirks().claims_linger = 1min;
  const std::string volume = bed.made(bed.fresh());
  const std::string id = bed.started("a", volume);
  bed.reply(fly_call::DestroyMachine{id, true});
  bed.pass(10s);
  EXPECT_EQ(bed.state(id), "destroyed");
  const std::string nobody(14, '\0');
  EXPECT_EQ(bed.say(bed.create("b", volume)), "412 volume already claimed by machine " + nobody);
  EXPECT_EQ(bed.say(fly_call::DestroyVolume{volume}),
            "412 volume is currently bound to machine: " + nobody);
  bed.pass(1min);
  EXPECT_EQ(bed.reply(bed.create("b", volume)).status, 200);
}

// "a lagging name registry is a fault of our own making: a switch of the fake"
TEST(FlyQuirks, NamesLinger) {
  ModelBed bed;
  bed.model.quirks().names_linger = 1min;
  const std::string id = bed.started("a");
  bed.reply(fly_call::DestroyMachine{id, true});
  bed.pass(10s);
  EXPECT_EQ(bed.reply(bed.create("a")).status, 409);
  EXPECT_EQ(bed.model.machine_named("a"), "");
  bed.pass(1min);
  EXPECT_EQ(bed.reply(bed.create("a")).status, 200);
  EXPECT_NE(bed.model.machine_named("a"), "");
}

// "GET of a destroyed machine answers 200 with state destroyed [M], or it answers 404"
TEST(FlyQuirks, TheDestroyedAreShownOrNot) {
  ModelBed bed;
  const std::string id = bed.started("a");
  const std::string volume = bed.made(bed.fresh());
  bed.reply(fly_call::DestroyMachine{id, true});
  bed.reply(fly_call::DestroyVolume{volume});
  bed.pass(1h);
  EXPECT_EQ(std::get<FlyMachineView>(bed.reply(fly_call::GetMachine{id}).body).state,
            MachineState::destroyed);
  EXPECT_EQ(std::get<FlyVolumeView>(bed.reply(fly_call::GetVolume{volume}).body).state,
            VolumeState::destroyed);
  EXPECT_EQ(bed.say(fly_call::Wait{id, "destroyed", {}, 60}), "200");
  bed.model.quirks().destroyed_shows = DestroyedShows::not_found;
  EXPECT_EQ(bed.say(fly_call::GetMachine{id}), "404 machine not found");
  EXPECT_EQ(bed.say(fly_call::GetVolume{volume}), "404 volume not found");
  EXPECT_EQ(bed.say(fly_call::Wait{id, "destroyed", {}, 60}), "404 not_found: machine not found");
}

TEST(FlyQuirks, ReleasedVolumesMayBeDetached) {
  ModelBed bed;
  bed.model.quirks().released_is_detached = true;
  const std::string volume = bed.made(bed.fresh());
  const std::string id = bed.started("a", volume);
  bed.reply(fly_call::DestroyMachine{id, true});
  bed.pass(1min);
  EXPECT_EQ(bed.volume_state(volume), "detached");
  EXPECT_EQ(bed.reply(bed.create("b", volume)).status, 200);
}

// "wait timeout: sometimes an empty body"
TEST(FlyQuirks, AWaitInVainMaySayNothing) {
  ModelBed bed;
  bed.model.quirks().wordings[static_cast<std::size_t>(FlyRefusal::wait_timeout)] = 1;
  const std::string id = bed.started("a");
  EXPECT_FALSE(bed.ask(fly_call::Wait{id, "destroyed", {}, 1}));
  bed.pass(1s);
  ASSERT_TRUE(bed.answer());
  EXPECT_EQ(bed.answer()->error()->shape, FlyWording::Shape::empty);
}

}  // namespace
}  // namespace sim
