// pairing-controller and fake-openclaw as the real processes that they are, on loopback.
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <iterator>
#include <map>
#include <regex>
#include <string>
#include <thread>
#include <vector>

#include "controller/apps/testing/program.h"
#include "controller/posix/testing/raw_socket.h"

namespace controller::apps {
namespace {

using posix::testing::RawSocket;
using std::chrono::milliseconds;
using testing::contents;
using testing::eventually;
using testing::Program;

class DaemonTest : public ::testing::Test {
 protected:
  DaemonTest() {
    gateway_port = testing::free_port();
    variables = {{"OPENCLAW_GATEWAY_TOKEN", "tok-en"},
                 {"KILOCLAW_GATEWAY_ARGS", R"(["--port",")" + std::to_string(gateway_port) +
                                               R"(","--verbose","--token","tok-en"])"},
                 {"HOME", home}};
  }

  // Runs fake-openclaw to its end.
  std::string fake(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), FAKE_OPENCLAW);
    Program program(arguments, variables, home + "/fake");
    EXPECT_EQ(program.wait(), 0) << contents(program.err);
    return contents(program.out);
  }

  // Without waiting for anything.
  void launch(std::vector<std::string> more = {}) {
    std::vector<std::string> argv = {// So many descriptors, if not as many as there are.
                                     "/bin/sh", "-c", "ulimit -n $0; exec \"$@\"", descriptors_max,
                                     PAIRING_CONTROLLER, "--port", "0", "--print-port", "--listen",
                                     "127.0.0.1", "--gateway-port", std::to_string(gateway_port),
                                     "--program", FAKE_OPENCLAW, "--home", home,
                                     // So that a slow machine is the only thing to wait for.
                                     "--debounce-ms", "50"};
    argv.insert(argv.end(), more.begin(), more.end());
    daemon = std::make_unique<Program>(argv, variables, home + "/daemon");
  }
  void start(std::vector<std::string> more = {}) {
    launch(std::move(more));
    port = daemon->port();
    ASSERT_NE(port, 0) << contents(daemon->err);
  }

  [[nodiscard]] std::string ask(const std::string& method, const std::string& target,
                                const std::string& body = "") const {
    return testing::ask(port, method, target, "Authorization: Bearer tok-en", body);
  }
  [[nodiscard]] std::string channels() const { return ask("GET", "/_kilo/pairing/channels"); }

  // The daemon, its gateway, its calls of the command line, and whatever these have started.
  [[nodiscard]] std::vector<std::string> left_behind() const {
    return testing::processes_with(home);
  }

  const testing::Folder folder;
  const std::string home = folder.path;
  std::string descriptors_max = "1024";
  std::uint16_t gateway_port = 0;
  std::uint16_t port = 0;
  std::map<std::string, std::string> variables;
  std::unique_ptr<Program> daemon;
};

TEST_F(DaemonTest, ARequestIsAnnouncedListedApprovedAndGone) {
  fake({"sim", "init", "telegram"});
  testing::write_file(home + "/.openclaw/fake/settings.json", R"({"boot":"1ms"})");
  start();
  ASSERT_TRUE(eventually([&] { return ask("GET", "/").starts_with("HTTP/1.1 200"); }));
  const std::string created = fake({"sim", "message", "telegram", "alice"});
  std::smatch code;
  ASSERT_TRUE(std::regex_search(created, code, std::regex("\"code\":\"([A-Z0-9]+)\"")));
  ASSERT_TRUE(eventually([&] { return channels().find(code[1]) != std::string::npos; }));
  const std::string body = R"({"channel":"telegram","code":")" + code[1].str() + "\"}";
  const std::string approved = ask("POST", "/_kilo/pairing/channels/approve", body);
  EXPECT_TRUE(approved.ends_with(R"({"success":true,"message":"Pairing approved"})")) << approved;
  EXPECT_EQ(channels().find(code[1]), std::string::npos);
  EXPECT_EQ(contents(daemon->err).find("tok-en"), std::string::npos);
}

