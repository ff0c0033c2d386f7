// The life of machines and volumes. Facts: docs/fly-facts.md.
#include "sim/fly/fly_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/fly/http_front.h"
#include "sim/fly/testing/model_bed.h"

namespace sim {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> states_of(const ModelBed& bed, const std::string& machine) {
  std::vector<std::string> states;
  for (const FlyMachineChanged& change : bed.machines)
    if (change.id == machine) states.push_back(change.state);
  return states;
}

// "create answers 200 with state created"
TEST(FlyModel, ACreatedMachineStartsByItself) {
  ModelBed bed;
  const FlyReply reply = bed.reply(bed.create("a"));
  EXPECT_EQ(reply.status, 200);
  const auto& view = std::get<FlyMachineView>(reply.body);
  EXPECT_EQ(view.state, MachineState::created);
  EXPECT_EQ(view.name, "a");
  bed.pass(1h);
  EXPECT_THAT(states_of(bed, view.id), ElementsAre("created", "starting", "started"));
  EXPECT_TRUE(bed.model.serves(view.id));
}

TEST(FlyModel, SkipLaunchLeavesItCreated) {
  ModelBed bed;
  auto create = bed.create("a");
  create.skip_launch = true;
  const std::string id = bed.made(create);
  bed.pass(1h);
  EXPECT_EQ(bed.state(id), "created");
  EXPECT_EQ(bed.say(fly_call::StartMachine{id}),
            "412 failed_precondition: unable to start machine from current state: 'created'");
}

TEST(FlyModel, StopsAndStarts) {
  ModelBed bed;
  const std::string id = bed.started("a");
  EXPECT_EQ(bed.say(fly_call::StopMachine{id}), "200");
  EXPECT_EQ(bed.state(id), "stopping");
  EXPECT_EQ(bed.say(fly_call::StartMachine{id}), "412 machine still active, refusing to start");
  bed.pass(1min);
  EXPECT_EQ(bed.state(id), "stopped");
  EXPECT_FALSE(bed.model.serves(id));
  const FlyReply start = bed.reply(fly_call::StartMachine{id});
  EXPECT_EQ(std::get<FlyStartView>(start.body).previous, MachineState::stopped);
  bed.pass(1min);
  EXPECT_THAT(states_of(bed, id), ElementsAre("created", "starting", "started", "stopping",
                                              "stopped", "starting", "started"));
}

// "an update mints a new instance_id [D]"; it replaces the configuration and starts the machine.
TEST(FlyModel, AnUpdateReplacesAndStarts) {
  ModelBed bed;
  const std::string id = bed.started("a");
  bed.reply(fly_call::StopMachine{id});
  bed.pass(1min);
  const std::string before = bed.instance_of(id);
  auto update = bed.update(id);
  auto config = std::make_shared<FlyMachineConfig>(*update.config);
  config->spec.image = "newer";
  update.config = config;
  EXPECT_EQ(bed.say(update), "200");
  EXPECT_NE(bed.instance_of(id), before);
  EXPECT_EQ(bed.model.machine(id)->config->spec.image, "newer");
  EXPECT_EQ(bed.state(id), "replacing");
  EXPECT_EQ(bed.say(bed.update(id)), "409 aborted: machine update failed due to concurrent update");
  EXPECT_EQ(bed.say(fly_call::StartMachine{id}), "412 machine getting replaced, refusing to start");
  bed.pass(1min);
  EXPECT_EQ(bed.state(id), "started");
}

TEST(FlyModel, AnUpdateKnowsTheVersionItWasMadeFor) {
  ModelBed bed;
  const std::string id = bed.started("a");
  auto update = bed.update(id);
  update.current_version = "another";
  EXPECT_EQ(bed.reply(update).status, 409);
  update.current_version = bed.instance_of(id);
  EXPECT_EQ(bed.reply(update).status, 200);
}

TEST(FlyModel, DestroysByForceOrAtRest) {
  ModelBed bed;
  const std::string id = bed.started("a");
  EXPECT_EQ(bed.say(fly_call::DestroyMachine{id, false}),
            "412 unable to destroy machine, not currently stopped, suspended, failed or created");
  EXPECT_EQ(bed.say(fly_call::DestroyMachine{id, true}), "200");
  EXPECT_EQ(bed.state(id), "destroying");
  bed.pass(1min);
  EXPECT_EQ(bed.state(id), "destroyed");
  EXPECT_EQ(bed.say(fly_call::DestroyMachine{id, true}), "404 machine not found");
  EXPECT_EQ(bed.say(bed.update(id)), "404 machine not found");
  EXPECT_EQ(bed.say(fly_call::StartMachine{id}),
            "412 failed_precondition: unable to start machine from current state: 'destroyed'");
}

// A destroy overtakes a start.
TEST(FlyModel, NothingComesBackToLife) {
  ModelBed bed;
  const std::string id = bed.made(bed.create("a"));
  bed.reply(fly_call::DestroyMachine{id, true});
  bed.pass(1h);
  EXPECT_THAT(states_of(bed, id), ElementsAre("created", "destroying", "destroyed"));
}

// "the name of a destroyed machine can be used again [M]"
TEST(FlyModel, NamesAreUniqueAmongTheLiving) {
  ModelBed bed;
  const std::string first = bed.made(bed.create("a"));
  EXPECT_EQ(bed.say(bed.create("a")),
            "409 already_exists: unique machine name violation, machine ID " + first +
                " already exists with name \"a\"");
  EXPECT_EQ(bed.model.machine_named("a"), first);
  bed.reply(fly_call::DestroyMachine{first, true});
  EXPECT_EQ(bed.reply(bed.create("a")).status, 409);
  bed.pass(1min);
  EXPECT_EQ(bed.reply(bed.create("a")).status, 200);
  EXPECT_NE(bed.model.machine_named("a"), first);
}

TEST(FlyModel, ListsWhatTheFilterAsksFor) {
  ModelBed bed;
  const std::string a = bed.made(bed.create("a"));
  const std::string b = bed.made(bed.create("b", {}, "lax"));
  EXPECT_THAT(bed.listed(), ElementsAre(a, b));
  fly_call::ListMachines call;
  call.metadata = {{"kiloclaw_user_id", "user-b"}};
  EXPECT_THAT(bed.listed(call), ElementsAre(b));
  call.metadata.emplace_back("kiloclaw_sandbox_id", "a");
  EXPECT_THAT(bed.listed(call), IsEmpty());
  fly_call::ListMachines region;
  region.region = "iad";
  EXPECT_THAT(bed.listed(region), ElementsAre(a));
  bed.reply(fly_call::DestroyMachine{a, true});
  EXPECT_THAT(bed.listed(), ElementsAre(a, b));
  bed.pass(1min);
  EXPECT_THAT(bed.listed(), ElementsAre(b));
  fly_call::ListMachines all;
  all.include_deleted = true;
  EXPECT_THAT(bed.listed(all), ElementsAre(a, b));
  all.state = "destroyed";
  EXPECT_THAT(bed.listed(all), ElementsAre(a));
}

// ---- wait: "blocks for up to 60 s"

TEST(FlyWait, AnswersWhenTheStateIsReached) {
  ModelBed bed;
  const std::string id = bed.made(bed.create("a"));
  EXPECT_FALSE(bed.ask(fly_call::Wait{id, "started", {}, 60}));
  bed.pass(1s);
  EXPECT_FALSE(bed.answer());
  bed.pass(10s);
  ASSERT_TRUE(bed.answer());
  EXPECT_EQ(bed.answer()->status, 200);
  EXPECT_EQ(bed.say(fly_call::Wait{id, "started", {}, 60}), "200");
  EXPECT_EQ(bed.say(fly_call::Wait{id, "settled", {}, 60}), "200");
}

TEST(FlyWait, EndsInVain) {
  ModelBed bed;
  auto create = bed.create("a");
  create.skip_launch = true;
  const std::string id = bed.made(create);
  EXPECT_FALSE(bed.ask(fly_call::Wait{id, "started", {}, 60}));
  bed.pass(59s);
  EXPECT_FALSE(bed.answer());
  bed.pass(1s);
  EXPECT_EQ(ModelBed::said(bed.answer()),
            "408 deadline_exceeded: machine failed to reach desired state, started, currently "
            "created");
}

TEST(FlyWait, IsForTheInstanceThatWasNamed) {
  ModelBed bed;
  const std::string id = bed.started("a");
  const std::string old = bed.instance_of(id);
  bed.reply(bed.update(id));
  EXPECT_FALSE(bed.ask(fly_call::Wait{id, "started", old, 60}));
  bed.pass(2min);
  EXPECT_EQ(bed.answer()->status, 408);
  EXPECT_EQ(bed.say(fly_call::Wait{id, "started", bed.instance_of(id), 60}), "200");
}

TEST(FlyWait, ForDestroyed) {
  ModelBed bed;
  const std::string id = bed.started("a");
  bed.reply(fly_call::DestroyMachine{id, true});
  EXPECT_FALSE(bed.ask(fly_call::Wait{id, "destroyed", {}, 60}));
  bed.pass(10s);
  EXPECT_EQ(bed.answer()->status, 200);
}

TEST(FlyWait, OfAMachineThatVanishes) {
  ModelBed bed;
  const std::string id = bed.started("a");
  EXPECT_FALSE(bed.ask(fly_call::Wait{id, "stopped", bed.instance_of(id), 60}));
  EXPECT_TRUE(bed.model.vanish_machine(id, bed.now));
  bed.keep_effects();
  EXPECT_EQ(ModelBed::said(bed.answer()), "404 not_found: machine not found");
}

// ---- exec

FlyCommandPlan says(std::string out, Duration takes) {
  return {takes, [out] {
            controller::fly::ExecResult result;
            result.out = out;
            return result;
          }};
}

TEST(FlyExec, RunsTheCommandOfThatMachine) {
  ModelBed bed;
  const std::string id = bed.started("box");
  bed.model.set_exec_hook([](const FlyCommand& command) {
    return says(command.machine + " " + command.sandbox + " " + command.argv.at(1), 5s);
  });
  EXPECT_FALSE(bed.ask(fly_call::Exec{id, {"echo", "x"}, 60}));
  bed.pass(4s);
  EXPECT_FALSE(bed.answer());
  bed.pass(1s);
  EXPECT_EQ(std::get<controller::fly::ExecResult>(bed.answer()->body).out, id + " box x");
}

TEST(FlyExec, WithoutAnyoneToRunItFails) {
  ModelBed bed;
  const std::string id = bed.started("a");
  EXPECT_FALSE(bed.ask(fly_call::Exec{id, {"x"}, 60}));
  bed.pass(0s);
  EXPECT_EQ(std::get<controller::fly::ExecResult>(bed.answer()->body).exit_code, 127);
}

TEST(FlyExec, NeedsAMachineThatRuns) {
  ModelBed bed;
  const std::string id = bed.made(bed.create("a"));
  EXPECT_EQ(bed.say(fly_call::Exec{id, {"x"}, 60}), "412 machine not running");
}

TEST(FlyExec, EndsUndoneWithItsMachineOrItsTime) {
  ModelBed bed;
  const std::string id = bed.started("a");
  int acted = 0;
  bed.model.set_exec_hook([&](const FlyCommand&) {
    return FlyCommandPlan{20s, [&] { return ++acted, controller::fly::ExecResult{}; }};
  });
  EXPECT_FALSE(bed.ask(fly_call::Exec{id, {"x"}, 10}));
  bed.pass(10s);
  EXPECT_EQ(bed.answer()->status, 408);
  EXPECT_FALSE(bed.ask(fly_call::Exec{id, {"x"}, 60}));
  EXPECT_TRUE(bed.model.kill_machine(id, MachineState::failed, bed.now));
  bed.keep_effects();
  EXPECT_EQ(ModelBed::said(bed.answer()), "412 machine not running");
  bed.pass(1h);
  EXPECT_EQ(acted, 0);
}

// As that of a real program is.
TEST(FlyExec, OneThatTellsItsEndByItselfIsDoneThen) {
  ModelBed bed;
  const std::string id = bed.started("a");
  bed.model.set_exec_hook(
      [](const FlyCommand&) { return says("done", FlyCommandPlan::kUntilTold); });
  EXPECT_FALSE(bed.model.finish_command(bed.last_ticket, bed.now));  // not a command's
  EXPECT_FALSE(bed.ask(fly_call::Exec{id, {"x"}, 60}));
  const FlyTicket command = bed.last_ticket;
  bed.pass(59s);
  EXPECT_FALSE(bed.answer());
  EXPECT_TRUE(bed.model.finish_command(command, bed.now));
  bed.keep_effects();
  EXPECT_EQ(std::get<controller::fly::ExecResult>(bed.answer()->body).out, "done");
  EXPECT_FALSE(bed.model.finish_command(command, bed.now));
  bed.pass(1h);
  EXPECT_EQ(bed.answers.size(), 1U);
}

TEST(FlyExec, OneThatTellsItsEndTooLateIsNotHeard) {
  ModelBed bed;
  const std::string id = bed.started("a");
  bed.model.set_exec_hook(
      [](const FlyCommand&) { return says("done", FlyCommandPlan::kUntilTold); });
  EXPECT_FALSE(bed.ask(fly_call::Exec{id, {"x"}, 60}));
  bed.pass(60s);
  EXPECT_EQ(bed.answer()->status, 408);
  EXPECT_FALSE(bed.model.finish_command(bed.last_ticket, bed.now));
  EXPECT_FALSE(bed.ask(fly_call::Exec{id, {"x"}, 60}));
  EXPECT_TRUE(bed.model.kill_machine(id, MachineState::stopped, bed.now));
  EXPECT_FALSE(bed.model.finish_command(bed.last_ticket, bed.now));
  // Nor is a call that waits for something else.
  const std::string other = bed.made(bed.create("b"));
  EXPECT_FALSE(bed.ask(fly_call::Wait{other, "started", {}, 60}));
  EXPECT_FALSE(bed.model.finish_command(bed.last_ticket, bed.now));
}

// "output over 10 MiB: refused"
TEST(FlyExec, RefusesTooMuchOutput) {
  ModelBed bed;
  const std::string id = bed.started("a");
  const std::size_t limit = std::size_t{10} << 20U;
  bed.model.set_exec_hook([&](const FlyCommand&) { return says(std::string(limit, 'x'), 0s); });
  EXPECT_FALSE(bed.ask(fly_call::Exec{id, {"x"}, 60}));
  bed.pass(0s);
  EXPECT_EQ(bed.answer()->status, 200);
  bed.model.set_exec_hook([&](const FlyCommand&) { return says(std::string(limit + 1, 'x'), 0s); });
  EXPECT_FALSE(bed.ask(fly_call::Exec{id, {"x"}, 60}));
  bed.pass(0s);
  EXPECT_EQ(bed.answer()->status, 400);
}

// ---- leases: "machine ID <id> lease currently held by <who>, expires at <time>"

TEST(FlyLeases, BlockAllButTheirOwner) {
  ModelBed bed;
  const std::string id = bed.started("a");
  const FlyReply taken = bed.reply(fly_call::CreateLease{id, 60, "mine"});
  EXPECT_EQ(taken.status, 201);
  const std::string blocked = "409 machine ID " + id +
                              " lease currently held by instance@example.com, expires at "
                              "2023-11-14T22:14:30.000Z";
  EXPECT_EQ(bed.say(bed.update(id)), blocked);
  EXPECT_EQ(bed.say(fly_call::StopMachine{id}), blocked);
  EXPECT_EQ(bed.say(fly_call::DestroyMachine{id, true}), blocked);
  EXPECT_EQ(bed.say(fly_call::Exec{id, {"x"}, 60}), blocked);
  EXPECT_EQ(bed.say(fly_call::CreateLease{id, 60, ""}), blocked);
  EXPECT_EQ(bed.say(fly_call::ReleaseLease{id}), blocked);
  EXPECT_EQ(bed.say(fly_call::GetMachine{id}), "200");
  EXPECT_EQ(bed.say(fly_call::GetLease{id}), "200");
  bed.nonce = std::get<FlyLeaseView>(taken.body).nonce;
  EXPECT_EQ(bed.say(fly_call::StopMachine{id}), "200");
  EXPECT_EQ(bed.say(fly_call::ReleaseLease{id}), "200");
  bed.nonce.clear();
  EXPECT_EQ(bed.say(fly_call::GetLease{id}), "404 lease not found");
}

TEST(FlyLeases, Expire) {
  ModelBed bed;
  const std::string id = bed.started("a");
  EXPECT_TRUE(bed.model.take_lease(id, "somebody", 30s, bed.now));
  bed.pass(29s);
  EXPECT_EQ(bed.reply(fly_call::StopMachine{id}).status, 409);
  bed.pass(1s);
  EXPECT_EQ(bed.reply(fly_call::StopMachine{id}).status, 200);
}

// ---- what others do

TEST(FlyModel, MachinesDieAndVanish) {
  ModelBed bed;
  const std::string a = bed.started("a");
  const std::string b = bed.started("b");
  EXPECT_TRUE(bed.model.kill_machine(a, MachineState::failed, bed.now));
  EXPECT_EQ(bed.state(a), "failed");
  EXPECT_EQ(bed.say(fly_call::StartMachine{a}), "200");
  EXPECT_TRUE(bed.model.vanish_machine(b, bed.now));
  EXPECT_EQ(bed.say(fly_call::GetMachine{b}), "404 machine not found");
  EXPECT_THAT(bed.listed(), ElementsAre(a));
  EXPECT_EQ(bed.reply(bed.create("b")).status, 200);
  EXPECT_FALSE(bed.model.vanish_machine(b, bed.now));
  EXPECT_FALSE(bed.model.kill_machine("none", MachineState::stopped, bed.now));
}

TEST(FlyModel, AMoveTakesTheVolumeAlong) {
  ModelBed bed;
  const std::string volume = bed.made(bed.fresh());
  const std::string id = bed.started("a", volume);
  EXPECT_TRUE(bed.model.move_volume(volume, "lax", bed.now));
  EXPECT_EQ(bed.model.machine(id)->region, "lax");
  EXPECT_EQ(bed.model.volume(volume)->region, "lax");
  EXPECT_TRUE(bed.model.move_machine(id, "sjc", bed.now));
  EXPECT_EQ(bed.model.volume(volume)->region, "sjc");
}

TEST(FlyModel, SomebodyChangesTheMount) {
  ModelBed bed;
  const std::string first = bed.made(bed.fresh());
  const std::string second = bed.made(bed.fresh());
  const std::string id = bed.started("a", first);
  EXPECT_TRUE(bed.model.change_mount(id, second, bed.now));
  EXPECT_EQ(bed.model.root_volume_of(id), second);
  EXPECT_EQ(bed.volume_state(first), "created");
  EXPECT_EQ(bed.volume_state(second), "attached");
  EXPECT_TRUE(bed.model.change_mount(id, "", bed.now));
  EXPECT_EQ(bed.model.root_volume_of(id), "");
}

TEST(FlyModel, ARegionIsOut) {
  ModelBed bed;
  const std::string id = bed.started("a");
  bed.model.set_region_out("iad", true);
  EXPECT_FALSE(bed.model.serves(id));
  EXPECT_EQ(bed.say(fly_call::StopMachine{id}), "503 unavailable: host unreachable");
  EXPECT_FALSE(std::get<FlyMachineView>(bed.reply(fly_call::GetMachine{id}).body).reachable);
  EXPECT_EQ(bed.say(bed.create("b")), "422 could not find a candidate host");
  EXPECT_EQ(bed.say(bed.fresh()), "400 no capacity");
  bed.model.set_region_out("iad", false);
  EXPECT_EQ(bed.say(fly_call::StopMachine{id}), "200");
}

TEST(FlyModel, AHostThatIsOutMayHideMounts) {
  ModelBed bed;
  const std::string id = bed.started("a");
  const auto body = [&] { return write_fly_reply(bed.reply(fly_call::GetMachine{id}), 0).body; };
  EXPECT_THAT(body(), HasSubstr("\"config\":{"));
  bed.model.set_region_out("iad", true);
  EXPECT_THAT(body(), AllOf(HasSubstr("\"incomplete_config\":{"), HasSubstr("\"mounts\"")));
  bed.model.quirks().hosts_hide_mounts = true;
  EXPECT_THAT(body(), AllOf(HasSubstr("\"incomplete_config\":{"), Not(HasSubstr("\"mounts\""))));
  bed.model.set_region_out("iad", false);
  EXPECT_THAT(body(), AllOf(HasSubstr("\"config\":{"), HasSubstr("\"mounts\"")));
}

// Time may be passed in one step or in many.
TEST(FlyModel, HowOftenItIsAskedMakesNoDifference) {
  ModelBed once;
  ModelBed often;
  once.started("a");
  often.started("a");
  once.reply(fly_call::StopMachine{once.model.machine_named("a")});
  often.reply(fly_call::StopMachine{often.model.machine_named("a")});
  once.pass(60s);
  for (int i = 0; i < 600; ++i) often.pass(100ms);
  ASSERT_EQ(once.machines.size(), often.machines.size());
  EXPECT_EQ(once.model.machine(once.model.machine_named("a"))->updated_at,
            often.model.machine(often.model.machine_named("a"))->updated_at);
}

}  // namespace
}  // namespace sim
