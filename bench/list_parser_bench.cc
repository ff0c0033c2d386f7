// Cost of reading one whole refresh: 3 channel lists and 1 device list of 10 entries each, as the
// CLI prints them (pretty, 2 spaces).
#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>
#include <string>

#include "controller/pairing/list_parser.h"

namespace {

std::string two_digits(int i) {
  return {static_cast<char>('0' + i / 10), static_cast<char>('0' + i % 10)};
}

std::string channel_list(const std::string& channel) {
  std::string text = "{\n  \"channel\": \"" + channel + "\",\n  \"requests\": [";
  for (int i = 0; i < 10; ++i) {
    const std::string n = two_digits(i);
    text += i == 0 ? "\n" : ",\n";
    text += "    {\n      \"id\": \"7000022" + n + "\",\n      \"code\": \"ZZZZC5" + n +
            "\",\n      \"createdAt\": \"2026-11-22T05:45:" + n +
            ".244Z\",\n      \"lastSeenAt\": \"2026-11-22T05:46:" + n +
            ".244Z\",\n      \"meta\": {\n        \"username\": \"user" + n +
            "\",\n        \"firstName\": \"First" + n + "\",\n        \"lastName\": \"Last" + n +
            "\",\n        \"accountId\": \"default\"\n      }\n    }";
  }
  return text + "\n  ]\n}\n";
}

std::string device_list() {
  std::string text = "{\n  \"pending\": [";
  for (int i = 0; i < 10; ++i) {
    const std::string n = two_digits(i);
    text += i == 0 ? "\n" : ",\n";
    text +=
        "    {\n      \"requestId\": \"000000" + n +
        "-0000-4000-8000-000000000001\",\n      \"deviceId\": \"" + std::string(62, '0') + n +
        "\",\n      \"publicKey\": \"" + std::string(43, 'A') +
        "\",\n      \"displayName\": \"Phone " + n +
        "\",\n      \"platform\": \"ios\",\n      \"deviceFamily\": \"iPhone\",\n"
        "      \"clientId\": \"openclaw-ios\",\n      \"clientMode\": \"ui\",\n"
        "      \"role\": \"operator\",\n      \"roles\": [\n        \"operator\"\n      ],\n"
        "      \"scopes\": [\n        \"operator.read\",\n        \"operator.write\"\n      ],\n"
        "      \"remoteIp\": \"203.0.113.1\",\n      \"silent\": false,\n"
        "      \"isRepair\": false,\n      \"ts\": 17953269286" +
        n + "\n    }";
  }
  return text + "\n  ],\n  \"paired\": []\n}\n";
}

struct Refresh {
  std::array<std::string, 3> channels;
  std::string devices;

  explicit Refresh(const std::string& banner)
      : channels{banner + channel_list("telegram"), banner + channel_list("discord"),
                 banner + channel_list("slack")},
        devices(banner + device_list()) {}
  std::size_t bytes() const {
    return channels[0].size() + channels[1].size() + channels[2].size() + devices.size();
  }
};

void parse_refreshes(benchmark::State& state, const Refresh& refresh) {
  controller::ListParser parser;
  std::array<controller::ChannelListing, 3> channels;
  controller::DeviceListing devices;
  for (auto _ : state) {
    for (std::size_t i = 0; i < channels.size(); ++i) {
      if (parser.parse_channels(refresh.channels[i], "telegram", channels[i])) {
        return state.SkipWithError("a channel list was refused");
      }
    }
    if (parser.parse_devices(refresh.devices, devices)) {
      return state.SkipWithError("the device list was refused");
    }
    benchmark::DoNotOptimize(devices.requests.data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * refresh.bytes()));
}

void parse_clean_refresh(benchmark::State& state) { parse_refreshes(state, Refresh("")); }
BENCHMARK(parse_clean_refresh);

void parse_refresh_behind_a_banner(benchmark::State& state) {
  parse_refreshes(state, Refresh("[plugins] loaded {\n"));
}
BENCHMARK(parse_refresh_behind_a_banner);

}  // namespace
