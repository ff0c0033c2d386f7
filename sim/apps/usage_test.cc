// What fake-openclaw and fake-fly say to those who use them wrongly.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include "controller/apps/testing/program.h"

namespace sim::fake {
namespace {

using controller::apps::testing::ask;
using controller::apps::testing::body_of;
using controller::apps::testing::contents;
using controller::apps::testing::Folder;
using controller::apps::testing::Program;
using controller::apps::testing::write_file;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

class FakeUsageTest : public ::testing::Test {
 protected:
  // Its exit code, and all that it printed.
  [[nodiscard]] std::string run(std::vector<std::string> argv) const {
    Program program(std::move(argv), {{"FAKE_OPENCLAW_STATE", state}}, folder.path + "/program");
    const int code = program.wait();
    return std::to_string(code) + " " + contents(program.out) + contents(program.err);
  }
  [[nodiscard]] std::string openclaw(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), FAKE_OPENCLAW);
    return run(std::move(arguments));
  }
  [[nodiscard]] std::string fly(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {FAKE_FLY, "--port", "0"});
    return run(std::move(arguments));
  }

  const Folder folder;
  const std::string state = folder.path + "/state";
  const std::string config = state + "/openclaw.json";
};

TEST_F(FakeUsageTest, AConfigurationIsOverwrittenOnlyByForce) {
  EXPECT_EQ(openclaw({"sim", "init", "telegram"}), "0 ");
  const std::string first = contents(config);
  EXPECT_THAT(first, HasSubstr("telegram"));
  EXPECT_EQ(openclaw({"sim", "init", "discord"}),
            "1 fake-openclaw: " + config + " exists already: --force replaces it\n");
  EXPECT_EQ(contents(config), first);
  EXPECT_EQ(openclaw({"sim", "init", "--force", "discord"}), "0 ");
  EXPECT_THAT(contents(config), HasSubstr("discord"));
}

TEST_F(FakeUsageTest, AFileThatCannotBeReplacedLeavesNothingBeside) {
  write_file(config + "/in-its-place", "");
  EXPECT_EQ(openclaw({"sim", "init", "--force"}),
            "2 fake-openclaw: " + config + ": Is a directory\n");
  EXPECT_TRUE(std::filesystem::exists(config));
  EXPECT_FALSE(std::filesystem::exists(config + ".tmp"));
}

TEST_F(FakeUsageTest, AnUnknownChannelIsRefused) {
  EXPECT_EQ(openclaw({"sim", "init", "telegrm"}),
            "2 fake-openclaw: channels: telegrm not in {telegram,discord,slack} (--help lists "
            "all)\n");
  EXPECT_EQ(contents(config), "");
  EXPECT_THAT(fly({"--channel", "telegrm"}),
              StartsWith("2 fake-fly: --channel: telegrm not in {telegram,discord,slack}"));
}

TEST_F(FakeUsageTest, NobodyIsHeardWithoutAGateway) {
  EXPECT_EQ(openclaw({"sim", "message", "telegram", "bob"}),
            "1 fake-openclaw: the gateway does not listen\n");
}

TEST_F(FakeUsageTest, WrongOptionsAreToldOnOneLine) {
  EXPECT_EQ(
      openclaw({"sim", "shwo"}),
      "2 fake-openclaw: unknown command \"shwo\": did you mean \"show\"? (--help lists all)\n");
  EXPECT_EQ(openclaw({"sim"}), "2 fake-openclaw: A subcommand is required (--help lists all)\n");
  EXPECT_EQ(
      openclaw({"sim", "message", "telegram", "bob", "--txet=-x"}),
      "2 fake-openclaw: unknown option \"--txet\": did you mean \"--text\"? (--help lists all)\n");
  EXPECT_EQ(fly({"--prot", "1"}),
            "2 fake-fly: unknown option \"--prot\": did you mean \"--port\"? (--help lists all)\n");
  EXPECT_EQ(fly({"--speed", "0"}),
            "2 fake-fly: --speed: Value 0 not in range 1 to 1000 (--help lists all)\n");
  EXPECT_EQ(run({FAKE_FLY, "--port", "65536"}),
            "2 fake-fly: --port: Value 65536 not in range 0 to 65535 (--help lists all)\n");
}

