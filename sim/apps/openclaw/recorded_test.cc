// fake-openclaw run as the real program was when it was recorded: stdout, stderr and exit code are
// the recorded ones, byte for byte, wherever the outcome hangs neither on the time of day nor on
// identities. (sim/gateway compares the model with every recording.)
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "controller/apps/testing/program.h"

namespace sim::fake {
namespace {

using controller::apps::testing::contents;
using controller::apps::testing::eventually;
using controller::apps::testing::Folder;
using controller::apps::testing::free_port;
using controller::apps::testing::Program;
using controller::apps::testing::write_file;
using nlohmann::json;

const std::string kRecordings = PAIRBENCH_SOURCE_DIR "/sim/recordings/openclaw-2026.3.13/";

json recording(const std::string& name) {
  return json::parse(contents(kRecordings + name + ".json"));
}

class FakeOpenclawTest : public ::testing::Test {
 protected:
  FakeOpenclawTest() {
    write_file(state + "/fake/settings.json", R"({"cli_duration":"1ms","boot":"50ms"})");
  }

  void configure(const std::string& text) const { write_file(state + "/openclaw.json", text); }
  void enable(const std::string& channel) const {
    configure(json({{"channels", {{channel, {{"enabled", true}, {"botToken", "1:x"}}}}}}).dump());
  }

  // Started with those arguments, in an environment without TERM as when it was recorded.
  [[nodiscard]] Program launch(const std::vector<std::string>& arguments) const {
    std::vector<std::string> argv = {"/usr/bin/env", "-u", "TERM", FAKE_OPENCLAW};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return {argv, {{"FAKE_OPENCLAW_STATE", state}}, folder.path + "/program"};
  }

  // What was recorded on another machine, as it has to read on this one.
  [[nodiscard]] std::string here(std::string text, std::uint16_t port = 3001) const {
    const std::string path = "/root/.openclaw";
    for (std::size_t at = text.find(path); at != std::string::npos;
         at = text.find(path, at + state.size()))
      text.replace(at, path.size(), state);
    return std::regex_replace(text, std::regex(R"(((127\.0\.0\.1|\[::1\]):|gatewayPort=)3001)"),
                              "$01" + std::to_string(port));
  }

  // The recorded call, made again.
  void expect_as_recorded(const std::string& name) const {
    SCOPED_TRACE(name);
    const json recorded = recording(name);
    std::vector<std::string> arguments = recorded.at("argv");
    arguments.erase(arguments.begin());
    Program program = launch(arguments);
    EXPECT_EQ(program.wait(), recorded.at("exit_code").get<int>());
    EXPECT_EQ(contents(program.out), here(recorded.at("stdout").get<std::string>()));
    EXPECT_EQ(contents(program.err), here(recorded.at("stderr").get<std::string>()));
  }

