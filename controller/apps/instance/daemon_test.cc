// pairing-instance against fake-fly, whose machines run pairing-controller and fake-openclaw: all
// of them the real processes that they are, on loopback.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "controller/apps/testing/fleet.h"

namespace controller::apps {
namespace {

using nlohmann::json;
using testing::body_of;
using testing::contents;
using testing::eventually;
using testing::Fleet;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Program;
using ::testing::StartsWith;

constexpr const char* kGuest = PAIRING_CONTROLLER
    " --listen 127.0.0.1 --port {port} --gateway-port {gateway_port} --home {home}"
    " --program {openclaw} --debounce-ms 50";
constexpr const char* kGone = R"({"machines":[],"volumes":[]})";

// Fly makes the machine, and the reply is lost: the next try meets the taken name, 409.
constexpr const char* kLostCreate =
    R"({"name":"lost","match":{"operation":"fly.create_machine"},"when":{"first":1},)"
    R"("action":{"do":"reset","carried_out":true}})";

class InstanceDaemonTest : public ::testing::Test {
 protected:
  InstanceDaemonTest() : InstanceDaemonTest(std::vector<std::string>()) {}
  explicit InstanceDaemonTest(std::vector<std::string> fly_options)
      : fleet(std::move(fly_options)) {}

  void start_all(std::vector<std::string> rules = {}) {
    ASSERT_TRUE(fleet.start_fly()) << contents(fleet.fly->err);
    rules.emplace_back(testing::kReadyAtOnce);
    fleet.set_rules(rules);
    ASSERT_TRUE(fleet.start_instance()) << contents(fleet.instance->err);
  }
  // The state after a start, which must succeed.
  json started(const std::string& user) {
    const std::string reply = fleet.operate("start", user);
    EXPECT_THAT(reply, StartsWith(testing::kOk)) << contents(fleet.instance->err);
    return json::parse(body_of(reply), nullptr, false);
  }

  Fleet fleet;
};

// Its machines run the real controller.
class InstanceAndGuestTest : public InstanceDaemonTest {
 protected:
  InstanceAndGuestTest()
      : InstanceDaemonTest({"--channel", "telegram", "--guest-command", kGuest}) {}

  // Somebody writes to the bot in the one machine that there is: the code that it gives out.
  std::string message_from(const std::string& name) {
    const std::string home = fleet.state()["machines"][0]["home"];
    json reply;
    (void)eventually([&] {  // until its gateway listens
      Program program({FAKE_OPENCLAW, "sim", "message", "telegram", name},
                      {{"FAKE_OPENCLAW_STATE", home + "/.openclaw"}}, fleet.folder.path + "/m");
      if (program.wait() != 0) return false;
      reply = json::parse(contents(program.out), nullptr, false);
      return true;
    });
    return reply.value("code", "");
  }
  [[nodiscard]] std::string pending() const {
    return fleet.platform("GET", "pairing?userId=alice&refresh=true");
  }
  [[nodiscard]] std::string approve(const std::string& code) const {
    return body_of(approval_of(code));
  }
  [[nodiscard]] std::string approval_of(const std::string& code) const {
    return fleet.platform(
        "POST", "pairing/approve",
        json({{"userId", "alice"}, {"channel", "telegram"}, {"code", code}}).dump());
  }
};

TEST_F(InstanceAndGuestTest, AMachineIsMadeAskedStoppedAndRemoved) {
  start_all();
  const json alice = started("alice");
  EXPECT_EQ(alice.value("status", ""), "running");
  const json fly = fleet.state();
  ASSERT_EQ(fly["machines"].size(), 1U);
  ASSERT_EQ(fly["volumes"].size(), 1U);
  EXPECT_EQ(fly["machines"][0]["id"], alice["machineId"]);
  EXPECT_EQ(fly["machines"][0]["state"], "started");
  EXPECT_EQ(fly["volumes"][0]["id"], alice["volumeId"]);
  EXPECT_EQ(fly["volumes"][0]["machine"], alice["machineId"]);

  const std::string code = message_from("bob");
  ASSERT_FALSE(code.empty());
  EXPECT_TRUE(eventually([&] { return pending().find(code) != std::string::npos; }));
  EXPECT_EQ(approve(code), R"({"success":true,"message":"Pairing approved"})");
  EXPECT_EQ(body_of(pending()), R"({"requests":[]})");
  const std::string again = approval_of(code);
  EXPECT_THAT(again, StartsWith("HTTP/1.1 500"));
  EXPECT_EQ(body_of(again),
            R"({"error":"Gateway controller request failed: [openclaw] Failed to start CLI: )"
            R"(Error: No pending pairing request found for code: )" +
                code + "\"}");
  EXPECT_EQ(approve("no code"), R"({"success":false,"message":"Invalid pairing code"})");

