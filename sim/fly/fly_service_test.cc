// The fake Fly in virtual time: latency, callers that go, and what the trace tells.
#include "sim/fly/fly_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "sim/fly/http_front.h"
#include "sim/fly/testing/service_bed.h"

namespace sim {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr const char* kCreateBody =
    R"({"name":"box","region":"iad","config":{"image":"i","metadata":{"kiloclaw_sandbox_id":"box"}}})";

TEST(FlyService, ACallTakesItsLatency) {
  FlyConfig config;
  config.latency = {100ms, 100ms};
  ServiceBed bed({}, config);
  bed.send("GET", "/machines");
  bed.pass(99ms);
  EXPECT_EQ(bed.said(), "waits");
  bed.pass(1ms);
  EXPECT_EQ(bed.said(), "200 []");
}

TEST(FlyService, TellsCallsAndAnswers) {
  ServiceBed bed;
  const std::string volume = bed.seed_volume("v");
  const std::string body =
      R"({"name":"box","region":"iad","config":{"image":"i","mounts":[{"volume":")" + volume +
      R"(","path":"/root"}]}})";
  EXPECT_THAT(bed.say("POST", "/machines", body), StartsWith("200 {\"id\":"));
  ASSERT_EQ(bed.called.size(), 1U);
  const FlyCalled& called = bed.called[0];
  EXPECT_EQ(called.instance, "box");
  EXPECT_EQ(called.operation, "create_machine");
  EXPECT_EQ(called.method + " " + called.target, "POST /v1/apps/pairbench/machines");
  EXPECT_EQ(called.name + called.region + called.volume, "boxiad" + volume);
  ASSERT_EQ(bed.answered.size(), 1U);
  const FlyAnswered& answered = bed.answered[0];
  EXPECT_EQ(answered.call, called.call);
  EXPECT_EQ(answered.operation, "create_machine");
  EXPECT_EQ(answered.status, 200);
  EXPECT_EQ(answered.machine, bed.machines.front().id);
  EXPECT_EQ(answered.volume, volume);
  EXPECT_EQ(answered.state, "created");
  EXPECT_TRUE(answered.carried_out);

  bed.say("GET", "/machines?metadata.a=b");
  EXPECT_EQ(bed.called.back().detail, "a=b");
  EXPECT_THAT(bed.answered.back().ids, IsEmpty());
  bed.say("GET", "/volumes");
  EXPECT_THAT(bed.answered.back().ids, ElementsAre(volume));
  bed.say("GET", "/machines/none");
  EXPECT_EQ(bed.answered.back().text, "machine not found");
  EXPECT_FALSE(bed.answered.back().carried_out);
  bed.say("GET", "/machines/m/wait?state=stopped&instance_id=01");
  EXPECT_EQ(bed.called.back().detail, "stopped 01");
  bed.say("POST", "/volumes",
          R"({"name":"f","region":"lax","source_volume_id":")" + volume + "\"}");
  EXPECT_EQ(bed.called.back().source, volume);
  EXPECT_EQ(bed.answered.back().state, "hydrating");
}

TEST(FlyService, TimePassesForMachinesAndWaits) {
  ServiceBed bed;
  std::vector<std::string> seen;
  bed.service.set_on_machine(
      [&](const FlyMachineChanged& change) { seen.push_back(change.state); });
  bed.say("POST", "/machines", kCreateBody);
  const std::string id = bed.machines.front().id;
  bed.send("GET", "/machines/" + id + "/wait?state=started&timeout=60");
  bed.pass(1min);
  EXPECT_THAT(bed.said(), HasSubstr("\"state\":\"started\""));
  EXPECT_THAT(seen, ElementsAre("created", "starting", "started"));
  EXPECT_EQ(bed.answered.back().state, "started");
}

TEST(FlyService, RunsCommands) {
  ServiceBed bed;
  const std::string id = bed.seed("box");
  bed.service.model().set_exec_hook([](const FlyCommand& command) {
    return FlyCommandPlan{500ms, [argv = command.argv] {
                            controller::fly::ExecResult result;
                            result.out = argv[0];
                            return result;
                          }};
  });
  EXPECT_EQ(bed.say("POST", "/machines/" + id + "/exec", R"({"command":["ls"]})"),
            R"(200 {"exit_code":0,"exit_signal":0,"stdout":"ls","stderr":""})");
  EXPECT_EQ(bed.called.back().detail, "ls");
}

