#include "sim/cloud/guest_cli.h"

#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "sim/gateway/cli_model.h"
#include "sim/text/json.h"

namespace sim {
namespace {

using controller::fly::ExecResult;
using nlohmann::json;
using Argv = std::vector<std::string>;

constexpr std::string_view kProgram = "openclaw";
constexpr std::string_view kChannelScript = "/usr/local/bin/openclaw-pairing-list.js";
constexpr std::string_view kDeviceScript = "/usr/local/bin/openclaw-device-pairing-list.js";

// Where the command acts; all outlive the plan.
struct Place {
  Machine& files;
  const WallClock& wall;
  ChoiceSource& choices;
};

ExecResult result_of(CliReply reply) {
  return ExecResult{reply.exit_code, 0, std::move(reply.out), std::move(reply.err)};
}

Argv channel_list(const std::string& channel) {
  return {std::string(kProgram), "pairing", "list", channel, "--json"};
}
Argv device_list() { return {std::string(kProgram), "devices", "list", "--json"}; }

CliReply call(const Place& place, const Argv& argv) {
  CliPlan plan = begin_cli(parse_cli_args(argv), place.files, place.wall.now(), place.choices);
  return act_cli(std::move(plan), place.files, place.wall.now(), place.choices).reply;
}

Duration time_of(const Place& place, const Argv& argv) {
  return begin_cli(parse_cli_args(argv), place.files, place.wall.now(), place.choices)
      .until_act.alone();
}

// The `key` array of what a call printed; nothing when it failed.
json printed(const CliReply& reply, const char* key) {
  if (reply.exit_code != 0) return json::array();
  const json document = read_json(reply.out);
  if (!document.is_object()) return json::array();
  const auto found = document.find(key);
  return found != document.end() && found->is_array() ? *found : json::array();
}

ExecResult requests(json list) {
  ExecResult result;
  result.out = to_text(json{{"requests", std::move(list)}}) + '\n';
  return result;
}

// All channels merged; one that fails is left out, and so is everything when the configuration
// cannot be read: it exits with 0 all the same.
ExecResult run_channel_script(const Place& place) {
  json all = json::array();
  if (place.files.config.file == ConfigFile::ok) {
    for (const std::string& channel : place.files.config.enabled_channels) {
      for (json& request : printed(call(place, channel_list(channel)), "requests")) {
        if (request.is_object()) request["channel"] = channel;
        all.push_back(std::move(request));
      }
    }
  }
  return requests(std::move(all));
}

ExecResult run_device_script(const Place& place) {
  return requests(printed(call(place, device_list()), "pending"));
}

FlyCommandPlan plan_script(const Place& place, bool channels) {
  FlyCommandPlan plan;
  if (!channels) {
    plan.takes = time_of(place, device_list());
    plan.finish = [place] { return run_device_script(place); };
    return plan;
  }
  for (const std::string& channel : place.files.config.enabled_channels)
    plan.takes += time_of(place, channel_list(channel));
  plan.finish = [place] { return run_channel_script(place); };
  return plan;
}

FlyCommandPlan plan_cli(const Place& place, Argv argv) {
  FlyCommandPlan plan;
  plan.takes = time_of(place, argv);
  plan.finish = [place, argv = std::move(argv)] { return result_of(call(place, argv)); };
  return plan;
}

FlyCommandPlan unknown_command() {
  return {Duration{}, [] { return ExecResult{127, 0, {}, "command not found\n"}; }};
}

}  // namespace

FlyCommandPlan plan_guest_command(const Argv& argv, Machine& files, const WallClock& wall,
                                  ChoiceSource& choices) {
  const Place place{files, wall, choices};
  std::span<const std::string> words = argv;
  if (words.size() < 3 || words[0] != "/usr/bin/env" || words[1] != "HOME=/root")
    return unknown_command();
  words = words.subspan(2);
  if (words.size() == 2 && words[0] == "node") {
    if (words[1] == kChannelScript) return plan_script(place, true);
    if (words[1] == kDeviceScript) return plan_script(place, false);
  }
  if (words[0] != kProgram) return unknown_command();
  return plan_cli(place, Argv(words.begin(), words.end()));
}

}  // namespace sim
