#include "scenarios/explore/instance_settings.h"

#include <array>

namespace scenarios {
namespace {

using namespace std::chrono_literals;

// The last one's volume name is cut, so that those of several such users collide (M9).
constexpr std::array<const char*, 3> kUsers = {"alice", "bob", "somebody-with-a-long-name"};

void draw_regions(const Sketch& sketch) {
  const std::array<std::vector<std::string>, 3> fewer = {
      {{"dfw", "ewr", "iad"}, {"dfw", "eu"}, {"dfw"}}};
  Draws& draws = sketch.draws;
  FlySettings& fly = sketch.scenario.fly;
  if (draws.chance(25)) fly.regions = draws.one_of(fewer);
}

InstanceSettings draw_instance(const Sketch& sketch, std::size_t index) {
  constexpr std::array kPossessions = {Possession::nothing, Possession::running,
                                       Possession::stopped, Possession::volume};
  constexpr std::array kMemories = {Memory::all,     Memory::all,    Memory::all,
                                    Memory::nothing, Memory::volume, Memory::machine};
  constexpr std::array kGuests = {GuestKind::old_401, GuestKind::old_404, GuestKind::old_502,
                                  GuestKind::none};
  constexpr std::uint64_t kDataMost = 5;
  Draws& draws = sketch.draws;
  InstanceSettings instance;
  instance.user = kUsers[index];
  if (draws.chance(index + 1 == kUsers.size() ? 60 : 10)) instance.count = draws.between(2, 3);
  instance.has = draws.one_of(kPossessions);
  if (draws.chance(30)) instance.guest = draws.one_of(kGuests);
  if (instance.has == Possession::nothing) return instance;
  // A volume is found again by its machine only (M2).
  if (instance.has != Possession::volume) instance.remembers = draws.one_of(kMemories);
  instance.region = draws.one_of(sketch.scenario.fly.regions);
  instance.data = draws.between(1, kDataMost);
  // It has not come to a start yet: then no machine has its volume.
  if (instance.has == Possession::volume && draws.chance(30)) {
    instance.started_once = false;
    instance.data = 0;
  }
  return instance;
}

// What a former life left behind: it has the user's machine name, so the instance meets it and
// takes it (M3). Of what has another name it might never learn.
void draw_stray(const Sketch& sketch) {
  using controller::fly::MachineState;
  constexpr std::array kStates = {MachineState::stopped,  MachineState::started,
                                  MachineState::created,  MachineState::suspended,
                                  MachineState::failed,   MachineState::starting,
                                  MachineState::stopping, MachineState::replacing};
  Draws& draws = sketch.draws;
  Scenario& scenario = sketch.scenario;
  MachineSettings machine;
  machine.name = "stray";
  machine.of = users_of(scenario.instances.front()).front();
  machine.region = draws.one_of(scenario.fly.regions);
  machine.state = draws.one_of(kStates);
  machine.marked = !draws.chance(25);
  if (draws.chance(50)) {
    scenario.volumes.push_back({kStrayVolume, machine.of, machine.region, 0});
    machine.volume = kStrayVolume;
  }
  scenario.machines.push_back(std::move(machine));
}

void draw_fly(const Sketch& sketch) {
  constexpr std::array<ProxyAnswer, 3> kAnswers = {
      ProxyAnswer::bad_gateway, ProxyAnswer::unavailable, ProxyAnswer::not_found};
  const std::array<DurationRange, 3> latencies = {{{0s, 0s}, {100ms, 100ms}, {10ms, 5s}}};
  const std::array<DurationRange, 4> starts = {{{0s, 0s}, {1s, 1s}, {55s, 65s}, {5s, 2min}}};
  const std::array<DurationRange, 3> stops = {{{0s, 0s}, {55s, 65s}, {1s, 5min}}};
  const std::array<DurationRange, 3> hydrations = {{{0s, 0s}, {1min, 20min}, {30s, 30s}}};
  Draws& draws = sketch.draws;
  FlySettings& fly = sketch.scenario.fly;
  fly.rate_limits = draws.chance(15);
  if (draws.chance(25)) fly.latency = draws.one_of(latencies);
  if (draws.chance(25)) fly.starting = draws.one_of(starts);
  if (draws.chance(15)) fly.stopping = draws.one_of(stops);
  if (draws.chance(25)) fly.hydrating = draws.one_of(hydrations);
  if (draws.chance(25)) fly.writes_every = draws.between(Duration(10s), Duration(10min));
  fly.proxy = draws.one_of(kAnswers);
}

}  // namespace

void draw_instance_settings(const Sketch& sketch) {
  constexpr std::array<std::size_t, 6> kCounts = {1, 1, 1, 1, 2, 3};
  Draws& draws = sketch.draws;
  Scenario& scenario = sketch.scenario;
  draw_regions(sketch);
  const std::size_t first = draws.below(kUsers.size());
  for (std::size_t i = 0, n = draws.one_of(kCounts); i < n; ++i)
    scenario.instances.push_back(draw_instance(sketch, (first + i) % kUsers.size()));
  draw_fly(sketch);
  if (scenario.instances.front().has == Possession::nothing && draws.chance(25)) draw_stray(sketch);
  // What their controllers do between two calls is not what this is about, and costs time. So does
  // each question whether a gateway listens by now: most are quicker than those on record.
  scenario.controller.period = 30min;
  if (!draws.chance(25)) scenario.gateway.boot = DurationRange{2s, 2s};
  scenario.transport = draws.chance(25) ? Transport::json : Transport::typed;
}

}  // namespace scenarios