// ---- callers that go: "late execution of a request whose caller gave up"

TEST(FlyService, WhatWasSentIsCarriedOutThoughTheCallerGaveUp) {
  ServiceBed bed;
  controller::CancelSource source;
  bed.send("POST", "/machines", kCreateBody, source.token());
  bed.pass(1ms);
  source.cancel();
  bed.pass(1ms);
  EXPECT_EQ(bed.said(), "cancelled");
  ASSERT_EQ(bed.answered.size(), 1U);
  EXPECT_EQ(bed.answered[0].text, "cancelled");
  EXPECT_FALSE(bed.answered[0].carried_out);
  EXPECT_THAT(bed.machines, IsEmpty());
  bed.pass(1s);
  EXPECT_FALSE(bed.machines.empty());
  EXPECT_EQ(bed.answered.size(), 1U);
}

TEST(FlyService, OrMuchLater) {
  FlyConfig config;
  config.quirks.abandoned_late = 1min;
  ServiceBed bed({}, config);
  controller::CancelSource source;
  bed.send("POST", "/machines", kCreateBody, source.token());
  bed.pass(1ms);
  source.cancel();
  bed.pass(59s);
  EXPECT_THAT(bed.machines, IsEmpty());
  bed.pass(2s);
  EXPECT_FALSE(bed.machines.empty());
}

TEST(FlyService, ACallThatIsCancelledBeforeItIsMadeIsNotMade) {
  ServiceBed bed;
  controller::CancelSource source;
  source.cancel();
  bed.send("POST", "/machines", kCreateBody, source.token());
  bed.pass(1min);
  EXPECT_EQ(bed.said(), "cancelled");
  EXPECT_THAT(bed.called, IsEmpty());
  EXPECT_THAT(bed.machines, IsEmpty());
}

// S7: "A simulated crash first cuts the process off from the world, then drops its frames."
TEST(FlyService, ACrashOfTheCallerLosesTheAnswerAlone) {
  for (const Duration moment : {Duration(1ms), Duration(11ms)}) {  // on the way there, and back
    ServiceBed bed;
    bed.send("POST", "/machines", kCreateBody);
    bed.pass(moment);
    const std::size_t before = bed.machines.size();
    bed.crash();
    bed.pass(1min);
    EXPECT_EQ(before, moment == 1ms ? 0U : 1U);
    EXPECT_EQ(bed.machines.back().state, "started");
    EXPECT_THAT(bed.answered, IsEmpty());
    EXPECT_FALSE(bed.received);
  }
}

TEST(FlyService, AWaitOutlivesItsCaller) {
  ServiceBed bed;
  const std::string id = bed.seed("box");
  bed.send("GET", "/machines/" + id + "/wait?state=destroyed");
  bed.pass(1s);
  bed.crash();
  bed.pass(5min);
  EXPECT_THAT(bed.answered, IsEmpty());
}

// ---- both ways in

