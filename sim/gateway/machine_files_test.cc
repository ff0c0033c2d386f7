#include "sim/gateway/machine_files.h"

#include <gtest/gtest.h>

#include "sim/gateway/cli_model.h"
#include "sim/gateway/testing.h"

namespace sim {
namespace {

using gateway_test::at_ms;
using gateway_test::Calm;

constexpr std::int64_t kNowMs = 1'800'000'000'000;

StateFiles with_config(const std::string& text) {
  StateFiles files;
  files["openclaw.json"] = {text, at_ms(kNowMs)};
  return files;
}
Config config_of(const std::string& text) {
  return stored_machine_of(with_config(text), at_ms(kNowMs)).machine.config;
}

// A machine with something in each of its files.
StoredMachine full_machine() {
  StoredMachine stored;
  Calm calm;
  Machine& machine = stored.machine;
  stored.epoch = at_ms(kNowMs - 5000);
  machine.store("telegram").ask("811", {{"username", "alice"}}, at_ms(kNowMs), machine.ids, calm);
  machine.store("slack").load_allow(R"({"version":1,"allowFrom":["U1"]})");
  DeviceHello hello;
  hello.device_id = std::string(64, 'a');
  hello.public_key = "key";
  hello.role = "operator";
  machine.devices.ask(hello, at_ms(kNowMs), machine.ids, calm);
  hello.device_id = std::string(64, 'b');
  machine.devices.pair(hello, at_ms(kNowMs));
  machine.cli_device = cli_hello(std::string(64, 'c'), "-_key");
  stored.cli_device_made = at_ms(kNowMs - 1000);
  machine.port = GatewayPort::listening;
  machine.log = {true, true, 4001};
  machine.counters = {11, 12, 13, 14};
  machine.cold_caches = true;
  machine.messengers_reachable = false;
  machine.access = Access::no_credentials;
  machine.next_update_id = 2000;
  machine.next_message_id = 3000;
  stored.rule_counts["slow"] = 4;
  return stored;
}

TEST(MachineFiles, AMachineComesBackFromItsFiles) {
  const StoredMachine before = full_machine();
  const StateFiles files = files_of(before, at_ms(kNowMs));
  const StoredMachine after = stored_machine_of(files, at_ms(1));
  EXPECT_EQ(after.epoch, before.epoch);
  EXPECT_EQ(after.cli_device_made, before.cli_device_made);
  EXPECT_EQ(after.rule_counts, before.rule_counts);
  const Machine& machine = after.machine;
  EXPECT_EQ(machine.channels.at("telegram").requests(),
            before.machine.channels.at("telegram").requests());
  EXPECT_EQ(machine.channels.at("slack").allow_from(), std::vector<std::string>{"U1"});
  EXPECT_EQ(machine.devices.pending(), before.machine.devices.pending());
  EXPECT_EQ(machine.devices.paired(), before.machine.devices.paired());
  EXPECT_EQ(machine.cli_device, before.machine.cli_device);
  EXPECT_EQ(machine.port, GatewayPort::listening);
  EXPECT_TRUE(machine.log.verbose && machine.log.color);
  EXPECT_EQ(machine.log.port, 4001);
  EXPECT_EQ(machine.counters.event_seq, 11U);
  EXPECT_EQ(machine.counters.health_version, 12U);
  EXPECT_EQ(machine.counters.presence, 13U);
  EXPECT_EQ(machine.counters.state_version, 14U);
  EXPECT_TRUE(machine.cold_caches);
  EXPECT_FALSE(machine.messengers_reachable);
  EXPECT_EQ(machine.access, Access::no_credentials);
  EXPECT_EQ(machine.next_update_id, 2000U);
  EXPECT_EQ(machine.next_message_id, 3000U);
  EXPECT_EQ(machine.ids.made(), before.machine.ids.made());
  EXPECT_GT(machine.ids.made(), 0U);
}

// So a transaction that changes nothing writes nothing.
TEST(MachineFiles, AreTheSameWhenNothingHasHappened) {
  const StateFiles files = files_of(full_machine(), at_ms(kNowMs));
  const StateFiles again = files_of(stored_machine_of(files, at_ms(1)), at_ms(kNowMs + 9));
  ASSERT_EQ(again.size(), files.size());
  for (const auto& [path, file] : files) {
    EXPECT_TRUE(is_state_file(path)) << path;
    EXPECT_EQ(again.at(path).text, file.text) << path;
  }
}

TEST(MachineFiles, AreOnlyThoseThatHaveToBe) {
  const StateFiles files = files_of(StoredMachine(), at_ms(kNowMs));
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files.begin()->first, "fake/machine.json");
  EXPECT_FALSE(is_state_file("openclaw.json.tmp"));
  EXPECT_FALSE(is_state_file("credentials/a/b-pairing.json"));
  EXPECT_FALSE(is_state_file("credentials/-pairing.json"));
  EXPECT_FALSE(is_state_file("other/telegram-pairing.json"));
}

TEST(MachineFiles, DamageOfOurOwnFileCostsNoMoreThanItHeld) {
  StateFiles files = files_of(full_machine(), at_ms(kNowMs));
  for (const char* text :
       {"", "{\"epochMs\":", "[]", R"({"epochMs":"x","gateway":{"port":"?"}})"}) {
    files["fake/machine.json"].text = text;
    const StoredMachine stored = stored_machine_of(files, at_ms(77));
    EXPECT_EQ(stored.epoch, at_ms(77)) << text;
    EXPECT_EQ(stored.machine.port, GatewayPort::closed) << text;
    EXPECT_EQ(stored.machine.channels.at("telegram").requests().size(), 1U) << text;
  }
}

TEST(MachineFiles, TheOldestLockCountsAndBelongsToItsMaker) {
  StateFiles files;
  files["credentials/telegram-pairing.json.lock"] = {"pid 1", at_ms(20)};
  files["credentials/slack-pairing.json.lock"] = {"pid 2", at_ms(10)};
  StoredMachine stored = stored_machine_of(files, at_ms(1));
  EXPECT_EQ(stored.machine.pairing_locked_since, at_ms(10));
  stored.machine.store("telegram");
  EXPECT_EQ(files_of(stored, at_ms(30)).at("credentials/telegram-pairing.json.lock").text, "");
  stored.machine.pairing_locked_since.reset();
  EXPECT_FALSE(files_of(stored, at_ms(30)).contains("credentials/telegram-pairing.json.lock"));
}

TEST(MachineFiles, ReadsTheConfigAsTheProgramDoes) {
  EXPECT_EQ(stored_machine_of({}, at_ms(1)).machine.config.file, ConfigFile::absent);
  EXPECT_EQ(config_of(" \n").file, ConfigFile::empty);
  EXPECT_EQ(config_of("{\"channels\":").file, ConfigFile::truncated);
  for (const char* text : {"[]", R"({"channels":[]})", R"({"channels":{"telegram":1}})",
                           R"({"channels":{"telegram":{"enabled":"yes"}}})"})
    EXPECT_EQ(config_of(text).file, ConfigFile::invalid) << text;
  const Config config = config_of(R"({"channels":{
    "telegram":{"enabled":true,"botToken":"t","network":{"autoSelectFamily":false}},
    "discord":{"enabled":true,"botToken":"not its own"},
    "slack":{"enabled":true,"appToken":"t"},
    "other":{"enabled":false,"botToken":"t"},
    "silent":{"botToken":"t"}}})");
  EXPECT_EQ(config.file, ConfigFile::ok);
  EXPECT_EQ(config.enabled_channels, (std::vector<std::string>{"telegram", "slack"}));
  EXPECT_FALSE(config.telegram_auto_select_family);
  EXPECT_TRUE(config_of("{}").telegram_auto_select_family);
}

}  // namespace
}  // namespace sim
