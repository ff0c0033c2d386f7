#include "scenarios/explore/machine_settings.h"

#include <algorithm>
#include <array>

#include "scenarios/explore/people.h"

namespace scenarios {
namespace {

using namespace std::chrono_literals;

// As it is in production, most of the time; else one of the others.
template <class T, std::size_t N>
void perhaps(Draws& draws, std::uint64_t percent, T& value, const std::array<T, N>& others) {
  if (draws.chance(percent)) value = draws.one_of(others);
}

DurationRange fixed(Duration span) { return {span, span}; }

// Of a call of the command line.
DurationRange draw_cli_duration(const Sketch& sketch) {
  constexpr std::uint64_t kForms = 4;
  const ControllerSettings& controller = sketch.scenario.controller;
  switch (sketch.draws.below(kForms)) {
    case 0:
      return fixed(5s);
    case 1:
      return {1s, 30s};
    case 2:
      return {controller.list_timeout - 1ms, controller.list_timeout + 1ms};
    default:
      // C14 counts in whole calls: they take longer than the gap of L4 does.
      return fixed(std::clamp(sketch.times.span(), Duration(1s), controller.list_timeout + 3s));
  }
}

void draw_gateway(const Sketch& sketch) {
  constexpr std::uint64_t kForms = 4;
  Draws& draws = sketch.draws;
  GatewaySettings& gateway = sketch.scenario.gateway;
  if (draws.chance(25)) gateway.mode = GatewayMode::quiet;
  gateway.colours = draws.chance(25);
  if (!draws.chance(30)) return;
  switch (draws.below(kForms)) {
    case 0:
      gateway.boot = fixed(7s);
      break;
    case 1:
      gateway.boot = DurationRange{1s, 60s};
      break;
    case 2:
      gateway.boot = fixed(1h);
      break;
    default:
      gateway.boot = fixed(sketch.times.span());
  }
}

Duration draw_age(const Sketch& sketch, Duration life) {
  constexpr std::uint64_t kForms = 3;
  switch (sketch.draws.below(kForms)) {
    case 0:
      return {};
    case 1:
      return sketch.draws.between(Duration::zero(), life);
    default:
      return life - std::min(sketch.times.span(), life);
  }
}

void draw_pending(const Sketch& sketch) {
  constexpr std::uint64_t kMost = 3;
  constexpr Duration kChannelLife = 60min;
  constexpr Duration kDeviceLife = 5min;
  Draws& draws = sketch.draws;
  Scenario& scenario = sketch.scenario;
  // The names are those that fit the account; each is there once.
  for (std::uint64_t i = 0, n = draws.below(kMost + 1); i < n; ++i) {
    PendingRequest request;
    request.channel = draws.one_of(kChannelNames);
    request.from = kSenders[i];
    if (draws.chance(30)) request.code = kKnownCodes[i];
    request.age = draw_age(sketch, kChannelLife);
    scenario.pending.push_back(std::move(request));
  }
  for (std::uint64_t i = 0, n = draws.below(kMost); i < n; ++i) {
    PendingDevice device;
    device.device = kDevices[i];
    if (draws.chance(30)) device.request_id = kKnownRequests[i];
    device.age = draw_age(sketch, kDeviceLife);
    scenario.devices.push_back(std::move(device));
  }
}

}  // namespace

ControllerSettings draw_controller_settings(Draws& draws) {
  constexpr std::array<Duration, 4> kPeriods = {30s, 10s, 5min, 3s};
  constexpr std::array<Duration, 4> kDebounces = {500ms, 1ms, 10s, 100ms};
  constexpr std::array<Duration, 3> kTimeouts = {10s, 30s, 4s};
  constexpr std::array<Duration, 3> kGraces = {1s, 0s, 30s};
  constexpr std::array<std::size_t, 3> kConcurrent = {1, 4, 3};
  ControllerSettings settings;
  if (draws.chance(10)) settings.dialect = CliDialect::kilo;
  perhaps(draws, 25, settings.period, kPeriods);
  perhaps(draws, 20, settings.debounce, kDebounces);
  perhaps(draws, 25, settings.max_concurrent_cli, kConcurrent);
  perhaps(draws, 20, settings.list_timeout, kTimeouts);
  perhaps(draws, 20, settings.approve_timeout, kTimeouts);
  perhaps(draws, 20, settings.stop_grace, kGraces);
  if (draws.chance(5)) settings.keywords = {"knock", "approve"};
  settings.require_proxy_token = draws.chance(20);
  return settings;
}

std::vector<std::string> draw_channels(Draws& draws) {
  std::vector<std::string> left(kChannelNames.begin(), kChannelNames.end());
  std::vector<std::string> channels;
  constexpr std::array<std::size_t, 6> kCounts = {1, 2, 3, 1, 2, 0};
  for (std::size_t n = draws.one_of(kCounts); n > 0; --n) {
    const auto picked = left.begin() + static_cast<std::ptrdiff_t>(draws.below(left.size()));
    channels.push_back(*picked);
    left.erase(picked);
  }
  return channels;
}

void draw_machine_settings(const Sketch& sketch) {
  Draws& draws = sketch.draws;
  Scenario& scenario = sketch.scenario;
  draw_gateway(sketch);
  if (draws.chance(50)) scenario.cli.duration = draw_cli_duration(sketch);
  scenario.cli.cold_first = draws.chance(10);
  scenario.cli.contention = !draws.chance(30);
  scenario.config.channels = draw_channels(draws);
  draw_pending(sketch);
}

}  // namespace scenarios
