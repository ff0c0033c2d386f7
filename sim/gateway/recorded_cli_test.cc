// Every recorded call of the CLI, reproduced: the recorded state is set up, the model is asked, and
// stdout, stderr, exit code and the files left behind must equal the recording byte for byte.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "sim/gateway/cli_model.h"
#include "sim/gateway/json_value.h"
#include "sim/gateway/testing.h"

namespace sim {
namespace {

using gateway_test::at_ms;
using gateway_test::Calm;
using gateway_test::wall_time;

// What a case starts from, and the moment at which it acts.
struct Scene {
  Machine machine;
  WallTime now = wall_time("2026-11-22T06:00:00.000Z");
};
using SetUp = std::function<void(Scene&, const Json& recording)>;

std::string text_at(const Json& json, const char* name) { return json.at(name).get<std::string>(); }

// The last run: the files were saved after it.
const Json& last_run(const Json& recording) {
  return recording.contains("other_runs") ? recording["other_runs"].back() : recording;
}

void telegram(Scene& scene) { scene.machine.config.enabled_channels = {"telegram"}; }

PairingRequest request_of(const Json& json) {
  PairingRequest request{text_at(json, "id"),
                         text_at(json, "code"),
                         *parse_iso_time(text_at(json, "createdAt")),
                         *parse_iso_time(text_at(json, "lastSeenAt")),
                         {}};
  for (const auto& [name, value] : json.at("meta").items())
    request.meta.emplace_back(name, value.get<std::string>());
  return request;
}

// The requests that the recorded list shows, newest first in the file, as the recorder seeded them.
void seed_listed(Scene& scene, const Json& recording) {
  const Json list = parse_json(text_at(last_run(recording), "stdout"));
  PairingStore& store = scene.machine.store(text_at(list, "channel"));
  const Json& requests = list.at("requests");
  for (auto request = requests.rbegin(); request != requests.rend(); ++request)
    store.seed(request_of(*request));
  scene.now = wall_time(text_at(requests.back(), "lastSeenAt").c_str());
}

void telegram_listed(Scene& scene, const Json& recording) {
  telegram(scene);
  seed_listed(scene, recording);
}

SetUp listed_in(const char* channel) {
  return [channel](Scene& scene, const Json& recording) {
    scene.machine.config.enabled_channels = {channel};
    seed_listed(scene, recording);
  };
}

SetUp with_file(const char* name) {
  return [name](Scene& scene, const Json& recording) {
    telegram(scene);
    scene.machine.store("telegram").load(text_at(recording.at("state_file_contents_after"), name));
  };
}
const SetUp damaged_file = with_file("credentials/telegram-pairing.json");

void fifty_pending(Scene& scene, const Json& recording) {
  telegram_listed(scene, recording);
  PairingStore& store = scene.machine.store("telegram");
  for (int i = 3; i < 50; ++i) {
    PairingRequest request = store.requests().front();
    request.id = std::to_string(i);
    request.code = "OLDER" + std::to_string(100 + i);
    request.created_at -= std::chrono::seconds(i);
    request.last_seen_at -= std::chrono::seconds(i);
    store.seed(request);
  }
}

PairingRequest user(int number, WallTime created) {
  const std::string n = std::to_string(number);
  return {"70000" + n + n + n + n,
          number == 0 ? "34FVC75S" : "JJ8FUNWC",
          created,
          created + std::chrono::seconds(5),
          {{"username", "user" + n},
           {"firstName", "First" + n},
           {"lastName", "Last" + n},
           {"accountId", "default"}}};
}

void one_pending(Scene& scene, const Json&) {
  telegram(scene);
  scene.machine.store("telegram").seed(user(0, scene.now - std::chrono::minutes(1)));
}

void one_pending_without_config(Scene& scene, const Json& recording) {
  one_pending(scene, recording);
  scene.machine.config.enabled_channels.clear();
}

void two_pending_unreachable(Scene& scene, const Json& recording) {
  one_pending(scene, recording);
  scene.machine.store("telegram").seed(user(1, wall_time("2026-11-22T05:48:47.394Z")));
  scene.machine.messengers_reachable = false;
}

void one_expired(Scene& scene, const Json&) {
  telegram(scene);
  scene.machine.store("telegram").seed(user(0, scene.now - std::chrono::minutes(61)));
}

void alice_pending(Scene& scene, const Json& recording) {
  telegram(scene);
  scene.machine.config.telegram_auto_select_family = false;
  PairingStore& store = scene.machine.store("telegram");
  store.load(
      text_at(recording.at("state_file_contents_after"), "credentials/telegram-pairing.json"));
  store.seed({"811111111",
              "A9XXC6GT",
              wall_time("2026-11-22T05:58:52.104Z"),
              wall_time("2026-11-22T05:58:58.154Z"),
              {{"username", "alice"}}});
}

SetUp config_is(ConfigFile file) {
  return [file](Scene& scene, const Json& recording) {
    one_pending(scene, recording);
    scene.machine.config.file = file;
  };
}

SetUp no_access(Access access) {
  return [access](Scene& scene, const Json& recording) {
    one_pending(scene, recording);
    scene.machine.access = access;
    scene.machine.cold_caches = true;  // another user: nothing is cached for that one
  };
}

void locked(Scene& scene, const Json& recording) {
  telegram_listed(scene, recording);
  scene.machine.pairing_locked_since = scene.now - std::chrono::seconds(31);
}

// ---- devices ----

DeviceHello hello_of(const Json& json) {
  const auto text = [&](const char* name) { return string_field(json, name).value_or(""); };
  return {text("deviceId"),
          text("publicKey"),
          text("displayName"),
          text("platform"),
          text("deviceFamily"),
          text("clientId"),
          text("clientMode"),
          text("role"),
          strings_field(json, "roles"),
          strings_field(json, "scopes"),
          text("remoteIp")};
}

PairedDevice paired_of(const Json& json) {
  PairedDevice device{hello_of(json), {}, json.at("createdAtMs"), json.at("approvedAtMs")};
  for (const Json& token : json.at("tokens"))
    device.tokens.push_back({text_at(token, "role"), strings_field(token, "scopes"),
                             token.at("createdAtMs"), integer_field(token, "rotatedAtMs")});
  return device;
}

PendingDevice pending_of(const Json& json) {
  return {text_at(json, "requestId"), hello_of(json), json.at("silent"), json.at("isRepair"),
          json.at("ts")};
}

void seed_paired(Scene& scene, const Json& list) {
  for (const Json& json : list.at("paired")) {
    const PairedDevice device = paired_of(json);
    scene.machine.devices.seed_paired(device);
    if (device.hello.client_id == "cli") scene.machine.cli_device = device.hello;
    scene.now = std::max(scene.now, at_ms(device.approved_at_ms));
  }
}

// The recorded list, oldest first in the file.
void device_list(Scene& scene, const Json& recording) {
  const Json list = parse_json(text_at(recording, "stdout"));
  scene.machine.port = GatewayPort::listening;
  scene.now = {};
  seed_paired(scene, list);
  const Json& pending = list.at("pending");
  for (auto json = pending.rbegin(); json != pending.rend(); ++json)
    scene.machine.devices.seed_pending(pending_of(*json));
  if (!pending.empty())
    scene.now = std::max(scene.now, at_ms(pending.front().at("ts").get<std::int64_t>()));
}

SetUp damaged_devices(const char* text) {
  return [text](Scene& scene, const Json& recording) {
    device_list(scene, recording);
    scene.machine.devices.load_pending(text);
  };
}

void wrong_device_types(Scene& scene, const Json& recording) {
  const Json list = parse_json(text_at(recording, "stdout"));
  scene.machine.port = GatewayPort::listening;
  seed_paired(scene, list);
  scene.now = at_ms(1795327004081);
  scene.machine.devices.load_pending(
      text_at(recording.at("state_file_contents_after"), "devices/pending.json"));
}

void null_device(Scene& scene, const Json& recording) {
  scene.machine.port = GatewayPort::listening;
  scene.machine.devices.load_pending(
      text_at(recording.at("state_file_contents_after"), "devices/pending.json"));
}

void device_expired(Scene& scene, const Json& recording) {
  device_list(scene, recording);
  PendingDevice device{"00000001-0000-4000-8000-000000000001", {}, false, false, 0};
  device.ts = (scene.now - std::chrono::seconds(310)).time_since_epoch().count();
  scene.machine.devices.seed_pending(device);
}

// The CLI's own device is made known, but not yet paired.
void first_call(Scene& scene, const Json& recording) {
  const Json list = parse_json(text_at(recording, "stdout"));
  const Json& cli = list.at("paired").front();
  scene.machine.port = GatewayPort::listening;
  scene.machine.cli_device = hello_of(cli);
  scene.now = at_ms(cli.at("createdAtMs").get<std::int64_t>());
}

void paired_lost(Scene& scene, const Json& recording) {
  first_call(scene, recording);
  const Json list = parse_json(text_at(recording, "stdout"));
  scene.machine.devices.seed_paired(paired_of(list.at("paired").front()));
  std::string file = scene.machine.devices.paired_file_text();
  scene.machine.devices.load_paired(file.substr(0, file.size() / 2));
  scene.machine.devices.seed_pending(pending_of(list.at("pending").front()));
}

SetUp port_is(GatewayPort port) {
  return [port](Scene& scene, const Json&) { scene.machine.port = port; };
}

void no_config(Scene& scene, const Json&) { scene.machine.config.file = ConfigFile::absent; }

void fallback_list(Scene& scene, const Json& recording) {
  scene.machine.port = GatewayPort::pairing_required;
  scene.machine.devices.load_pending(
      text_at(recording.at("state_file_contents_after"), "devices/pending.json"));
  scene.now = at_ms(1795327901218);
}

SetUp fallback_unused(GatewayPort port) {
  return [port](Scene& scene, const Json& recording) {
    fallback_list(scene, recording);
    scene.machine.port = port;
  };
}

SetUp device_pending(const char* request_id, const char* device_id) {
  return [=](Scene& scene, const Json&) {
    scene.machine.port = GatewayPort::listening;
    DeviceHello hello;
    hello.device_id = device_id;
    hello.role = "operator";
    scene.machine.devices.seed_pending(
        {request_id, hello, false, false, scene.now.time_since_epoch().count()});
  };
}

SetUp with_telegram(SetUp set_up) {
  return [set_up](Scene& scene, const Json& recording) {
    telegram(scene);
    set_up(scene, recording);
  };
}

SetUp with_port(GatewayPort port, SetUp set_up) {
  return [=](Scene& scene, const Json& recording) {
    set_up(scene, recording);
    scene.machine.port = port;
  };
}

void approve_with_json(Scene& scene, const Json& recording) {
  const Json reply = parse_json(text_at(recording, "stdout"));
  scene.machine.port = GatewayPort::listening;
  scene.now = at_ms(reply.at("device").at("approvedAtMs").get<std::int64_t>());
  scene.machine.devices.seed_pending({text_at(reply, "requestId"), hello_of(reply.at("device")),
                                      false, false, scene.now.time_since_epoch().count()});
}

void expired_approval(Scene& scene, const Json&) {
  scene.machine.port = GatewayPort::listening;
  DeviceHello hello;
  hello.device_id = "1";
  const auto old = scene.now - std::chrono::seconds(310);
  scene.machine.devices.seed_pending({"00000001-0000-4000-8000-000000000001", hello, false, false,
                                      old.time_since_epoch().count()});
}

void nothing(Scene&, const Json&) {}
void only_telegram(Scene& scene, const Json&) { telegram(scene); }

constexpr const char* kDevice1 = "0000000000000000000000000000000000000000000000000000000000000001";

// A case may carry a suffix after its file's name.
const std::map<std::string, SetUp>& cases() {
  static const std::map<std::string, SetUp> all = {
      {"version", nothing},
      {"pairing-list-cold-caches",
       [](Scene& s, const Json& r) {
         only_telegram(s, r);
         s.machine.cold_caches = true;
       }},
      {"pairing-list-config-empty", config_is(ConfigFile::empty)},
      {"pairing-list-config-invalid-key", config_is(ConfigFile::invalid)},
      {"pairing-list-config-truncated", config_is(ConfigFile::truncated)},
      {"pairing-list-discord-1", listed_in("discord")},
      {"pairing-list-discord-noconfig", no_config},
      {"pairing-list-invalid-channel", only_telegram},
      {"pairing-list-locked", locked},
      {"pairing-list-no-HOME", only_telegram},
      {"pairing-list-no-channel", only_telegram},
      {"pairing-list-nonpairing-channel", only_telegram},
      {"pairing-list-noperm-credentials", no_access(Access::no_credentials)},
      {"pairing-list-noperm-file", no_access(Access::no_pairing_file)},
      {"pairing-list-noperm-statedir", no_access(Access::no_state_dir)},
      {"pairing-list-slack-1", listed_in("slack")},
      {"pairing-list-slack-noconfig", no_config},
      {"pairing-list-telegram-1", telegram_listed},
      {"pairing-list-telegram-3", telegram_listed},
      {"pairing-list-telegram-50", fifty_pending},
      {"pairing-list-telegram-59min",
       [](Scene& s, const Json& r) {
         telegram_listed(s, r);
         s.now = wall_time("2026-11-22T04:51:03.198Z") + std::chrono::seconds(3500);
       }},
      {"pairing-list-telegram-config-none", only_telegram},
      {"pairing-list-telegram-corrupt-array", damaged_file},
      {"pairing-list-telegram-corrupt-array-of-reqs", damaged_file},
      {"pairing-list-telegram-corrupt-empty", damaged_file},
      {"pairing-list-telegram-corrupt-nul-bytes", damaged_file},
      {"pairing-list-telegram-corrupt-null", damaged_file},
      {"pairing-list-telegram-corrupt-requests-object", damaged_file},
      {"pairing-list-telegram-corrupt-truncated", damaged_file},
      {"pairing-list-telegram-corrupt-wrong-types", damaged_file},
      {"pairing-list-telegram-corrupt-wrong-types-nonull", damaged_file},
      {"pairing-list-telegram-expired", one_expired},
      {"pairing-list-telegram-noconfig", no_config},
      {"pairing-list-telegram-real3", damaged_file},
      {"pairing-list-term-xterm", telegram_listed},
      {"pairing-list-unknown-channel", only_telegram},
      {"pairing-approve-telegram-bad", one_pending},
      {"pairing-approve-telegram-corrupt-truncated", damaged_file},
      {"pairing-approve-telegram-expired", one_expired},
      {"pairing-approve-telegram-good-nonotify", one_pending},
      {"pairing-approve-telegram-good-notify", two_pending_unreachable},
      {"pairing-approve-telegram-lowercase", one_pending_without_config},
      {"pairing-approve-telegram-real-notify-ok", alice_pending},
      {"pairing-approve-term-xterm", one_pending_without_config},
      {"pairing-approve-unknown-channel", one_pending},
      {"pairing-approve-wrong-channel", one_pending},
      {"devices-approve-already", port_is(GatewayPort::listening)},
      {"devices-approve-expired", expired_approval},
      {"devices-approve-garbage", port_is(GatewayPort::listening)},
      {"devices-approve-good",
       device_pending("67eb776b-8328-440a-a957-d947b515eb78",
                      "85d00f7948896f238a2ab761084dcddc03646115a0ee02110c4fef3af6917045")},
      {"devices-approve-good-json", approve_with_json},
      {"devices-approve-nogateway", nothing},
      {"devices-approve-quiet-gateway",
       with_telegram(
           device_pending("55a1f6da-cdf7-4dc6-a579-72b2311616be",
                          "c064b7cbbc03882f1f6065c4fb7e6fb082224c4ae76e56322b8355f43386fc30"))},
      {"devices-approve-standin-pairing",
       with_port(GatewayPort::pairing_required,
                 device_pending("00000001-0000-4000-8000-000000000001", kDevice1))},
      {"devices-approve-unknown", port_is(GatewayPort::listening)},
      {"devices-list-corrupt-array", damaged_devices("[]")},
      {"devices-list-corrupt-empty", damaged_devices("")},
      {"devices-list-corrupt-null", damaged_devices("null")},
      {"devices-list-corrupt-paired-truncated", paired_lost},
      {"devices-list-corrupt-truncated", damaged_devices("{\"a\": {\"requestId\": \"x")},
      {"devices-list-corrupt-wrong-types", null_device},
      {"devices-list-corrupt-wrong-types2", wrong_device_types},
      {"devices-list-gateway-1pending", device_list},
      {"devices-list-gateway-first", first_call},
      {"devices-list-gateway-paired-only", device_list},
      {"devices-list-nogateway", nothing},
      {"devices-list-nogateway-noconfig", no_config},
      {"devices-list-quiet-gateway", with_telegram(device_list)},
      {"devices-list-seeded-3", device_list},
      {"devices-list-seeded-50", device_list},
      {"devices-list-seeded-expired", device_expired},
      {"devices-list-standin-hang", fallback_unused(GatewayPort::silent)},
      {"devices-list-standin-pairing", fallback_list},
      {"devices-list-standin-unauth", fallback_unused(GatewayPort::token_mismatch)},
      {"devices-reject-good",
       device_pending("951c8705-b43b-4ce0-b1f7-a0bb38937b49",
                      "588641cfdb7e997de37b519d9e6b73f737d6026e9d3ae8f188b7d808da6ecbdd")},
  };
  return all;
}

// The one value in the outputs that nothing before the call determines: the name of a temporary
// file.
std::string without_uuid(std::string text) {
  const std::size_t tmp = text.find(".tmp'");
  if (tmp != std::string::npos) text.replace(tmp - 36, 36, "UUID");
  return text;
}

std::string without_last_line_end(std::string text) {
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

void expect_files(const Json& recording, Machine& machine) {
  if (!recording.contains("state_file_contents_after")) return;
  for (const auto& [path, value] : recording["state_file_contents_after"].items()) {
    const std::string expected = without_last_line_end(value.get<std::string>());
    std::string actual;
    if (path == "credentials/telegram-pairing.json")
      actual = machine.store("telegram").file_text();
    else if (path == "credentials/telegram-default-allowFrom.json")
      actual = machine.store("telegram").allow_file_text();
    else if (path == "devices/pending.json")
      actual = machine.devices.pending_file_text();
    else if (path == "devices/paired.json")
      actual = machine.devices.paired_file_text();
    else
      continue;  // identity/*: nothing here reads them
    EXPECT_EQ(without_last_line_end(actual), expected) << path;
  }
}

class RecordedCli : public ::testing::TestWithParam<std::string> {};

TEST_P(RecordedCli, IsReproduced) {
  const auto found = cases().find(GetParam());
  ASSERT_NE(found, cases().end()) << "a recording without a set-up: add one to cases()";
  const Json recording =
      parse_json(gateway_test::contents(gateway_test::kRecordings + GetParam() + ".json"));
  Scene scene;
  found->second(scene, recording);
  Calm calm;
  CliPlan plan = begin_cli(parse_cli_args(recording.at("argv").get<std::vector<std::string>>()),
                           scene.machine, scene.now, calm);
  const CliOutcome outcome = act_cli(std::move(plan), scene.machine, scene.now, calm);
  EXPECT_EQ(outcome.reply.out, text_at(last_run(recording), "stdout"));
  EXPECT_EQ(without_uuid(outcome.reply.err), without_uuid(text_at(last_run(recording), "stderr")));
  EXPECT_EQ(outcome.reply.exit_code, last_run(recording).at("exit_code").get<int>());
  expect_files(recording, scene.machine);
}

std::vector<std::string> recorded_names() {
  std::vector<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(gateway_test::kRecordings))
    if (file.path().extension() == ".json") names.push_back(file.path().stem());
  std::erase(names, "concurrency-pairing-list");  // no outputs; see cli_cost_test.cc
  std::ranges::sort(names);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Recordings, RecordedCli, ::testing::ValuesIn(recorded_names()),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

TEST(RecordedCli, EverySetUpHasItsRecording) {
  const std::vector<std::string> names = recorded_names();
  for (const auto& [name, set_up] : cases())
    EXPECT_NE(std::ranges::find(names, name), names.end()) << name;
}

}  // namespace
}  // namespace sim