TEST_F(DaemonTest, IdleClientsTakeTheDescriptorsOfNobody) {
  fake({"sim", "init", "telegram"});
  descriptors_max = "80";
  start();
  std::vector<RawSocket> idle;
  for (int i = 0; i < 200; ++i) {
    idle.push_back(RawSocket::connect(port));
    idle.back().send("GET / HT");
  }
  EXPECT_TRUE(ask("GET", "/health").starts_with("HTTP/1.1 200"));
  EXPECT_TRUE(ask("GET", "/_kilo/pairing/channels?refresh=true").starts_with("HTTP/1.1 200"));
  const std::string metrics = ask("GET", "/_kilo/metrics");
  EXPECT_NE(metrics.find("pairing_cli_calls_total{outcome=\"spawn\"} 0\n"), std::string::npos);
}

TEST_F(DaemonTest, TellsOnceThatTheGatewayIsNotReached) {
  fake({"sim", "init"});
  testing::write_file(home + "/.openclaw/fake/settings.json", R"({"boot":"300ms"})");
  start();
  const auto told = [&] {
    const std::string log = contents(daemon->err);
    const std::regex line("warning proxy.gateway_unreachable port=" + std::to_string(gateway_port));
    return std::distance(std::sregex_iterator(log.begin(), log.end(), line), {});
  };
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(ask("GET", "/").starts_with("HTTP/1.1 502"));
  EXPECT_TRUE(eventually([&] { return told() > 0; }));
  EXPECT_TRUE(eventually([&] { return ask("GET", "/").starts_with("HTTP/1.1 200"); }));
  EXPECT_EQ(told(), 1);
}

TEST_F(DaemonTest, EndsWithItsGatewayWhenTold) {
  fake({"sim", "init"});
  start();
  ASSERT_TRUE(eventually([&] { return ask("GET", "/").starts_with("HTTP/1.1 200"); }));
  EXPECT_FALSE(left_behind().empty());
  ::kill(daemon->pid, SIGTERM);
  EXPECT_EQ(daemon->wait(), 0);
  EXPECT_EQ(left_behind(), std::vector<std::string>());
}

// Gateway and command line have helpers that outlive all but SIGKILL.
TEST_F(DaemonTest, LeavesNothingBehindWheneverItIsKilled) {
  fake({"sim", "init", "telegram"});
  testing::write_file(home + "/.openclaw/fake/settings.json", R"({"boot":"10ms","faults":[
      {"name":"helper","match":{"operation":"gateway"},"action":{"do":"fork","ignore_term":true}},
      {"name":"cli","match":{"operation":"list_channel"},"action":{"do":"fork","ignore_term":true}}
  ]})");
  const int moments = testing::kill_moments(20);
  for (int i = 0; i < moments && !HasFailure(); ++i) {
    SCOPED_TRACE(i);
    launch();
    if (i == 0) {
      // The daemon with its watchdog, the gateway with its helper, a call with its.
      EXPECT_TRUE(eventually([&] { return left_behind().size() >= 6; }));
    } else {
      // All is up after less than 150 ms; most happens at once.
      const std::int64_t share = std::int64_t{1000} * i / moments;
      std::this_thread::sleep_for(std::chrono::microseconds(150 * share * share / 1000));
    }
    ::kill(daemon->pid, SIGKILL);
    EXPECT_EQ(daemon->wait(), -SIGKILL);
    EXPECT_TRUE(eventually([&] { return left_behind().empty(); }));
  }
}

TEST_F(DaemonTest, RestartsAGatewayThatDies) {
  fake({"sim", "init"});
  start();
  const auto gateway = [&] {
    std::smatch pid;
    const std::string status = ask("GET", "/_kilo/gateway/status");
    return std::regex_search(status, pid, std::regex("\"pid\":(\\d+)")) ? std::stoi(pid[1]) : 0;
  };
  ASSERT_TRUE(eventually([&] { return gateway() > 0; }));
  const int first = gateway();
  ::kill(first, SIGKILL);
  EXPECT_TRUE(eventually([&] { return gateway() > 0 && gateway() != first; }));
}