TEST(FlyService, TypedCallsAreTheSameCalls) {
  ServiceBed bed;
  using controller::CancelToken;
  controller::fly::CreateVolume volume{"v", "iad", 10, {}};
  EXPECT_EQ(bed.say(bed.typed.create_volume(volume, CancelToken())), "ok");
  const std::string disk = bed.volumes.back().id;
  controller::fly::CreateMachine machine;
  machine.name = "box";
  machine.region = "iad";
  machine.spec.image = "image";
  machine.spec.metadata = {{"k", "v"}};
  machine.spec.mounts = {{disk, "/root"}};
  EXPECT_EQ(bed.say(bed.typed.create_machine(machine, CancelToken())), "ok");
  const std::string id = bed.machines.front().id;
  bed.pass(10s);
  EXPECT_EQ(bed.say(bed.typed.get_machine(id, CancelToken())), "ok");
  EXPECT_EQ(bed.answered.back().state, "started");
  controller::fly::MachineFilter filter{"k", "v"};
  EXPECT_EQ(bed.say(bed.typed.list_machines(filter, CancelToken())), "ok");
  EXPECT_THAT(bed.answered.back().ids, ElementsAre(id));
  const std::string instance = bed.machines.back().instance_id;
  EXPECT_EQ(bed.say(bed.typed.stop_machine(id, CancelToken())), "ok");
  EXPECT_EQ(bed.say(bed.typed.wait_for(id, MachineState::stopped, instance, CancelToken())), "ok");
  EXPECT_EQ(bed.say(bed.typed.start_machine(id, CancelToken())), "ok");
  bed.pass(10s);
  EXPECT_EQ(bed.say(bed.typed.update_machine(id, machine.spec, CancelToken())), "ok");
  bed.pass(10s);
  const std::vector<std::string> command = {"x"};
  EXPECT_EQ(bed.say(bed.typed.exec(id, command, 5s, CancelToken())), "ok");
  EXPECT_EQ(bed.say(bed.typed.list_volumes(CancelToken())), "ok");
  EXPECT_EQ(bed.say(bed.typed.get_volume(disk, CancelToken())), "ok");
  EXPECT_EQ(bed.answered.back().machine, id);
  EXPECT_EQ(bed.say(bed.typed.destroy_volume(disk, CancelToken())),
            "precondition volume is currently bound to machine: " + id);
  EXPECT_EQ(bed.say(bed.typed.destroy_machine(id, CancelToken())), "ok");
  bed.pass(10s);
  EXPECT_EQ(bed.say(bed.typed.destroy_volume(disk, CancelToken())), "ok");
  std::vector<std::string> operations;
  for (const FlyCalled& call : bed.called) operations.push_back(call.operation);
  EXPECT_THAT(operations, ElementsAre("create_volume", "create_machine", "get_machine",
                                      "list_machines", "stop_machine", "wait", "start_machine",
                                      "update_machine", "exec", "list_volumes", "get_volume",
                                      "destroy_volume", "destroy_machine", "destroy_volume"));
  EXPECT_EQ(bed.called[5].method + bed.called[5].target,
            "GET/v1/apps/pairbench/machines/" + id + "/wait");
}

TEST(FlyService, TypedValuesAreWhatTheModelShows) {
  ServiceBed bed;
  const std::string disk = bed.seed_volume("v");
  const std::string id = bed.seed("box", MachineState::stopped, disk);
  std::optional<controller::fly::Machine> machine;
  std::optional<controller::fly::Volume> volume;
  struct Look {
    static controller::Task<void> look(ServiceBed& in, const std::string& machine_id,
                                       const std::string& volume_id,
                                       std::optional<controller::fly::Machine>& machine_out,
                                       std::optional<controller::fly::Volume>& volume_out) {
      const controller::CancelToken token;
      auto one = co_await in.typed.get_machine(machine_id, token);
      machine_out = one.value();
      auto two = co_await in.typed.get_volume(volume_id, token);
      volume_out = two.value();
    }
  };
  bed.scope->spawn(Look::look(bed, id, disk, machine, volume));
  bed.pass(1s);
  ASSERT_TRUE(machine && volume);
  EXPECT_EQ(machine->id + machine->name + machine->region, id + "boxiad");
  EXPECT_EQ(machine->state, MachineState::stopped);
  EXPECT_EQ(machine->instance_id, bed.machines.back().instance_id);
  EXPECT_EQ(machine->mounts, (std::vector<controller::fly::Mount>{{disk, "/root"}}));
  EXPECT_EQ(machine->metadata, (controller::fly::Pairs{{"kiloclaw_sandbox_id", "box"}}));
  EXPECT_EQ(machine->guest, controller::fly::Guest{});
  EXPECT_TRUE(machine->updated_at);
  EXPECT_EQ(volume->id + volume->name + volume->region, disk + "viad");
  EXPECT_EQ(volume->state, VolumeState::attached);
  EXPECT_EQ(volume->size_gb, 10);
  EXPECT_EQ(volume->attached_machine_id, id);
  EXPECT_TRUE(volume->created_at);
}

TEST(FlyService, TypedCallsOfTheCancelledAreNotMade) {
  ServiceBed bed;
  controller::CancelSource source;
  source.cancel();
  EXPECT_THAT(bed.say(bed.typed.list_volumes(source.token())), testing::Not("ok"));
  EXPECT_THAT(bed.called, IsEmpty());
}

}  // namespace
}  // namespace sim