  EXPECT_THAT(fleet.operate("stop", "alice"), HasSubstr(R"("status":"stopped")"));
  EXPECT_EQ(fleet.state()["machines"][0]["state"], "stopped");
  EXPECT_THAT(fleet.operate("destroy", "alice"), StartsWith(testing::kOk));
  EXPECT_THAT(fleet.fly_admin("GET", "state"), StartsWith(kGone));
  EXPECT_THAT(contents(fleet.folder.path + "/events.jsonl"), Not(HasSubstr("pairing-list.js")));
}

TEST_F(InstanceAndGuestTest, AnOldControllerIsPassedByOnTheMachineItself) {
  const char* unknown_route =
      R"({"name":"old","match":{"operation":"controller.list"},"action":{"do":"reply","status":404}})";
  const char* unknown_too =
      R"({"name":"older","match":{"operation":"controller.approve"},"action":{"do":"reply","status":404}})";
  start_all({unknown_route, unknown_too});
  (void)started("alice");
  const std::string code = message_from("bob");
  ASSERT_FALSE(code.empty());
  EXPECT_THAT(pending(), HasSubstr(code));
  EXPECT_THAT(contents(fleet.folder.path + "/events.jsonl"), HasSubstr("pairing-list.js"));
  EXPECT_EQ(approve(code), R"({"success":true,"message":"Pairing approved"})");
  EXPECT_EQ(body_of(pending()), R"({"requests":[]})");
  EXPECT_EQ(approve(code),
            R"({"success":false,"message":"Approval failed: [openclaw] Failed to start CLI: )"
            R"(Error: No pending pairing request found for code: )" +
                code + "\"}");
}

// Nothing listens in its machines.
class InstanceAndProxyTest : public InstanceDaemonTest {
 protected:
  InstanceAndProxyTest()
      : InstanceDaemonTest({"--channel", "telegram", "--without-machine", "404"}) {}
};

TEST_F(InstanceAndProxyTest, AMissingControllerIsPassedByOnTheMachineItself) {
  start_all();
  (void)started("alice");
  EXPECT_EQ(body_of(fleet.platform("GET", "pairing?userId=alice")), R"({"requests":[]})");
  EXPECT_THAT(contents(fleet.folder.path + "/events.jsonl"),
              HasSubstr("/usr/local/bin/openclaw-pairing-list.js"));
}

TEST_F(InstanceDaemonTest, ATakenNameIsOneOfOurOwn) {
  start_all({kLostCreate});
  const json alice = started("alice");
  const json fly = fleet.state();
  EXPECT_EQ(fly["machines"].size(), 1U) << fly;
  EXPECT_EQ(fly["volumes"].size(), 1U) << fly;
  EXPECT_EQ(fly["machines"][0]["id"], alice["machineId"]);
  EXPECT_THAT(contents(fleet.folder.path + "/events.jsonl"),
              HasSubstr("unique machine name violation"));
}

TEST(InstanceRuleFileTest, ATakenNameIsOneOfOurOwn) {
  const testing::Folder folder;
  const std::string rules = folder.path + "/rules.json";
  testing::write_file(
      rules, std::string(R"({"faults":[)") + kLostCreate + ",\n" + testing::kReadyAtOnce + "]}");
  Fleet fleet({"--rules", rules, "--speed", "20"});
  ASSERT_TRUE(fleet.start_fly()) << contents(fleet.fly->err);
  ASSERT_TRUE(fleet.start_instance()) << contents(fleet.instance->err);
  EXPECT_THAT(fleet.operate("start", "alice"), StartsWith(testing::kOk));
  const json fly = fleet.state();
  EXPECT_EQ(fly["machines"].size(), 1U) << fly;
  EXPECT_EQ(fly["volumes"].size(), 1U) << fly;
  EXPECT_THAT(contents(fleet.folder.path + "/events.jsonl"),
              HasSubstr("unique machine name violation"));
}

TEST_F(InstanceDaemonTest, AVolumeThatIsLostIsReplaced) {
  start_all();
  const json before = started("alice");
  const std::string volume = before["volumeId"];
  const std::string machine = before["machineId"];
  EXPECT_EQ(fleet.fly_admin("POST", "volumes/" + volume + "/vanish"), "{\"ok\":true}\n");
  EXPECT_EQ(fleet.fly_admin("POST", "machines/" + machine + "/kill"), "{\"ok\":true}\n");
  const json after = started("alice");
  EXPECT_EQ(after["status"], "running");
  EXPECT_NE(after["volumeId"], volume);
  const json fly = fleet.state();
  EXPECT_EQ(fly["machines"].size(), 1U) << fly;
  EXPECT_EQ(fly["volumes"].size(), 1U) << fly;
}

