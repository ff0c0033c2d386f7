#include "sim/gateway/machine_files.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "sim/gateway/cli_model.h"
#include "sim/gateway/json_value.h"

namespace sim {
namespace {

constexpr std::string_view kConfig = "openclaw.json";
constexpr std::string_view kPending = "devices/pending.json";
constexpr std::string_view kPaired = "devices/paired.json";
constexpr std::string_view kIdentity = "identity/device.json";
constexpr std::string_view kOwn = "fake/machine.json";
constexpr std::string_view kCredentials = "credentials/";
constexpr std::string_view kPairing = "-pairing.json";
constexpr std::string_view kAllow = "-default-allowFrom.json";
constexpr std::string_view kLock = "-pairing.json.lock";

std::string credentials(std::string_view channel, std::string_view ending) {
  return std::string(kCredentials) + std::string(channel) + std::string(ending);
}

// The channel of credentials/<channel><ending>; empty: another file.
std::string_view channel_of(std::string_view path, std::string_view ending) {
  if (!path.starts_with(kCredentials) || !path.ends_with(ending)) return {};
  path.remove_prefix(kCredentials.size());
  path.remove_suffix(std::min(ending.size(), path.size()));
  return path.find('/') == std::string_view::npos ? path : std::string_view();
}

const StateFile* find(const StateFiles& files, std::string_view path) {
  const auto found = files.find(path);
  return found == files.end() ? nullptr : &found->second;
}

// ---- openclaw.json

bool has_text(const Json& object, const char* name) {
  return !string_field(object, name).value_or("").empty();
}

bool has_credential(std::string_view channel, const Json& settings) {
  if (channel == "telegram") return has_text(settings, "botToken");
  if (channel == "discord") return has_text(settings, "token");
  return has_text(settings, "botToken") || has_text(settings, "appToken");
}

bool selects_family(const Json& telegram) {
  const auto network = telegram.find("network");
  return network == telegram.end() || !network->is_object() ||
         network->value("autoSelectFamily", Json(true)) != Json(false);
}

// False: a channel is not as the program wants it.
bool take_channel(Config& config, const std::string& channel, const Json& settings) {
  const auto enabled = settings.is_object() ? settings.find("enabled") : settings.end();
  if (!settings.is_object() || (enabled != settings.end() && !enabled->is_boolean())) return false;
  if (channel == "telegram") config.telegram_auto_select_family = selects_family(settings);
  const bool on = true_field(settings, "enabled") && has_credential(channel, settings);
  if (on) config.enabled_channels.push_back(channel);
  return true;
}

Config config_of(const StateFile* file) {
  Config config;
  const auto broken = [](ConfigFile how) {
    Config one;
    one.file = how;
    return one;
  };
  if (file == nullptr) return broken(ConfigFile::absent);
  if (file->text.find_first_not_of(" \t\r\n") == std::string::npos)
    return broken(ConfigFile::empty);
  const Json json = parse_json(file->text);
  if (json.is_discarded()) return broken(ConfigFile::truncated);
  if (!json.is_object()) return broken(ConfigFile::invalid);
  const auto channels = json.find("channels");
  if (channels == json.end()) return config;
  if (!channels->is_object()) return broken(ConfigFile::invalid);
  for (const auto& [channel, settings] : channels->items())
    if (!take_channel(config, channel, settings)) return broken(ConfigFile::invalid);
  return config;
}

// ---- identity/device.json: the key in PEM is 16 characters that say what it is, and the key

constexpr std::string_view kPemBegin = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA";
constexpr std::string_view kPemEnd = "=\n-----END PUBLIC KEY-----\n";

std::string swapped(std::string key, std::string_view from, std::string_view to) {
  for (char& c : key) {
    const std::size_t index = from.find(c);
    if (index != std::string_view::npos) c = to[index];
  }
  return key;
}

std::string identity_text(const DeviceHello& hello, WallTime now) {
  Json json;
  json["version"] = 1;
  json["deviceId"] = hello.device_id;
  json["publicKeyPem"] =
      std::string(kPemBegin) + swapped(hello.public_key, "-_", "+/") + std::string(kPemEnd);
  json["privateKeyPem"] = "<PRIVATE_KEY>";
  json["createdAtMs"] = now.time_since_epoch().count();
  return pretty(json) + '\n';
}

void take_identity(const StateFile* file, StoredMachine& stored) {
  if (file == nullptr) return;
  const Json json = parse_json(file->text);
  const auto id = string_field(json, "deviceId");
  std::string pem = string_field(json, "publicKeyPem").value_or("");
  if (!id || !pem.starts_with(kPemBegin) || !pem.ends_with(kPemEnd)) return;
  pem = pem.substr(kPemBegin.size(), pem.size() - kPemBegin.size() - kPemEnd.size());
  stored.machine.cli_device = cli_hello(*id, swapped(std::move(pem), "+/", "-_"));
  const std::int64_t made_ms = integer_field(json, "createdAtMs").value_or(0);
  stored.cli_device_made = WallTime(std::chrono::milliseconds(made_ms));
}

// ---- our own file

constexpr std::array<std::string_view, 5> kPorts = {"closed", "silent", "listening",
                                                    "token_mismatch", "pairing_required"};
constexpr std::array<std::string_view, 4> kAccesses = {"all", "no_pairing_file", "no_credentials",
                                                       "no_state_dir"};

template <class E, std::size_t N>
E word_of(const Json& json, const char* name, const std::array<std::string_view, N>& words) {
  const auto found = std::ranges::find(words, string_field(json, name).value_or(""));
  return found == words.end() ? E{} : static_cast<E>(found - words.begin());
}

template <class Number>
void take_number(const Json& json, const char* name, Number& into) {
  if (const auto value = integer_field(json, name)) into = static_cast<Number>(*value);
}

void take_own(const StateFile* file, StoredMachine& stored) {
  if (file == nullptr) return;
  const Json json = parse_json(file->text);
  if (!json.is_object()) return;
  Machine& machine = stored.machine;
  std::int64_t epoch_ms = stored.epoch.time_since_epoch().count();
  std::uint64_t made = 0;
  take_number(json, "epochMs", epoch_ms);
  take_number(json, "ids", made);
  take_number(json, "nextUpdateId", machine.next_update_id);
  take_number(json, "nextMessageId", machine.next_message_id);
  stored.epoch = WallTime(std::chrono::milliseconds(epoch_ms));
  machine.ids = IdSource(made);
  machine.cold_caches = true_field(json, "coldCaches");
  machine.messengers_reachable = !true_field(json, "messengersUnreachable");
  machine.access = word_of<Access>(json, "access", kAccesses);
  const Json gateway = json.value("gateway", Json::object());
  machine.port = word_of<GatewayPort>(gateway, "port", kPorts);
  machine.log.verbose = true_field(gateway, "verbose");
  machine.log.color = true_field(gateway, "color");
  take_number(gateway, "portNumber", machine.log.port);
  take_number(gateway, "eventSeq", machine.counters.event_seq);
  take_number(gateway, "healthVersion", machine.counters.health_version);
  take_number(gateway, "presence", machine.counters.presence);
  take_number(gateway, "stateVersion", machine.counters.state_version);
  const Json counts = json.value("ruleCounts", Json::object());
  for (const auto& [name, count] : counts.items())
    if (count.is_number_unsigned()) stored.rule_counts[name] = count.get<std::uint64_t>();
}

std::string own_text(const StoredMachine& stored) {
  const Machine& machine = stored.machine;
  Json json;
  json["epochMs"] = stored.epoch.time_since_epoch().count();
  json["ids"] = machine.ids.made();
  json["nextUpdateId"] = machine.next_update_id;
  json["nextMessageId"] = machine.next_message_id;
  json["coldCaches"] = machine.cold_caches;
  json["messengersUnreachable"] = !machine.messengers_reachable;
  json["access"] = kAccesses[static_cast<std::size_t>(machine.access)];
  json["gateway"] = {{"port", kPorts[static_cast<std::size_t>(machine.port)]},
                     {"portNumber", machine.log.port},
                     {"verbose", machine.log.verbose},
                     {"color", machine.log.color},
                     {"eventSeq", machine.counters.event_seq},
                     {"healthVersion", machine.counters.health_version},
                     {"presence", machine.counters.presence},
                     {"stateVersion", machine.counters.state_version}};
  json["ruleCounts"] = Json::object();
  for (const auto& [name, count] : stored.rule_counts) json["ruleCounts"][name] = count;
  return pretty(json) + '\n';
}

}  // namespace

bool is_state_file(std::string_view path) {
  return path == kConfig || path == kPending || path == kPaired || path == kIdentity ||
         path == kOwn || !channel_of(path, kPairing).empty() || !channel_of(path, kAllow).empty() ||
         !channel_of(path, kLock).empty();
}

StoredMachine stored_machine_of(const StateFiles& files, WallTime epoch) {
  StoredMachine stored;
  stored.epoch = epoch;
  Machine& machine = stored.machine;
  machine.config = config_of(find(files, kConfig));
  for (const auto& [path, file] : files) {
    if (const auto channel = channel_of(path, kPairing); !channel.empty())
      machine.store(channel).load(file.text);
    if (const auto channel = channel_of(path, kAllow); !channel.empty())
      machine.store(channel).load_allow(file.text);
    if (!channel_of(path, kLock).empty())
      machine.pairing_locked_since =
          std::min(machine.pairing_locked_since.value_or(file.modified), file.modified);
  }
  if (const StateFile* file = find(files, kPending)) machine.devices.load_pending(file->text);
  if (const StateFile* file = find(files, kPaired)) machine.devices.load_paired(file->text);
  take_identity(find(files, kIdentity), stored);
  take_own(find(files, kOwn), stored);
  return stored;
}

StateFiles files_of(const StoredMachine& stored, WallTime now) {
  StateFiles files;
  const Machine& machine = stored.machine;
  const auto add = [&](std::string path, std::string text) {
    files[std::move(path)] = StateFile{std::move(text), now};
  };
  for (const auto& [channel, store] : machine.channels) {
    add(credentials(channel, kPairing), store.file_text());
    if (!store.allow_from().empty()) add(credentials(channel, kAllow), store.allow_file_text());
    if (machine.pairing_locked_since) add(credentials(channel, kLock), "");
  }
  const bool has_devices = !machine.devices.paired().empty() || machine.devices.has_pending_file();
  if (has_devices) {
    add(std::string(kPending), machine.devices.pending_file_text());
    add(std::string(kPaired), machine.devices.paired_file_text());
  }
  if (machine.cli_device)
    add(std::string(kIdentity),
        identity_text(*machine.cli_device, stored.cli_device_made.value_or(now)));
  add(std::string(kOwn), own_text(stored));
  return files;
}

}  // namespace sim
