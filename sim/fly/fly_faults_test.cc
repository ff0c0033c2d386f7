// Fault rules on calls of the fake Fly, both ways in.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "sim/fly/testing/service_bed.h"

namespace sim {
namespace {

using namespace std::chrono_literals;
using controller::CancelToken;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr const char* kCreateBox =
    R"({"name":"box","region":"iad","config":{"image":"i","metadata":{"kiloclaw_sandbox_id":"box"}}})";

std::vector<CloudFaultRule> once(CloudAction action,
                                 CloudOperation operation = CloudOperation::fly_any) {
  return {CloudFaultRule{"rule", {operation}, {.first = 1}, std::move(action)}};
}

controller::fly::CreateMachine box() {
  controller::fly::CreateMachine machine;
  machine.name = "box";
  machine.region = "iad";
  machine.spec.image = "image";
  return machine;
}

// A create as bytes, and a create as typed values, in worlds of their own.
struct Both {
  std::string bytes;
  std::string typed;
  bool made = false;  // the machine, in both
};
Both create_under(const CloudAction& action) {
  ServiceBed one(once(action));
  ServiceBed two(once(action));
  const controller::fly::CreateMachine wanted = box();
  Both both{one.say("POST", "/machines", kCreateBox),
            two.say(two.typed.create_machine(wanted, CancelToken())), false};
  EXPECT_EQ(one.machines.empty(), two.machines.empty());
  EXPECT_EQ(one.struck.size(), 1U);
  EXPECT_EQ(two.struck.size(), 1U);
  both.made = !one.machines.empty();
  return both;
}

TEST(FlyFault, Reply) {
  cloud_fault::Reply action{503, {}, "try later", {}, 7s, false};
  Both both = create_under(action);
  EXPECT_EQ(both.bytes, R"(503 {"error":"try later","status":"unknown"})");
  EXPECT_EQ(both.typed, "transient try later");
  EXPECT_FALSE(both.made);
  action.carried_out = true;
  EXPECT_TRUE(create_under(action).made);
  EXPECT_EQ(create_under(cloud_fault::Reply{418, "tea"}).bytes, "418 tea");
  ServiceBed bed(once(action));
  bed.say("GET", "/machines");
  EXPECT_EQ((*bed.received)->header("Retry-After"), "7");
}

TEST(FlyFault, Refuse) {
  const Both both = create_under(cloud_fault::Refuse{FlyRefusal::name_taken, 4});
  EXPECT_EQ(both.bytes, R"(409 {"error":"already_exists: conflict","status":"unknown"})");
  EXPECT_EQ(both.typed, "name_taken already_exists: conflict");
  EXPECT_FALSE(both.made);
  // About what it was asked.
  ServiceBed bed(
      once(cloud_fault::Refuse{FlyRefusal::name_taken, 0}, CloudOperation::fly_create_machine));
  const std::string id = bed.seed("box");
  EXPECT_THAT(bed.say("POST", "/machines", kCreateBox), HasSubstr("machine ID " + id));
}

// Every refusal, in every wording, is the same to both.
TEST(FlyFault, RefuseInEveryWording) {
  for (std::size_t i = 0; i < kFlyRefusalCount; ++i) {
    const auto refusal = static_cast<FlyRefusal>(i);
    for (std::uint32_t wording = 0; wording < wordings_of(refusal).size(); ++wording) {
      const Both both = create_under(cloud_fault::Refuse{refusal, wording});
      EXPECT_THAT(both.bytes, StartsWith(std::to_string(wordings_of(refusal)[wording].status)))
          << name_of(refusal);
      EXPECT_THAT(both.typed, testing::Not("ok"));
      EXPECT_FALSE(both.made);
    }
  }
}

TEST(FlyFault, Delay) {
  ServiceBed bed(once(cloud_fault::Delay{10s}));
  bed.send("POST", "/machines", kCreateBox);
  bed.pass(9s);
  EXPECT_FALSE(bed.machines.empty());
  EXPECT_EQ(bed.said(), "waits");
  bed.pass(2s);
  EXPECT_THAT(bed.said(), StartsWith("200"));
}

TEST(FlyFault, Hang) {
  for (const bool carried_out : {false, true}) {
    ServiceBed bed(once(cloud_fault::Hang{carried_out}));
    controller::CancelSource source;
    bed.send("POST", "/machines", kCreateBox, source.token());
    bed.pass(1h);
    EXPECT_EQ(bed.said(), "waits");
    EXPECT_EQ(bed.machines.empty(), !carried_out);
    source.cancel();
    bed.pass(1s);
    EXPECT_EQ(bed.said(), "cancelled");
    EXPECT_EQ(bed.answered.back().carried_out, carried_out);
  }
}

TEST(FlyFault, Reset) {
  Both both = create_under(cloud_fault::Reset{false});
  EXPECT_EQ(both.bytes, "broken");
  EXPECT_THAT(both.typed, StartsWith("transient"));
  EXPECT_FALSE(both.made);
  both = create_under(cloud_fault::Reset{true});
  EXPECT_EQ(both.bytes, "broken");
  EXPECT_TRUE(both.made);
}

TEST(FlyFault, Unreachable) {
  const Both both = create_under(cloud_fault::Unreachable{});
  EXPECT_EQ(both.bytes, "unreachable");
  EXPECT_THAT(both.typed, StartsWith("transient"));
  EXPECT_FALSE(both.made);
}

TEST(FlyFault, Late) {
  ServiceBed bed(once(cloud_fault::Late{1min}));
  EXPECT_EQ(bed.say("POST", "/machines", kCreateBox), "broken");
  EXPECT_FALSE(bed.answered.back().carried_out);
  bed.pass(58s);
  EXPECT_THAT(bed.machines, IsEmpty());
  bed.pass(2s);
  EXPECT_FALSE(bed.machines.empty());
  EXPECT_EQ(bed.answered.size(), 1U);
}

TEST(FlyFault, ALateWaitEndsInSilence) {
  ServiceBed bed(once(cloud_fault::Late{1min}));
  const std::string id = bed.seed("box");
  EXPECT_EQ(bed.say("GET", "/machines/" + id + "/wait?state=destroyed"), "broken");
  bed.pass(1h);
  EXPECT_EQ(bed.answered.size(), 1U);
}

TEST(FlyFault, Truncate) {
  Both both = create_under(cloud_fault::Truncate{5});
  EXPECT_EQ(both.bytes, R"(200 {"id")");
  EXPECT_EQ(both.typed, "invalid the reply makes no sense");
  EXPECT_TRUE(both.made);
  both = create_under(cloud_fault::Truncate{100'000});
  EXPECT_EQ(both.typed, "ok");
}

TEST(FlyFault, Malformed) {
  const Both both = create_under(cloud_fault::Malformed{});
  EXPECT_THAT(both.bytes, StartsWith(R"(200 {"id":"{"id")"));
  EXPECT_EQ(both.typed, "invalid the reply makes no sense");
  EXPECT_TRUE(both.made);
}

// The trace does not tell what the instance could not read.
TEST(FlyFault, WhatCannotBeReadIsNotTold) {
  ServiceBed bed(once(cloud_fault::Malformed{}));
  bed.seed("box");
  bed.say("GET", "/machines");
  EXPECT_EQ(bed.answered.back().text, "malformed");
  EXPECT_THAT(bed.answered.back().ids, IsEmpty());
}

TEST(FlyFault, HtmlPage) {
  const Both both = create_under(cloud_fault::HtmlPage{502, true});
  EXPECT_THAT(both.bytes, StartsWith("502 <html>"));
  EXPECT_THAT(both.typed, StartsWith("transient"));
  EXPECT_TRUE(both.made);
}

TEST(FlyFault, Lists) {
  ServiceBed empty(once(cloud_fault::EmptyList{}));
  empty.seed("box");
  EXPECT_EQ(empty.say("GET", "/machines"), "200 []");
  EXPECT_NE(empty.say("GET", "/machines"), "200 []");
  ServiceBed stale(once(cloud_fault::StaleList{1min}, CloudOperation::fly_list_machines));
  stale.pass(2min);
  EXPECT_THAT(stale.say("POST", "/machines", kCreateBox), StartsWith("200"));
  EXPECT_EQ(stale.say("GET", "/machines"), "200 []");
  EXPECT_NE(stale.say("GET", "/machines"), "200 []");
}

TEST(FlyFault, GoneAfter) {
  using What = cloud_fault::GoneAfter::What;
  ServiceBed dies(once(cloud_fault::GoneAfter{What::machine_dies}));
  const std::string one = dies.seed("box");
  EXPECT_THAT(dies.say("GET", "/machines/" + one), HasSubstr("\"state\":\"started\""));
  EXPECT_EQ(dies.machines.back().state, "failed");

  ServiceBed vanishes(once(cloud_fault::GoneAfter{What::machine_vanishes}));
  EXPECT_THAT(vanishes.say("POST", "/machines", kCreateBox), StartsWith("200"));
  EXPECT_EQ(vanishes.machines.back().why, "vanished");

  ServiceBed disk(once(cloud_fault::GoneAfter{What::volume_vanishes}));
  const std::string volume = disk.seed_volume("v");
  const std::string two = disk.seed("box", MachineState::started, volume);
  EXPECT_THAT(disk.say("GET", "/machines/" + two), StartsWith("200"));
  EXPECT_EQ(disk.volumes.back().why, "vanished");
}

TEST(FlyFault, RulesMatchMachineAndRegion) {
  CloudFaultRule rule{"rule", {CloudOperation::fly_any, {}, {}, "iad"}, {}, cloud_fault::Reset{}};
  ServiceBed bed({rule});
  const std::string id = bed.seed("box");
  EXPECT_EQ(bed.say("GET", "/machines/" + id), "broken");
  EXPECT_EQ(bed.say("POST", "/machines", kCreateBox), "broken");
  EXPECT_THAT(bed.say("GET", "/machines"), StartsWith("200"));
  EXPECT_EQ(bed.struck.size(), 2U);
  EXPECT_EQ(bed.struck[0].rule + bed.struck[0].action, "rulereset");
  EXPECT_EQ(bed.struck[0].pid, bed.called[0].call);
}

TEST(FlyFault, SeveralApply) {
  std::vector<CloudFaultRule> rules = once(cloud_fault::EmptyList{});
  rules.push_back({"slow", {}, {}, cloud_fault::Delay{5s}});
  ServiceBed bed(rules);
  bed.seed("box");
  bed.send("GET", "/machines");
  bed.pass(4s);
  EXPECT_EQ(bed.said(), "waits");
  bed.pass(2s);
  EXPECT_EQ(bed.said(), "200 []");
}

TEST(FlyFaults, TheTraceTellsWhichMachinesTheBytesOfAReplyShow) {
  const std::string machine =
      R"({"id":"m7","state":"suspending","config":{"mounts":[{"volume":"v1","path":"/data"},)"
      R"({"volume":"v2","path":"/root"}]}})";
  ServiceBed bed(once(cloud_fault::Reply{.status = 200, .body = machine}));
  bed.say("GET", "/machines/m7");
  EXPECT_EQ(bed.answered.back().machine, "m7");
  EXPECT_EQ(bed.answered.back().state, "suspending");
  EXPECT_EQ(bed.answered.back().volume, "v2");
  ServiceBed list(once(cloud_fault::Reply{.status = 200, .body = R"([{"id":"m7"},{"id":"m8"}])"}));
  list.say("GET", "/machines");
  EXPECT_THAT(list.answered.back().ids, testing::ElementsAre("m7", "m8"));
  ServiceBed page(once(cloud_fault::Reply{.status = 200, .body = "<html>"}));
  page.say("GET", "/machines/m7");
  EXPECT_EQ(page.answered.back().machine, "");
}

}  // namespace
}  // namespace sim
