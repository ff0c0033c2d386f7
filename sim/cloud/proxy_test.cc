#include "sim/cloud/proxy.h"

#include <gtest/gtest.h>

#include "controller/base/deadline.h"
#include "controller/base/scope.h"
#include "sim/cloud/testing/cloud_bed.h"

namespace sim {
namespace {

using cloud_test::EventLog;
using controller::InboundReply;
using controller::Task;
using namespace std::chrono_literals;

// Answers at once, with what was asked for; or never.
class Echo final : public Guest {
 public:
  bool request(HttpCall call, Answer answer) override {
    asked.push_back(call.target);
    const HttpReply reply{200, "text/plain", call.target};
    if (!mute) answer(&reply);
    return listens;
  }
  [[nodiscard]] bool listening() const override { return listens; }

  std::vector<std::string> asked;
  bool mute = false;
  bool listens = true;
};

class ProxyBed {
 public:
  explicit ProxyBed(std::vector<CloudFaultRule> rules_in = {}) : rules(std::move(rules_in)) {
    recorder.add_sink(log);
  }
  ~ProxyBed() { recorder.clear_sinks(); }

  // The status and body of the answer, or what became of the connection within 30 s.
  std::string ask(const std::string& url = "https://pairbench.fly.dev/_kilo/pairing/channels",
                  const std::string& machine = "m1") {
    said_ = "waits";
    controller::Scope scope(caller);
    scope.spawn(run(url, machine));
    time.run_until(time.now() + 1s);
    if (said_ == "waits" && ends) proxy.machine_ends(machine);
    time.run_until(time.now() + 1min);
    return said_;
  }

  std::vector<CloudFaultRule> rules;
  VirtualScheduler time;
  Process world{time, 0, "world"};
  WallClock wall{time, WallTime{}};
  SeededChoices choices{1};
  Recorder recorder{time, wall};
  CloudFaultBook faults{rules};
  Echo guest;
  FlyProxy proxy{{world, choices, recorder, faults,
                  [this](std::string_view machine) { return machine == "m1" ? &guest : nullptr; },
                  [](std::string_view sandbox) { return "token of " + std::string(sandbox); }},
                 {"pairbench", 503}};
  Process caller{time, 1, "instance"};
  ProxyTransport transport{proxy, caller, "box"};
  EventLog log;
  bool ends = false;  // the machine does, a second after the request was sent

 private:
  Task<void> run(std::string url, std::string machine) {
    controller::OutboundRequest request;
    request.method = "GET";
    request.url = url;
    request.headers = {{"Authorization", "Bearer token of box"},
                       {"fly-force-instance-id", machine}};
    controller::Deadline deadline(caller, 30s);
    auto reply = co_await transport.send(request, deadline.token());
    said_ = reply ? std::to_string(reply->status) + " " + reply->body : reply.error().text;
  }

  std::string said_;
};

CloudFaultRule strikes_list(CloudAction action) {
  CloudFaultRule rule;
  rule.name = "rule";
  rule.match.operation = CloudOperation::controller_list;
  rule.action = std::move(action);
  return rule;
}

TEST(FlyProxyTest, LeadsToTheMachineThatTheHeaderNames) {
  ProxyBed bed;
  EXPECT_EQ(bed.ask(), "200 /_kilo/pairing/channels");
  const auto called = bed.log.all<ControllerCalled>();
  ASSERT_EQ(called.size(), 1U);
  EXPECT_EQ(called[0].machine, "m1");
  EXPECT_EQ(called[0].instance, "box");
  EXPECT_TRUE(called[0].token_right);
  EXPECT_EQ(bed.log.all<ControllerAnswered>().at(0).status, 200);
}

TEST(FlyProxyTest, AnswersItselfForAMachineThatCannotBeReached) {
  ProxyBed bed;
  EXPECT_EQ(bed.ask("https://pairbench.fly.dev/", "m2"), "503 ");
  bed.guest.listens = false;
  bed.guest.mute = true;
  EXPECT_EQ(bed.ask(), "503 ");
}

TEST(FlyProxyTest, KnowsItsOwnHostAlone) {
  ProxyBed bed;
  for (const char* url : {"https://other.fly.dev/", "http://pairbench.fly.dev/",
                          "https://pairbench.fly.dev.evil.com/", "https://pairbench.fly.dev@evil/",
                          "https://pairbench.fly.dev"})
    EXPECT_EQ(bed.ask(url), "no such host") << url;
  EXPECT_TRUE(bed.guest.asked.empty());
}

TEST(FlyProxyTest, AConnectionBreaksWithItsMachine) {
  ProxyBed bed;
  bed.guest.mute = true;
  bed.ends = true;
  EXPECT_EQ(bed.ask(), "connection reset");
  EXPECT_EQ(bed.log.all<ControllerAnswered>().at(0).body, "broken");
}

TEST(FlyProxyTest, ARequestThatWasGivenUpWasSent) {
  ProxyBed bed;
  bed.guest.mute = true;
  EXPECT_EQ(bed.ask(), "given up");
  EXPECT_EQ(bed.guest.asked.size(), 1U);
  EXPECT_EQ(bed.log.all<ControllerAnswered>().at(0).body, "cancelled");
}

TEST(FlyProxyTest, AFaultTakesTheRequestOrTheAnswer) {
  for (const bool carried_out : {true, false}) {
    ProxyBed bed({strikes_list(cloud_fault::Reset{carried_out})});
    EXPECT_EQ(bed.ask(), "connection reset");
    EXPECT_EQ(bed.guest.asked.size(), carried_out ? 1U : 0U);
    EXPECT_EQ(bed.ask("https://pairbench.fly.dev/"), "200 /") << "no call of pairing";
  }
  EXPECT_EQ(ProxyBed({strikes_list(cloud_fault::Truncate{5})}).ask(), "200 /_kil");
  EXPECT_EQ(ProxyBed({strikes_list(cloud_fault::Reply{418, "tea"})}).ask(), "418 tea");
  EXPECT_EQ(ProxyBed({strikes_list(cloud_fault::Hang{})}).ask(), "given up");
  ProxyBed late({strikes_list(cloud_fault::Late{10s})});
  EXPECT_EQ(late.ask(), "connection reset");
  EXPECT_EQ(late.guest.asked.size(), 1U) << "it arrives all the same";
}

}  // namespace
}  // namespace sim
