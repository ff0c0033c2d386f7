#include "scenarios/runner/cloud_director.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/runner/cloud_settings.h"
#include "sim/choice/seeded_choices.h"

namespace scenarios {
namespace {

using controller::fly::MachineState;
using controller::instance::Status;
using ::testing::ElementsAre;
using ::testing::Pair;
using namespace std::chrono_literals;

InstanceSettings instance(const std::string& user, Possession has = Possession::nothing,
                          Memory remembers = Memory::all) {
  InstanceSettings settings;
  settings.user = user;
  settings.has = has;
  settings.remembers = remembers;
  settings.load = false;
  return settings;
}

// A scenario in its world, from its begin on.
class Stage {
 public:
  explicit Stage(Scenario scenario_in)
      : scenario(std::move(scenario_in)),
        world(cloud_config_of(scenario, {}), choices),
        director(scenario, world, cloud_config_of(scenario, {}).guest,
                 [this](const std::string& step, std::int64_t call) {
                   calls.emplace_back(step, call);
                 }) {
    director.begin();
  }
  [[nodiscard]] const controller::instance::InstanceState& disk(const std::string& user = "alice") {
    return *world.disk(user);
  }
  void pass(Duration span) { world.time().run_until(world.time().now() + span); }

  Scenario scenario;
  sim::SeededChoices choices{1};
  sim::CloudWorld world;
  std::vector<std::pair<std::string, std::int64_t>> calls;
  CloudDirector director;
};

Step at(Duration moment, Action action, std::string name = {}) {
  Step step;
  step.at = Instant(moment);
  step.action = std::move(action);
  step.name = std::move(name);
  return step;
}

Scenario with(std::vector<InstanceSettings> instances) {
  Scenario scenario;
  scenario.instances = std::move(instances);
  scenario.duration = 1h;
  return scenario;
}

TEST(CloudDirectorTest, AnInstanceHasWhatItsSettingsSay) {
  Stage nothing(with({instance("alice")}));
  EXPECT_EQ(nothing.disk().status, Status::provisioned);
  EXPECT_TRUE(nothing.world.fly().live_volumes().empty());

  Stage volume(with({instance("alice", Possession::volume)}));
  EXPECT_EQ(volume.disk().volume_id, volume.world.fly().live_volumes().at(0));
  EXPECT_TRUE(volume.disk().has_user_data);
  EXPECT_EQ(volume.disk().region, "dfw");
  EXPECT_TRUE(volume.world.fly().live_machines().empty());

  for (const auto& [has, status, state] :
       {std::tuple(Possession::stopped, Status::stopped, MachineState::stopped),
        {Possession::running, Status::running, MachineState::started}}) {
    Stage stage(with({instance("alice", has)}));
    EXPECT_EQ(stage.disk().status, status);
    const auto machine = stage.world.fly().machine(stage.disk().machine_id);
    ASSERT_TRUE(machine);
    EXPECT_EQ(machine->state, state);
    EXPECT_EQ(machine->name, stage.world.sandbox("alice"));
    EXPECT_EQ(stage.world.fly().root_volume_of(machine->id), stage.disk().volume_id);
  }
}

TEST(CloudDirectorTest, AnInstanceForgetsWhatItsSettingsSay) {
  for (const auto& [memory, machine, volume] : {std::tuple(Memory::all, true, true),
                                                {Memory::machine, true, false},
                                                {Memory::volume, false, true},
                                                {Memory::nothing, false, false}}) {
    Stage stage(with({instance("alice", Possession::running, memory)}));
    EXPECT_EQ(!stage.disk().machine_id.empty(), machine);
    EXPECT_EQ(!stage.disk().volume_id.empty(), volume);
    EXPECT_EQ(stage.disk().has_user_data, volume);
    EXPECT_EQ(stage.world.fly().live_machines().size(), 1U);
  }
}

TEST(CloudDirectorTest, AStoreHoldsWhatTheScenarioSays) {
  using controller::instance::CreateIntent;
  using controller::instance::PendingDeletion;
  InstanceSettings alice = instance("alice");
  StoredSettings& stored = alice.stored.emplace();
  stored.status = Status::starting;
  stored.machine = "@box";
  stored.volume = "@fork";
  stored.region = "lax";
  stored.has_user_data = stored.fork_was_used = true;
  stored.sources = {"@old"};
  stored.machine_create = MachineCreate{"dfw", {"@old", "vol_x"}, 1h};
  stored.volume_create = VolumeCreate{"ewr", "@old", {"@old"}, 2h};
  stored.machines_to_delete = {"148e21"};
  stored.volumes_to_delete = {"@old"};
  stored.starting_for = 1min;
  Scenario scenario = with({alice});
  scenario.volumes = {{"old", "alice", "dfw", 3}, {"fork", "alice", "lax", 4, "old"}};
  MachineSettings box;
  box.name = "box";
  box.of = "alice";
  scenario.machines = {box};
  Stage stage(scenario);
  const auto volumes = stage.world.fly().live_volumes();
  const std::string& old = volumes.at(0);
  const auto now = stage.world.wall_clock().now();
  const auto& state = stage.disk();
  EXPECT_EQ(state.user_id, "alice");
  EXPECT_EQ(state.sandbox_id, stage.world.sandbox("alice"));
  EXPECT_EQ(state.status, Status::starting);
  EXPECT_EQ(state.machine_id, stage.world.fly().live_machines().at(0));
  EXPECT_EQ(state.volume_id, volumes.at(1));
  EXPECT_EQ(state.region, "lax");
  EXPECT_TRUE(state.has_user_data && state.fork_was_used && !state.fork_was_started);
  EXPECT_THAT(state.unconfirmed_sources, ElementsAre(old));
  ASSERT_TRUE(state.machine_intent && state.volume_intent);
  EXPECT_EQ(state.machine_intent->what, CreateIntent::What::machine);
  EXPECT_EQ(state.machine_intent->name, state.sandbox_id);
  EXPECT_THAT(state.machine_intent->mounts, ElementsAre(old, "vol_x"));
  EXPECT_EQ(state.machine_intent->made_at, now - 1h);
  EXPECT_EQ(state.volume_intent->what, CreateIntent::What::fork);
  EXPECT_EQ(state.volume_intent->source_volume_id, old);
  EXPECT_THAT(state.volume_intent->known_volumes, ElementsAre(old));
  EXPECT_EQ(state.volume_intent->made_at, now - 2h);
  EXPECT_THAT(state.deletions,
              ElementsAre(PendingDeletion{PendingDeletion::What::machine, "148e21"},
                          PendingDeletion{PendingDeletion::What::volume, old}));
  EXPECT_EQ(state.starting_since, now - 1min);
}

TEST(CloudDirectorTest, AStoreFailsFromAStepOn) {
  Scenario scenario = with({instance("alice"), instance("bob")});
  scenario.instances[0].load = scenario.instances[1].load = true;
  scenario.steps = {at(1s, step::InstanceStore{"alice", StoreEvent::unwritable}),
                    at(2s, step::StartInstance{"alice"}), at(2s, step::StartInstance{"bob"})};
  scenario.steps.push_back(at(2min, step::InstanceStore{"", StoreEvent::up}));
  scenario.steps.push_back(at(3min, step::StartInstance{"alice"}));
  Stage stage(scenario);
  stage.pass(1min);
  EXPECT_EQ(stage.disk("alice").status, Status::provisioned);
  EXPECT_NE(stage.disk("bob").status, Status::provisioned);
  stage.pass(5min);
  EXPECT_EQ(stage.disk("alice").status, Status::running);
}

TEST(CloudDirectorTest, AMachineLooksAsItsSettingsSay) {
  Scenario scenario = with({instance("alice"), instance("bob")});
  scenario.volumes = {{"data", "alice", "lax", 3}};
  MachineSettings machine;
  machine.name = "legacy";
  machine.of = "alice";
  machine.region = "lax";
  machine.volume = "data";
  machine.marked_for = "bob";
  machine.cpus = 8;
  machine.memory_mb = 8192;
  MachineSettings plain;
  plain.name = "plain";
  plain.of = "bob";
  plain.named = false;
  plain.marked = false;
  scenario.machines = {machine, plain};
  Stage stage(scenario);
  const auto ids = stage.world.fly().live_machines();
  ASSERT_EQ(ids.size(), 2U);
  const auto legacy = stage.world.fly().machine(ids[0]);
  EXPECT_EQ(legacy->name, stage.world.sandbox("alice"));
  EXPECT_EQ(legacy->region, "lax");
  EXPECT_EQ(stage.world.fly().root_volume_of(ids[0]), stage.world.fly().live_volumes().at(0));
  EXPECT_THAT(legacy->config->spec.metadata,
              ElementsAre(Pair("kiloclaw_user_id", "bob"),
                          Pair("kiloclaw_sandbox_id", stage.world.sandbox("bob"))));
  EXPECT_THAT(legacy->config->spec.env,
              ElementsAre(Pair("OPENCLAW_GATEWAY_TOKEN",
                               stage.world.token_of(stage.world.sandbox("bob")))));
  EXPECT_EQ(legacy->config->spec.guest.cpus, 8);
  EXPECT_EQ(legacy->config->spec.guest.memory_mb, 8192);
  const auto other = stage.world.fly().machine(ids[1]);
  EXPECT_EQ(other->name, "plain");
  EXPECT_TRUE(other->config->spec.metadata.empty());
  EXPECT_TRUE(other->config->spec.env.empty());
  EXPECT_EQ(other->config->spec.guest, controller::fly::Guest());
}

TEST(CloudDirectorTest, FaultsSpeakOfMachinesByTheirIds) {
  Scenario scenario = with({instance("alice")});
  MachineSettings machine;
  machine.name = "twin";
  machine.of = "alice";
  scenario.machines = {machine};
  Stage stage(scenario);
  sim::CloudFaultRule rule;
  rule.match.machine = "twin";
  std::vector<sim::CloudFaultRule> rules = {rule, sim::CloudFaultRule()};
  stage.director.resolve(rules);
  EXPECT_EQ(rules[0].match.machine, stage.world.fly().live_machines().at(0));
  EXPECT_FALSE(rules[1].match.machine);
}

TEST(CloudDirectorTest, StepsComeAtTheirTimes) {
  Scenario scenario = with({instance("alice"), instance("bob")});
  Step start = at(3s, step::StartInstance{}, "up");
  Step status = at(1min, step::InstanceStatus{"bob"}, "asked");
  status.every = 10s;
  status.count = 3;
  scenario.steps = {at(1s, step::RestartInstance{}), start, status,
                    at(20min, step::CrashInstance{"alice"})};
  Stage stage(scenario);
  EXPECT_FALSE(stage.world.instance_runs("alice"));
  stage.pass(2s);
  EXPECT_TRUE(stage.world.instance_runs("alice"));
  EXPECT_TRUE(stage.calls.empty());
  stage.pass(10min);
  EXPECT_THAT(stage.calls, ElementsAre(Pair("up", 1), Pair("up", 2), Pair("asked", 3),
                                       Pair("asked", 4), Pair("asked", 5)));
  EXPECT_EQ(stage.world.fly().live_machines().size(), 2U);
  stage.pass(10min);
  EXPECT_FALSE(stage.world.instance_runs("alice"));
  EXPECT_TRUE(stage.world.instance_runs("bob"));
}

TEST(CloudDirectorTest, NobodyAnswersForAProcessThatDoesNotRun) {
  Scenario scenario = with({instance("alice")});
  scenario.steps = {at(1s, step::StartInstance{"alice"}, "up")};
  Stage stage(scenario);
  stage.pass(1min);
  EXPECT_TRUE(stage.calls.empty());
}

TEST(CloudDirectorTest, AnInterventionIsAboutTheMachineOfItsInstance) {
  Scenario scenario = with({instance("alice", Possession::running)});
  step::FlyIntervention dies;
  dies.instance = "alice";
  step::FlyIntervention full;
  full.event = FlyEvent::region_full;
  full.region = "dfw";
  step::FlyQuirksChange empty;
  empty.quirks.lists_empty = true;
  scenario.steps = {at(1s, dies), at(2s, empty)};
  Stage stage(scenario);
  stage.pass(1s);
  EXPECT_EQ(stage.world.fly().machine(stage.disk().machine_id)->state, MachineState::failed);
  EXPECT_FALSE(stage.world.fly().quirks().lists_empty);
  stage.pass(1s);
  EXPECT_TRUE(stage.world.fly().quirks().lists_empty);
}

}  // namespace
}  // namespace scenarios