TEST_F(InstanceDaemonTest, WhatFlyLimitsIsAskedAgainWhenItSays) {
  start_all(
      {R"({"name":"limit","match":{"operation":"fly.create_volume"},"when":{"first":1},"action":{"do":"reply","status":429,"retry_after":"1s"}})"});
  const json alice = started("alice");
  EXPECT_EQ(alice["status"], "running");
  std::vector<std::int64_t> creates;
  for (const json& event : fleet.events("fly.call"))
    if (event.value("operation", "") == "create_volume") creates.push_back(event["t_us"]);
  ASSERT_EQ(creates.size(), 2U);
  EXPECT_GE(creates[1] - creates[0], 1'000'000);
}

TEST_F(InstanceDaemonTest, WhatIsStoredIsForItsUserAlone) {
  start_all();
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(fleet.folder.path + "/instances.db").permissions(),
            perms::owner_read | perms::owner_write);
}

class InstanceUsageTest : public ::testing::Test {
 protected:
  std::string run(const std::vector<std::string>& options) {
    fleet.launch_instance(options);
    const int code = fleet.instance->wait();
    return std::to_string(code) + " " + contents(fleet.instance->out) +
           contents(fleet.instance->err);
  }

  Fleet fleet;
};

TEST_F(InstanceUsageTest, SaysWhatIsWrongAndExits) {
  EXPECT_EQ(run({"--check-config"}), "0 The options are fine.\n");
  EXPECT_EQ(run({"--listen", "here:1"}),
            "2 pairing-instance: --listen: expected ADDRESS:PORT, such as 127.0.0.1:8790 or "
            "[::1]:0, got \"here:1\"\n");
  EXPECT_EQ(run({"--fly-api", "http://127.0.0.1:4280/v1"}),
            "2 pairing-instance: --fly-api: expected a URL such as https://host or "
            "http://host:port, no slash at its end, and no /v1, got "
            "\"http://127.0.0.1:4280/v1\"\n");
  EXPECT_THAT(run({"--listen", "::1:8790"}), StartsWith("2 pairing-instance: --listen: "));
  EXPECT_EQ(
      run({"--database", fleet.folder.path, "--check-config"}),
      "2 pairing-instance: the database, " + fleet.folder.path + ", is no file: name another\n");
  EXPECT_EQ(run({"--database", "/nowhere/at.db", "--check-config"}),
            "2 pairing-instance: the directory of the database, /nowhere, does not exist: make "
            "it\n");
  EXPECT_THAT(run({"--database", "/nowhere/at.db"}), StartsWith("1 pairing-instance: "));
  EXPECT_EQ(
      run({"--databse", "x"}),
      "2 pairing-instance: unknown option \"--databse\": did you mean \"--database\"? (--help "
      "lists all)\n");
  const std::string file = fleet.folder.path + "/options.json";
  testing::write_file(file, "{\n  \"app\": demo\n}\n");
  fleet.variables["PAIRING_IMAGE"] = "";
  EXPECT_EQ(run({"--config", file}), "2 pairing-instance: " + file + ":2:10: no JSON\n");
  testing::write_file(file, "{\"imge\": \"x\"}");
  EXPECT_EQ(run({"--config", file}),
            "2 pairing-instance: " + file +
                ": unknown key \"imge\": did you mean \"image\"?\npairing-instance: PAIRING_IMAGE "
                "is not set, or empty: set "
                "it, or \"image\" in the file of --config, or give --image\n");
}

TEST_F(InstanceUsageTest, ADamagedDatabaseIsLeftAsItIs) {
  const std::string database = fleet.folder.path + "/instances.db";
  testing::write_file(database, std::string(5000, 'x'));
  EXPECT_THAT(run({}), ::testing::AllOf(StartsWith("1 pairing-instance: "), HasSubstr(database)));
  EXPECT_EQ(contents(database), std::string(5000, 'x'));
}

TEST_F(InstanceUsageTest, TheHelpTellsTheDefaults) {
  const std::string help = run({"--help"});
  for (const char* text : {"(https://api.machines.dev)", "(127.0.0.1:8790)",
                           "(/var/lib/pairing/instances.db)", "dfw, ewr,", "(1024)"})
    EXPECT_THAT(help, HasSubstr(text));
}

}  // namespace
}  // namespace controller::apps
