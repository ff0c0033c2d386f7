#include "scenarios/explore/machine_trouble.h"

#include <algorithm>
#include <array>
#include <string>

namespace scenarios {
namespace {

using namespace std::chrono_literals;

void damage_store(const Sketch& sketch) {
  constexpr std::array<const char*, 4> kFiles = {"telegram", "devices", "slack", "discord"};
  constexpr std::array kStates = {StoreState::truncated,  StoreState::empty,
                                  StoreState::null,       StoreState::array,
                                  StoreState::null_entry, StoreState::wrong_types};
  step::Store store{sketch.draws.one_of(kFiles), sketch.draws.one_of(kStates)};
  sketch.add(sketch.trouble_time(), std::move(store));
}

void leave_lock(const Sketch& sketch) { sketch.add(sketch.trouble_time(), step::StaleLock{}); }

void spoil_config(const Sketch& sketch) {
  constexpr std::array kWays = {Unreadable::missing, Unreadable::truncated, Unreadable::invalid};
  step::Config spoilt;
  spoilt.state.unreadable = sketch.draws.one_of(kWays);
  const Instant at = sketch.trouble_time();
  sketch.add(at, std::move(spoilt));
  if (!sketch.draws.chance(50)) return;
  step::Config mended;
  mended.state = sketch.scenario.config;
  sketch.add(sketch.times.soon(at, sketch.trouble_ends), std::move(mended));
}

void end_gateway(const Sketch& sketch) {
  constexpr std::array kSignals = {sim::Signal::segv, sim::Signal::kill, sim::Signal::term};
  step::GatewayExit exit;
  if (sketch.draws.chance(50)) {
    exit.signal = sketch.draws.one_of(kSignals);
  } else {
    exit.code = sketch.draws.chance(50) ? 0 : 1;
  }
  sketch.add(sketch.trouble_time(), exit);
}

void kill_controller(const Sketch& sketch) {
  const Instant at = sketch.trouble_time();
  sketch.add(at, step::KillController{});
  sketch.add(sketch.times.soon(at, sketch.trouble_ends), step::StartController{});
}

void stop_controller(const Sketch& sketch) {
  constexpr std::array kSignals = {EndSignal::term, EndSignal::interrupt};
  const Instant at = sketch.trouble_time();
  sketch.add(at, step::StopController{sketch.draws.one_of(kSignals)});
  if (sketch.draws.chance(25)) {
    const Instant again = sketch.times.soon(at, sketch.trouble_ends);
    sketch.add(again, step::StopController{sketch.draws.one_of(kSignals)});
  }
  sketch.add(sketch.times.soon(at, sketch.trouble_ends), step::StartController{});
}

// Its controller is of no more use: another one follows.
void stop_cache(const Sketch& sketch) {
  const Instant at = sketch.trouble_time();
  sketch.add(at, step::StopCache{});
  const Instant later = sketch.times.soon(at, sketch.trouble_ends);
  sketch.add(later, step::KillController{});
  sketch.add(later, step::StartController{});
}

void suspend(const Sketch& sketch) {
  const Instant at = sketch.trouble_time();
  sketch.add(at, step::Suspend{sketch.times.positive_span()});
}

void set_clock(const Sketch& sketch) {
  constexpr std::array<Duration, 7> kJumps = {1h, -1h, 1s, -1s, 1min, 5min, -5min};
  const Instant at = sketch.trouble_time();
  sketch.add(at, step::ClockJump{sketch.draws.one_of(kJumps)});
}

void throw_in_hook(const Sketch& sketch) { sketch.add(sketch.trouble_time(), step::HookThrow{}); }

template <class S>
bool has_step(const Scenario& scenario) {
  return std::ranges::any_of(
      scenario.steps, [](const Step& step) { return std::holds_alternative<S>(step.action); });
}

bool spoils(const Step& step) {
  const auto* config = std::get_if<step::Config>(&step.action);
  return config != nullptr && config->state.unreadable;
}

}  // namespace

const std::vector<MachineTrouble>& machine_troubles() {
  static const std::vector<MachineTrouble> kAll = {
      damage_store,    leave_lock, spoil_config, end_gateway, kill_controller,
      stop_controller, stop_cache, suspend,      set_clock,   throw_in_hook};
  return kAll;
}

void mend_machine(const Sketch& sketch) {
  Scenario& scenario = sketch.scenario;
  std::vector<std::string> damaged;
  for (const Step& step : scenario.steps)
    if (const auto* store = std::get_if<step::Store>(&step.action))
      if (std::ranges::find(damaged, store->file) == damaged.end()) damaged.push_back(store->file);
  for (const std::string& file : damaged)
    sketch.add(sketch.trouble_ends, step::Store{file, StoreState::ok});
  if (std::ranges::any_of(scenario.steps, spoils))
    sketch.add(sketch.trouble_ends, step::Config{scenario.config});
  if (has_step<step::KillController>(scenario) || has_step<step::StopController>(scenario))
    sketch.add(sketch.trouble_ends, step::StartController{});
}

}  // namespace scenarios