TEST_F(FakeUsageTest, FilesAreToldWithTheirLine) {
  const std::string settings = state + "/fake/settings.json";
  write_file(settings, "{\n  \"boot\": 5\n}\n");
  EXPECT_THAT(openclaw({"--version"}), StartsWith("2 fake-openclaw: " + settings + ":2: /boot: "));
  const std::string rules = folder.path + "/rules.json";
  write_file(rules, "{\"faults\": [\n  {\"name\": \"x\"}\n]}\n");
  EXPECT_THAT(fly({"--rules", rules}), StartsWith("2 fake-fly: " + rules + ":2: /faults/0"));
  write_file(rules, "{");
  EXPECT_THAT(fly({"--rules", rules}), StartsWith("2 fake-fly: " + rules + ":1"));
  write_file(rules, "{}");
  EXPECT_EQ(fly({"--rules", rules}), "2 fake-fly: " + rules + ":1: expected the key \"faults\"\n");
  EXPECT_EQ(fly({"--rules", folder.path}), "2 fake-fly: " + folder.path + ": is a directory\n");
  EXPECT_EQ(fly({"--rules", "/nowhere/rules.json"}),
            "2 fake-fly: /nowhere/rules.json: No such file or directory\n");
}

TEST_F(FakeUsageTest, WhatMachinesCannotRunIsRefused) {
  EXPECT_EQ(fly({"--guest-command", "/nowhere/x --port {port}"}),
            "2 fake-fly: --guest-command: /nowhere/x is no program that can be executed\n");
  EXPECT_EQ(fly({"--guest-command", "sleep {prot}"}),
            "2 fake-fly: --guest-command: unknown placeholder \"prot\": did you mean \"port\"?\n");
  EXPECT_EQ(fly({"--exec-path", "/nowhere/x"}),
            "2 fake-fly: --exec-path: File does not exist: /nowhere/x (--help lists all)\n");
}

TEST_F(FakeUsageTest, WhatAnEarlierOneLeftIsNobodys) {
  const std::string data = folder.path + "/data";
  write_file(data + "/vol_1/x", "");
  EXPECT_EQ(fly({"--data", data}),
            "2 fake-fly: " + data +
                ": is not empty, and what an earlier fake-fly left there is nobody's now: empty "
                "it, or name another directory\n");
}

TEST_F(FakeUsageTest, LookingMakesNothing) {
  EXPECT_EQ(openclaw({"sim", "show"}),
            "1 fake-openclaw: " + state + " does not exist: sim init makes it\n");
  EXPECT_FALSE(std::filesystem::exists(state));
  EXPECT_EQ(openclaw({"--as", "foo", "--version"}),
            "2 fake-openclaw: --as: expected openclaw, kilo or node, got \"foo\"\n");
}

TEST_F(FakeUsageTest, VersionsAreTold) {
  EXPECT_THAT(fly({"--version"}), MatchesRegex("0 fake-fly [0-9.]+\n"));
}

TEST_F(FakeUsageTest, APortInUseIsTold) {
  Program first({FAKE_FLY, "--port", "0", "--data", folder.path + "/data"}, {},
                folder.path + "/first");
  const std::string port = std::to_string(first.port());
  EXPECT_EQ(run({FAKE_FLY, "--port", port}),
            "1 fake-fly: cannot listen on 127.0.0.1:" + port +
                ": is that an address of this machine, and the port free?\n");
  first.signal(SIGTERM);
  EXPECT_EQ(first.wait(), 0);
}

TEST_F(FakeUsageTest, AdminRoutesRefuseWhatTheyDoNotKnow) {
  Program program({FAKE_FLY, "--port", "0", "--data", folder.path + "/data"}, {},
                  folder.path + "/fly");
  const std::uint16_t port = program.port();
  ASSERT_NE(port, 0);
  const auto admin = [&](const std::string& target, const std::string& body) {
    const std::string reply = ask(port, "POST", "/_fake/" + target, "", body);
    return reply.substr(9, 4) + body_of(reply);
  };
  EXPECT_EQ(admin("regions/atlantis/out", "{}"),
            "404 {\"error\":\"there is no region \\\"atlantis\\\"\"}\n");
  EXPECT_EQ(admin("volumes", R"({"name":"a","region":"atlantis"})"),
            "400 {\"error\":\"there is no region \\\"atlantis\\\"\"}\n");
  EXPECT_EQ(admin("machines", R"({"name":"a","region":"atlantis"})"),
            "400 {\"error\":\"there is no region \\\"atlantis\\\"\"}\n");
  EXPECT_EQ(admin("regions/dfw/full", "{}"), "200 {\"ok\":true}\n");
  EXPECT_EQ(admin("machines/1/kill", R"({"into":"pieces"})"),
            "400 {\"error\":\"into: expected \\\"failed\\\" or \\\"stopped\\\", got "
            "\\\"pieces\\\"\"}\n");
  EXPECT_EQ(admin("machines/1/kill", ""), "404 {\"error\":\"there is no such thing\"}\n");
}

}  // namespace
}  // namespace sim::fake
