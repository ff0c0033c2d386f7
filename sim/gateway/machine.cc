#include "sim/gateway/machine.h"

#include <algorithm>

#include "sim/gateway/json_text.h"

namespace sim {
namespace {

// The credentials that make a channel count as configured (made up: no messenger is ever called).
void write_channel(JsonWriter& writer, std::string_view channel, const Config& config) {
  writer.key(channel);
  writer.begin_object();
  writer.key("enabled");
  writer.boolean(true);
  writer.key(channel == "discord" ? "token" : "botToken");
  writer.string("1000:made-up");
  if (channel == "telegram" && !config.telegram_auto_select_family) {
    writer.key("network");
    writer.begin_object();
    writer.key("autoSelectFamily");
    writer.boolean(false);
    writer.end_object();
  }
  writer.end_object();
}

std::string valid_config_text(const Config& config) {
  std::string text;
  JsonWriter writer(text);
  writer.begin_object();
  writer.key("channels");
  writer.begin_object();
  for (const std::string& channel : config.enabled_channels) write_channel(writer, channel, config);
  writer.end_object();
  writer.end_object();
  text += '\n';
  return text;
}

}  // namespace

bool Config::enables(std::string_view channel) const {
  return std::ranges::find(enabled_channels, channel) != enabled_channels.end();
}

PairingStore& Machine::store(std::string_view channel) {
  const auto found = channels.find(channel);
  if (found != channels.end()) return found->second;
  return channels.emplace(channel, PairingStore(std::string(channel))).first->second;
}

std::string config_text(const Config& config) {
  switch (config.file) {
    case ConfigFile::absent:
    case ConfigFile::empty:
      return "";
    case ConfigFile::truncated:
      return R"({"channels": {"telegram": {"ena)";  // ends in a string at 1:32, as recorded
    case ConfigFile::invalid:
      return R"({"channels": {"telegram": {"enabled": "yes", "nope": 1}}})";
    case ConfigFile::ok:
      return valid_config_text(config);
  }
  return "";
}

}  // namespace sim