  const Folder folder;
  const std::string state = folder.path + "/state";
};

TEST_F(FakeOpenclawTest, CallsWithoutAConfigurationAreAsRecorded) {
  for (const char* name :
       {"version", "pairing-list-telegram-noconfig", "pairing-list-discord-noconfig",
        "pairing-list-slack-noconfig", "devices-list-nogateway-noconfig"})
    expect_as_recorded(name);
}

TEST_F(FakeOpenclawTest, CallsWithNothingPendingAreAsRecorded) {
  enable("telegram");
  for (const char* name : {"pairing-list-telegram-config-none", "pairing-list-no-channel",
                           "pairing-list-invalid-channel", "pairing-list-unknown-channel",
                           "pairing-list-nonpairing-channel", "pairing-approve-telegram-bad",
                           "pairing-approve-unknown-channel", "pairing-approve-wrong-channel",
                           "devices-list-nogateway"})
    expect_as_recorded(name);
  configure("{}");
  expect_as_recorded("devices-approve-nogateway");
}

TEST_F(FakeOpenclawTest, DamagedConfigurationsAreToldAsRecorded) {
  const std::map<std::string, std::string> cases = {
      {"pairing-list-config-empty", ""},
      {"pairing-list-config-truncated", R"({"channels": {"telegram": {"enab)"},
      {"pairing-list-config-invalid-key", R"({"channels": {"telegram": {"enabled": "yes"}}})"}};
  for (const auto& [name, text] : cases) {
    configure(text);
    expect_as_recorded(name);
  }
}

TEST_F(FakeOpenclawTest, DamagedPairingFilesAreTakenAsRecorded) {
  enable("telegram");
  for (const char* name : {"array", "array-of-reqs", "empty", "nul-bytes", "null",
                           "requests-object", "truncated", "wrong-types", "wrong-types-nonull"}) {
    const std::string whole = std::string("pairing-list-telegram-corrupt-") + name;
    const std::string file = "credentials/telegram-pairing.json";
    write_file(state + '/' + file,
               recording(whole).at("state_file_contents_after").at(file).get<std::string>());
    expect_as_recorded(whole);
  }
}

// What was pending then has expired: so all its times are moved to now, here as in the recording.
TEST_F(FakeOpenclawTest, ListsAreAsRecordedButForTheirTimes) {
  for (const char* name : {"pairing-list-telegram-1", "pairing-list-telegram-3",
                           "pairing-list-discord-1", "pairing-list-slack-1"}) {
    SCOPED_TRACE(name);
    const std::regex time(R"("20\d\d-[^"]*Z")");
    char now[32];
    const std::time_t seconds = std::time(nullptr);
    std::strftime(now, sizeof now, "\"%FT%T.000Z\"", std::gmtime(&seconds));
    const std::string expected =
        std::regex_replace(recording(name).at("stdout").get<std::string>(), time, now);
    const auto list = nlohmann::ordered_json::parse(expected);
    const std::string channel = list.at("channel");
    enable(channel);
    write_file(state + "/credentials/" + channel + "-pairing.json",
               nlohmann::ordered_json({{"version", 1}, {"requests", list.at("requests")}}).dump());
    Program program = launch({"pairing", "list", channel, "--json"});
    EXPECT_EQ(program.wait(), 0);
    EXPECT_EQ(contents(program.out), expected);
    EXPECT_EQ(contents(program.err), "");
  }
}

// The recorded lines of one stream, up to the first marker.
std::string recorded_boot(const std::string& name, const std::string& stream) {
  std::istringstream rows(contents(kRecordings + name + ".jsonl"));
  std::string text;
  for (std::string row; std::getline(rows, row);) {
    const json line = json::parse(row);
    if (line.at("stream") == "marker") break;
    if (line.at("stream") == stream) text += line.at("line").get<std::string>() + '\n';
  }
  return text;
}

// Without what is another each time: times of day, days, process ids.
std::string without_times(std::string text) {
  text = std::regex_replace(text, std::regex(R"(20\d\d-\d\d-\d\dT[0-9:.]*\+00:00)"), "TIME");
  text =
      std::regex_replace(text, std::regex(R"(openclaw-20\d\d-\d\d-\d\d\.log)"), "openclaw-DAY.log");
  return std::regex_replace(text, std::regex(R"(\(PID \d+\))"), "(PID)");
}

TEST_F(FakeOpenclawTest, AGatewayStartsAsRecorded) {
  configure("{}");
  const std::uint16_t port = free_port();
  Program gateway = launch({"gateway", "--port", std::to_string(port), "--verbose"});
  const std::string expected =
      without_times(here(recorded_boot("gateway-verbose", "stdout"), port));
  ASSERT_FALSE(expected.empty());
  (void)eventually([&] { return without_times(contents(gateway.out)).size() >= expected.size(); });
  EXPECT_EQ(without_times(contents(gateway.out)), expected);
  EXPECT_EQ(contents(gateway.err), "");
}

TEST_F(FakeOpenclawTest, ARecordedGatewayIsPrintedAgain) {
  const std::string log = "gateway-telegram-quiet";
  write_file(
      state + "/fake/settings.json",
      json({{"boot", "50ms"}, {"log", {{"file", kRecordings + log + ".jsonl"}, {"speed", 1000}}}})
          .dump());
  Program gateway = launch({"gateway", "--port", std::to_string(free_port())});
  const std::string expected = recorded_boot(log, "stdout");
  ASSERT_FALSE(expected.empty());
  (void)eventually([&] { return contents(gateway.out).size() >= expected.size(); });
  EXPECT_THAT(contents(gateway.out), ::testing::StartsWith(expected));
}

}  // namespace
}  // namespace sim::fake
