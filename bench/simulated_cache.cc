#include "bench/simulated_cache.h"

#include "controller/base/wait.h"

namespace bench {
namespace {

using namespace std::chrono_literals;
using controller::ChannelListing;
using controller::ChannelRequest;
using controller::DeviceListing;
using controller::DeviceRequest;

constexpr Duration kCall = 5s;
constexpr std::size_t kEntries = 10;

controller::Approval never() { return {controller::Approval::Outcome::refused, {}}; }

// Ten requests in the vendor's own output. `variant` changes a few bytes, as a renewed request
// does.
std::string list_text(std::string_view channel, int variant) {
  std::string text = "{\n  \"channel\": \"" + std::string(channel) + "\",\n  \"requests\": [";
  for (std::size_t i = 0; i < kEntries; ++i) {
    const std::string digit = std::to_string(i);
    text += std::string(i == 0 ? "" : ",") + "\n    {\n      \"id\": \"70000" + digit +
            "000\",\n      \"code\": \"34FVC75" + digit +
            "\",\n      \"createdAt\": \"2025-12-18T00:00:0" + digit + ".416Z\",\n" +
            "      \"lastSeenAt\": \"2025-12-18T00:00:1" + std::to_string(variant) + ".416Z\",\n" +
            "      \"meta\": {\n        \"username\": \"user" + digit +
            "\",\n        \"firstName\": \"First" + digit + "\",\n        \"lastName\": \"Last" +
            digit + "\",\n        \"accountId\": \"default\"\n      }\n    }";
  }
  return text + "\n  ]\n}\n";
}

std::string device_text(int variant) {
  std::string text = "{\n  \"pending\": [";
  for (std::size_t i = 0; i < kEntries; ++i) {
    const std::string digit = std::to_string(i);
    text += std::string(i == 0 ? "" : ",") + "\n    {\n      \"requestId\": \"0000000" + digit +
            "-0000-4000-8000-000000000001\",\n      \"deviceId\": \"" +
            std::string(64, static_cast<char>('0' + i)) +
            "\",\n      \"publicKey\": \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",\n" +
            "      \"displayName\": \"Phone " + digit + "\",\n      \"platform\": \"ios\",\n" +
            "      \"deviceFamily\": \"iPhone\",\n      \"clientId\": \"openclaw-ios\",\n      "
            "\"clientMode\": \"ui\",\n" +
            "      \"role\": \"operator\",\n      \"roles\": [\n        \"operator\"\n      ],\n   "
            "   \"scopes\": [\n" +
            "        \"operator.read\",\n        \"operator.write\"\n      ],\n      \"remoteIp\": "
            "\"203.0.113.1\",\n" +
            "      \"silent\": false,\n      \"isRepair\": false,\n      \"ts\": 176601600" +
            std::to_string(variant) + "000\n    }";
  }
  return text + "\n  ],\n  \"paired\": []\n}\n";
}

}  // namespace

FixedLister::FixedLister(controller::Scheduler& scheduler) : scheduler_(scheduler) {
  ChannelListing channels;
  DeviceListing devices;
  for (std::size_t i = 0; i < kEntries; ++i) {
    const std::string digit = std::to_string(i);
    channels.requests.push_back(
        ChannelRequest{"34FVC75" + digit, "70000" + digit, "telegram", "{}", {}, {}});
    devices.requests.push_back(
        DeviceRequest{"0000000" + digit + "-0000-4000-8000-000000000001", "d", {}, {}, {}, {}});
  }
  channels_ = std::make_shared<const ChannelListing>(std::move(channels));
  devices_ = std::make_shared<const DeviceListing>(std::move(devices));
}

Task<controller::Listed<ChannelListing>> FixedLister::list_channel(std::string_view /*channel*/,
                                                                   controller::CancelToken token) {
  co_await controller::sleep(scheduler_, kCall, token);
  co_return channels_;
}
Task<controller::Listed<DeviceListing>> FixedLister::list_devices(controller::CancelToken token) {
  co_await controller::sleep(scheduler_, kCall, token);
  co_return devices_;
}
Task<controller::Approval> FixedLister::approve_channel(std::string_view /*channel*/,
                                                        std::string_view /*code*/,
                                                        controller::CancelToken /*token*/) {
  co_return never();
}
Task<controller::Approval> FixedLister::approve_device(std::string_view /*request_id*/,
                                                       controller::CancelToken /*token*/) {
  co_return never();
}

FixedRunner::FixedRunner(controller::Scheduler& scheduler, Output output) : scheduler_(scheduler) {
  constexpr std::array<std::string_view, 4> kArguments = {"telegram", "discord", "slack",
                                                          "devices"};
  for (std::size_t i = 0; i < kArguments.size(); ++i) {
    commands_[i].argument = kArguments[i];
    for (int copy = 0; copy < 2; ++copy) {
      const int variant = output == Output::changing ? copy : 0;
      commands_[i].texts[static_cast<std::size_t>(copy)] = std::make_shared<const std::string>(
          kArguments[i] == "devices" ? device_text(variant) : list_text(kArguments[i], variant));
    }
  }
}

FixedRunner::Command& FixedRunner::command_of(const controller::SpawnSpec& spec) {
  for (Command& command : commands_) {
    if (spec.argv[1] == command.argument || spec.argv[3] == command.argument) return command;
  }
  return commands_.back();
}

Task<controller::CommandResult> FixedRunner::run(const controller::SpawnSpec& spec,
                                                 controller::CancelToken token,
                                                 controller::Semaphore::Permit /*slot*/) {
  co_await controller::sleep(scheduler_, kCall, token);
  Command& command = command_of(spec);
  controller::CommandResult result;
  result.exit = controller::ExitStatus{0, std::nullopt};
  result.out = command.texts[command.calls++ % 2];
  result.err = nothing_;
  co_return result;
}

}  // namespace bench
