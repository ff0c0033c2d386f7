#include "scenarios/explore/machine_workload.h"

#include <array>

#include "scenarios/explore/http_workload.h"
#include "scenarios/explore/log_workload.h"
#include "scenarios/explore/machine_settings.h"
#include "scenarios/explore/people.h"
#include "scenarios/explore/swarm.h"

namespace scenarios {
namespace {

using namespace std::chrono_literals;

constexpr std::array kBothKinds = {Kind::channels, Kind::devices};

std::optional<Letters> draw_letters(Draws& draws) {
  constexpr std::array<Letters, 2> kLetters = {Letters::lower, Letters::upper};
  if (!draws.chance(25)) return std::nullopt;
  return draws.one_of(kLetters);
}

// Right after the request, or later; sometimes twice.
void let_in(const Sketch& sketch, Instant asked, step::Approve approve) {
  Draws& draws = sketch.draws;
  approve.as = draw_letters(draws);
  const Instant at = draws.chance(50) ? sketch.times.soon(asked, sketch.ends)
                                      : sketch.times.moment(asked, sketch.ends);
  sketch.add(at, approve);
  if (!draws.chance(20)) return;
  if (draws.chance(50)) approve.as = draw_letters(draws);
  sketch.add(sketch.times.soon(at, sketch.ends), approve);
}

void draw_message(const Sketch& sketch) {
  Draws& draws = sketch.draws;
  step::Message message;
  // Most of the time where somebody listens.
  const auto& enabled = sketch.scenario.config.channels;
  const bool anywhere = !enabled || enabled->empty() || draws.chance(25);
  message.channel =
      anywhere ? std::string(draws.one_of(kChannelNames)) : std::string(draws.one_of(*enabled));
  message.from = draws.one_of(kSenders);
  message.text = draws.one_of(kMessages);
  const Instant at = sketch.any_time();
  sketch.add(at, message);
  if (!draws.chance(50)) return;
  step::Approve approve;
  approve.channel = message.channel;
  approve.from = message.from;
  let_in(sketch, at, std::move(approve));
}

void draw_device(const Sketch& sketch) {
  Draws& draws = sketch.draws;
  const std::string device = draws.one_of(kDevices);
  const Instant at = sketch.any_time();
  sketch.add(at, step::Device{device, {}});
  if (draws.chance(30)) {  // it tries again and again, as devices do
    sketch.scenario.steps.back().every = draws.between(Duration(1s), Duration(2min));
    sketch.scenario.steps.back().count = draws.between(2, 6);
  }
  if (!draws.chance(50)) return;
  step::Approve approve;
  approve.device = device;
  let_in(sketch, at, std::move(approve));
}

// Values that nobody was given, or that are not even well formed.
void draw_wrong_approval(const Sketch& sketch) {
  constexpr std::array<const char*, 5> kCodes = {"ABCD2345", "ZZZZ9999", "", "a b", "$(reboot)"};
  constexpr std::array<const char*, 4> kWhere = {"telegram", "slack", "Telegram!", "-x"};
  constexpr std::array<const char*, 4> kRequests = {"0f8fad5b-d9cb-469f-a165-70867728950e",
                                                    "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                                                    "no uuid", ""};
  Draws& draws = sketch.draws;
  step::Approve approve;
  if (draws.chance(40)) {
    approve.request_id = draws.one_of(kRequests);
  } else {
    approve.channel = draws.one_of(kWhere);
    approve.code = draws.one_of(kCodes);
  }
  approve.as = draw_letters(draws);
  const Instant at = sketch.any_time();
  sketch.add(at, approve);
  if (draws.chance(25)) sketch.add(sketch.times.soon(at, sketch.ends), approve);
}

void draw_read(const Sketch& sketch) {
  const Instant at = sketch.any_time();
  sketch.add(at, step::Read{sketch.draws.one_of(kBothKinds)});
}

void draw_refresh(const Sketch& sketch) {
  const Kind list = sketch.draws.one_of(kBothKinds);
  const Instant at = sketch.any_time();
  sketch.add(at, step::Refresh{list});
  for (std::uint64_t more = sketch.draws.below(3); more > 0; --more)
    sketch.add(sketch.times.soon(at, sketch.ends), step::Refresh{list});
}

void draw_operation(const Sketch& sketch) {
  constexpr std::array kOperations = {GatewayOperation::status, GatewayOperation::start,
                                      GatewayOperation::restart, GatewayOperation::stop};
  const GatewayOperation operation = sketch.draws.one_of(kOperations);
  const Instant at = sketch.any_time();
  sketch.add(at, step::Gateway{operation});
  // Somebody who stops it starts it again, some time.
  if (operation == GatewayOperation::stop)
    sketch.add(sketch.times.soon(at, sketch.ends), step::Gateway{GatewayOperation::start});
}

void draw_config(const Sketch& sketch) {
  step::Config config;
  config.state.channels = draw_channels(sketch.draws);
  sketch.add(sketch.any_time(), std::move(config));
}

using Part = void (*)(const Sketch& sketch);
// What happens in all scenarios, as often as it stands here: messages and devices, two to one.
constexpr std::array<Part, 3> kTraffic = {draw_message, draw_message, draw_device};
// What happens in some of them, besides.
constexpr std::array<Part, 10> kBesides = {
    draw_refresh, draw_wrong_approval, draw_read,      draw_operation, draw_config,
    draw_request, draw_noise,          draw_log_burst, draw_pieces,    draw_odd_request};

}  // namespace

void draw_machine_workload(const Sketch& sketch) {
  constexpr std::uint64_t kTrafficMost = 8;
  constexpr std::uint64_t kBesidesMost = 12;
  Draws& draws = sketch.draws;
  for (std::uint64_t n = draws.between(1, kTrafficMost); n > 0; --n) draws.one_of(kTraffic)(sketch);
  const Swarm swarm(draws, kBesides.size(), kBesides.size());
  if (swarm.empty()) return;
  for (std::uint64_t n = draws.below(kBesidesMost + 1); n > 0; --n)
    kBesides[swarm.draw(draws)](sketch);
}

}  // namespace scenarios
