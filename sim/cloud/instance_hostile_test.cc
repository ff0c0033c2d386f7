// Bad moments in the life of an instance (contract M), against the fake Fly.
#include <gtest/gtest.h>

#include "controller/instance/identity.h"
#include "sim/cloud/testing/cloud_bed.h"

namespace sim {
namespace {

using cloud_test::CloudBed;
using cloud_test::small_cloud;
using namespace std::chrono_literals;

// Until `reached` holds, in steps of 5 ms, for 10 min at most.
template <class Reached>
bool run_until(CloudBed& bed, Reached reached) {
  for (int i = 0; i < 120'000 && !reached(); ++i) bed.run_for(5ms);
  return reached();
}

std::int64_t data_on(const CloudBed& bed, std::string_view volume) {
  std::int64_t data = 0;
  for (const auto& change : bed.log.all<FlyVolumeChanged>())
    if (change.id == volume) data = change.data;
  return data;
}

TEST(InstanceAtABadMoment, AStopFindsTheMachineOfALostCreate) {
  CloudBed bed;
  bed.world.start_instance(bed.user);
  (void)bed.world.ask(bed.user, InstanceOperation::start);
  ASSERT_TRUE(run_until(bed, [&] { return !bed.world.fly().live_machines().empty(); }));
  bed.world.crash_instance(bed.user);
  ASSERT_EQ(bed.stored().machine, "") << "nobody was told of it";
  bed.world.start_instance(bed.user);
  bed.run_for(1min);
  EXPECT_EQ(bed.ask(InstanceOperation::stop).status, 200);
  const std::string id = bed.world.fly().live_machines().at(0);
  EXPECT_EQ(bed.world.fly().machine(id)->state, MachineState::stopped);
  EXPECT_EQ(bed.stored().machine, id);
}

// A machine was made on the fork and ran, but the process that made it never saw it run. What it
// wrote is on the fork alone.
TEST(InstanceAtABadMoment, AForkThatAMachineWroteToIsNotReplacedByACopyOfItsSource) {
  CloudConfig config = small_cloud();
  config.fly.timing.hydrating = {1s, 1s};
  config.fly.timing.writes_every = 5s;
  CloudBed bed(std::move(config));
  FlyModel& fly = bed.world.fly();
  bed.world.start_instance(bed.user);
  ASSERT_EQ(bed.ask(InstanceOperation::start).status, 200);
  ASSERT_EQ(bed.ask(InstanceOperation::stop).status, 200);
  const InstanceStored before = bed.stored();
  fly.set_region_full(before.region, true);
  (void)bed.world.ask(bed.user, InstanceOperation::start);
  ASSERT_TRUE(run_until(bed, [&] {
    return !bed.stored().source.empty() && !bed.stored().machine.empty() &&
           bed.stored().machine != before.machine;
  }));
  bed.world.crash_instance(bed.user);
  bed.run_for(2min);
  const InstanceStored crashed = bed.stored();
  fly.kill_machine(crashed.machine, MachineState::stopped, bed.world.now());
  fly.set_region_full(crashed.region, true);
  bed.world.settle();
  const std::int64_t newest = data_on(bed, crashed.volume);
  ASSERT_GT(newest, data_on(bed, crashed.source));
  bed.world.start_instance(bed.user);
  EXPECT_EQ(bed.ask(InstanceOperation::start).status, 200);
  bed.run_for(90min);
  EXPECT_GE(data_on(bed, bed.stored().volume), newest);
  std::string source;
  for (const auto& change : bed.log.all<FlyVolumeChanged>())
    if (change.id == bed.stored().volume) source = change.source;
  EXPECT_EQ(source, crashed.volume) << "what only the fork has would be lost";
  EXPECT_EQ(fly.live_volumes(), std::vector<std::string>{bed.stored().volume});
  EXPECT_EQ(fly.live_machines(), std::vector<std::string>{bed.stored().machine});
}

// Nobody knows whether a machine was made on the fork; none was. The source is the only volume that
// a start has succeeded on.
TEST(InstanceAtABadMoment, ASourceIsKeptUntilAStartOnItsForkHasSucceeded) {
  const std::vector<CloudFaultRule> faults = {
      {"lost", {.operation = CloudOperation::fly_create_machine}, {.nth = 2}, cloud_fault::Reset{}},
      {"full",
       {.operation = CloudOperation::fly_create_machine},
       {.nth = 3},
       cloud_fault::Refuse{FlyRefusal::capacity}}};
  CloudConfig config = small_cloud();
  config.faults = faults;
  CloudBed bed(std::move(config));
  bed.world.start_instance(bed.user);
  ASSERT_EQ(bed.ask(InstanceOperation::start).status, 200);
  ASSERT_EQ(bed.ask(InstanceOperation::stop).status, 200);
  const InstanceStored before = bed.stored();
  bed.world.fly().set_region_full(before.region, true);
  ASSERT_NE(bed.ask(InstanceOperation::start).status, 200);
  ASSERT_EQ(bed.stored().source, before.volume);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(bed.ask(InstanceOperation::reconcile).status, 200);
  bed.run_for(5min);
  EXPECT_EQ(bed.world.fly().live_volumes().size(), 2U);
  EXPECT_EQ(bed.ask(InstanceOperation::start).status, 200);
  bed.run_for(90min);
  EXPECT_EQ(bed.world.fly().live_volumes(), std::vector<std::string>{bed.stored().volume});
}

// A machine is to be given the fork, which is definitely refused for lack of room: nothing was
// written on the fork, so the next one is made of the source, whole as it is.
TEST(InstanceAtABadMoment, AForkThatNoMachineWasGivenIsMadeAgainFromItsSource) {
  const std::vector<CloudFaultRule> faults = {{"full",
                                               {.operation = CloudOperation::fly_update_machine},
                                               {.nth = 1},
                                               cloud_fault::Refuse{FlyRefusal::volume_host_full}}};
  CloudConfig config = small_cloud();
  config.faults = faults;
  CloudBed bed(std::move(config));
  FlyModel& fly = bed.world.fly();
  const std::string sandbox = bed.world.sandbox(bed.user);
  const std::string name = controller::instance::volume_name_of(sandbox);
  const std::string source = fly.seed_volume(name, "dfw", sandbox, 7, bed.world.now());
  const std::string fork = fly.seed_volume(name, "dfw", sandbox, 7, bed.world.now());
  controller::fly::MachineSpec spec;
  spec.image = "registry.fly.io/gateway:1";
  spec.metadata = {{"kiloclaw_user_id", bed.user}, {"kiloclaw_sandbox_id", sandbox}};
  spec.mounts = {{source, "/root"}};
  controller::instance::InstanceState state;
  state.user_id = bed.user;
  state.sandbox_id = sandbox;
  state.status = controller::instance::Status::stopped;
  state.machine_id = fly.seed_machine(sandbox, "dfw", spec, MachineState::stopped, bed.world.now());
  state.volume_id = fork;
  state.unconfirmed_sources = {source};
  state.region = "dfw";
  state.has_user_data = true;
  bed.world.disk(bed.user) = std::make_shared<const controller::instance::InstanceState>(state);
  bed.world.settle();
  bed.world.start_instance(bed.user);
  EXPECT_EQ(bed.ask(InstanceOperation::start).status, 200);
  std::vector<std::string> sources;
  for (const FlyCalled& call : bed.log.all<FlyCalled>())
    if (call.operation == "create_volume") sources.push_back(call.source);
  EXPECT_EQ(sources, std::vector<std::string>{source});
  bed.run_for(90min);
  EXPECT_EQ(fly.live_volumes(), std::vector<std::string>{bed.stored().volume});
}

// Two machines of one sandbox: the better one by its state is on another volume than ours, which
// the other one claims.
TEST(InstanceAtABadMoment, ATwinThatClaimsTheVolumeIsNoObstacle) {
  CloudBed bed;
  FlyModel& fly = bed.world.fly();
  const std::string sandbox = bed.world.sandbox(bed.user);
  const std::string name = controller::instance::volume_name_of(sandbox);
  const std::string ours = fly.seed_volume(name, "dfw", sandbox, 7, bed.world.now());
  const std::string other = fly.seed_volume(name, "dfw", sandbox, 0, bed.world.now());
  controller::fly::MachineSpec spec;
  spec.image = "registry.fly.io/gateway:1";
  spec.metadata = {{"kiloclaw_user_id", bed.user}, {"kiloclaw_sandbox_id", sandbox}};
  spec.mounts = {{ours, "/root"}};
  (void)fly.seed_machine(sandbox, "dfw", spec, MachineState::stopped, bed.world.now());
  spec.mounts = {{other, "/root"}};
  (void)fly.seed_machine("another", "dfw", spec, MachineState::started, bed.world.now());
  controller::instance::InstanceState state;
  state.user_id = bed.user;
  state.sandbox_id = sandbox;
  state.status = controller::instance::Status::stopped;
  state.volume_id = ours;
  state.region = "dfw";
  state.has_user_data = true;
  bed.world.disk(bed.user) = std::make_shared<const controller::instance::InstanceState>(state);
  bed.world.settle();
  bed.world.start_instance(bed.user);
  (void)bed.ask(InstanceOperation::start);
  EXPECT_EQ(bed.ask(InstanceOperation::start).status, 200);
  EXPECT_EQ(bed.world.fly().live_machines().size(), 1U);
  EXPECT_EQ(bed.stored().volume, ours);
  EXPECT_EQ(bed.world.fly().root_volume_of(bed.stored().machine), ours);
}

// The controller in the machine wants the token that the instance will show it.
TEST(InstanceAtABadMoment, AMachineGetsTheTokenOfItsSandbox) {
  CloudBed bed;
  bed.world.start_instance(bed.user);
  ASSERT_EQ(bed.ask(InstanceOperation::start).status, 200);
  const std::string token =
      controller::instance::controller_token("the-secret", bed.world.sandbox(bed.user));
  const auto& env = bed.world.fly().machine(bed.stored().machine)->config->spec.env;
  const auto find = [&env](std::string_view key) {
    for (const auto& [name, value] : env)
      if (name == key) return value;
    return std::string();
  };
  EXPECT_EQ(find("OPENCLAW_GATEWAY_TOKEN"), token);
  EXPECT_EQ(
      find("KILOCLAW_GATEWAY_ARGS"),
      R"(["--port","3001","--verbose","--allow-unconfigured","--bind","loopback","--token",")" +
          token + "\"]");
}

// As the real one: a controller that was not given its token does not start.
TEST(InstanceAtABadMoment, NoControllerRunsInAMachineWithoutItsToken) {
  CloudBed bed;
  FlyModel& fly = bed.world.fly();
  const std::string sandbox = bed.world.sandbox(bed.user);
  const std::string volume = fly.seed_volume("kiloclaw_x", "dfw", sandbox, 1, bed.world.now());
  controller::fly::MachineSpec spec;
  spec.image = "registry.fly.io/gateway:1";
  spec.metadata = {{"kiloclaw_user_id", bed.user}, {"kiloclaw_sandbox_id", sandbox}};
  spec.mounts = {{volume, "/root"}};
  const std::string id =
      fly.seed_machine(sandbox, "dfw", spec, MachineState::started, bed.world.now());
  controller::instance::InstanceState state;
  state.user_id = bed.user;
  state.sandbox_id = sandbox;
  state.status = controller::instance::Status::running;
  state.machine_id = id;
  state.volume_id = volume;
  state.region = "dfw";
  bed.world.disk(bed.user) = std::make_shared<const controller::instance::InstanceState>(state);
  bed.world.settle();
  bed.world.start_instance(bed.user);
  bed.run_for(1min);
  const auto answer = bed.answer_of(*bed.world.list(bed.user, Kind::channels, false));
  EXPECT_EQ(answer.status, 502) << answer.message;
}

// M12's second probe has to pass the controller's own gate, or it would prove nothing.
TEST(InstanceAtABadMoment, TheProbeOfTheGatewayPassesTheProxyGate) {
  CloudConfig config = small_cloud();
  config.guest.http.require_proxy_token = true;
  CloudBed bed(std::move(config));
  bed.world.start_instance(bed.user);
  ASSERT_EQ(bed.ask(InstanceOperation::start).status, 200);
  std::int64_t probe = 0;
  for (const auto& call : bed.log.all<ControllerCalled>())
    if (call.target == "/") probe = call.call;
  ASSERT_NE(probe, 0);
  for (const auto& answer : bed.log.all<ControllerAnswered>()) {
    if (answer.call != probe) continue;
    EXPECT_EQ(answer.status, 200) << answer.body;
  }
}

}  // namespace
}  // namespace sim