TEST_F(DaemonTest, AMissingGatewayIsToldAndCostsNothingElse) {
  start({"--program", "/nowhere/openclaw"});
  EXPECT_TRUE(eventually([&] {
    return contents(daemon->err).find("No such file or directory") != std::string::npos;
  }));
  EXPECT_NE(contents(daemon->err).find("/nowhere/openclaw"), std::string::npos);
  EXPECT_TRUE(ask("GET", "/health").starts_with("HTTP/1.1 200"));
  EXPECT_TRUE(daemon->running());
}

TEST_F(DaemonTest, SaysWhatIsWrongAndExits) {
  const auto run = [&](std::vector<std::string> more) {
    launch(std::move(more));
    const int code = daemon->wait();
    return std::to_string(code) + " " + contents(daemon->out) + contents(daemon->err);
  };
  EXPECT_EQ(run({"--check-config"}), "0 The options are fine.\n");
  EXPECT_EQ(
      run({"--log-level", "loud"}),
      "2 pairing-controller: --log-level: expected debug, info, warning or error, got \"loud\"\n");
  EXPECT_EQ(run({"--listen", "here"}),
            "2 pairing-controller: --listen: expected an IPv4 or IPv6 address, got \"here\"\n");
  EXPECT_EQ(
      run({"--prot", "1"}),
      "2 pairing-controller: unknown option \"--prot\": did you mean \"--port\"? (--help lists "
      "all)\n");
  EXPECT_EQ(run({"--token", "secret"}),
            "2 pairing-controller: --token would be read by everybody on the machine: set "
            "OPENCLAW_GATEWAY_TOKEN, or \"token\" in the file of --config (--help lists all)\n");
  const std::string taken = std::to_string(gateway_port);
  EXPECT_EQ(run({"--port", taken}), "2 pairing-controller: port and gateway-port are both " +
                                        taken + ": give the controller another one\n");
  variables["OPENCLAW_GATEWAY_TOKEN"] = "";
  EXPECT_EQ(
      run({}),
      "2 pairing-controller: OPENCLAW_GATEWAY_TOKEN is not set, or empty: set it, or \"token\" "
      "in the file of --config\n");
}

TEST_F(DaemonTest, ChecksMoreThanItNeedsForAStart) {
  const auto check = [&](std::vector<std::string> more) {
    more.emplace_back("--check-config");
    launch(std::move(more));
    const int code = daemon->wait();
    return std::to_string(code) + " " + contents(daemon->out) + contents(daemon->err);
  };
  EXPECT_EQ(check({"--program", "/nowhere/openclaw"}),
            "2 pairing-controller: /nowhere/openclaw does not exist: --program names another\n");
  EXPECT_EQ(check({"--program", "no-such-program"}),
            "2 pairing-controller: no-such-program is nowhere in PATH: --program names another\n");
  const std::string text = home + "/text";
  testing::write_file(text, "not a program");
  EXPECT_EQ(check({"--program", text}),
            "2 pairing-controller: " + text +
                " cannot be executed: make it executable, or name another by --program\n");
  EXPECT_EQ(check({"--program", home}),
            "2 pairing-controller: " + home + " is a directory: --program names another\n");
  const std::string theirs = std::to_string(gateway_port);
  EXPECT_EQ(check({"--gateway-port", "4"}),
            "2 pairing-controller: the gateway's arguments say port " + theirs +
                ", and gateway-port is 4: give both the same\n");
}

TEST_F(DaemonTest, TheHelpTellsTheDefaults) {
  launch({"--help"});
  EXPECT_EQ(daemon->wait(), 0);
  const std::string help = contents(daemon->out);
  for (const char* text : {"(18789) [PORT]", "(0.0.0.0)", "(3001)", "(/root)", "(60000)", "(1024)"})
    EXPECT_NE(help.find(text), std::string::npos) << text;
}

TEST_F(DaemonTest, APortInUseCostsTheGatewayNoStart) {
  const posix::testing::RawServer other([](RawSocket& /*socket*/) {});
  launch({"--port", std::to_string(other.port())});
  EXPECT_EQ(daemon->wait(), 1);
  EXPECT_EQ(contents(daemon->err), "pairing-controller: cannot listen on 127.0.0.1 port " +
                                       std::to_string(other.port()) + ": Address already in use\n");
  EXPECT_EQ(left_behind(), std::vector<std::string>());
}

}  // namespace
}  // namespace controller::apps
