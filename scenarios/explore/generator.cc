#include "scenarios/explore/generator.h"

#include <algorithm>
#include <array>

#include "scenarios/explore/instance_faults.h"
#include "scenarios/explore/instance_settings.h"
#include "scenarios/explore/instance_workload.h"
#include "scenarios/explore/machine_faults.h"
#include "scenarios/explore/machine_settings.h"
#include "scenarios/explore/machine_workload.h"
#include "scenarios/explore/sketch.h"

namespace scenarios {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kNeverCalmPercent = 6;

void draw_order(Draws& draws, Scenario& scenario) {
  constexpr std::array kOrders = {Order::fifo, Order::seeded, Order::seeded, Order::pct};
  constexpr std::array<std::uint64_t, 3> kSteps = {300, 1'000, 3'000};
  constexpr std::uint32_t kDeepest = 5;
  scenario.order = draws.one_of(kOrders);
  if (scenario.order != Order::pct) return;
  scenario.pct =
      sim::Pct{static_cast<std::uint32_t>(draws.between(1, kDeepest)), draws.one_of(kSteps)};
}

// Steps in the order of time read more easily; those of one moment keep the order in which they
// were drawn.
void sort_steps(Scenario& scenario) { std::ranges::stable_sort(scenario.steps, {}, &Step::at); }

void generate_controller(Draws& draws, Scenario& scenario) {
  constexpr Duration kLength = 10min;
  scenario.name = "explored-controller";
  scenario.duration = kLength;
  scenario.controller = draw_controller_settings(draws);
  Times times(draws, edges_of(scenario.controller));
  Sketch sketch(draws, times, scenario);
  sketch.ends = Instant(kLength);
  sketch.trouble_ends = Instant(draws.between(Duration(5min), Duration(7min)));
  if (!draws.chance(kNeverCalmPercent)) scenario.calm_after = sketch.trouble_ends;
  draw_machine_settings(sketch);
  draw_machine_workload(sketch);
  draw_machine_faults(sketch);
}

// After the trouble, so many starts of every instance, and then quiet for as long as judges wait
// for everything to settle (M9). Most instances run after the first one: more than three, which
// judges want before they call a start hopeless, are a run's better half, and are seldom drawn.
void converge(const Sketch& sketch) {
  constexpr Duration kBetween = 4min;
  constexpr std::array<std::uint64_t, 4> kStarts = {3, 3, 3, 7};
  Step step;
  step.at = sketch.trouble_ends + kBetween;
  step.every = kBetween;
  step.count = sketch.draws.one_of(kStarts);
  step.action = step::StartInstance{};
  sketch.scenario.steps.push_back(std::move(step));
}

void generate_instance(Draws& draws, Scenario& scenario) {
  constexpr std::array<Duration, 4> kTroubles = {10min, 5min, 20min, 30min};
  constexpr std::array<Duration, 4> kAfter = {50min, 50min, 50min, 100min};
  scenario.name = "explored-instance";
  Times times(draws, instance_edges());
  Sketch sketch(draws, times, scenario);
  sketch.trouble_ends = Instant(draws.one_of(kTroubles));
  sketch.ends = sketch.trouble_ends + draws.one_of(kAfter);
  scenario.duration = sketch.ends.time_since_epoch();
  scenario.calm_after = draws.chance(kNeverCalmPercent) ? sketch.ends : sketch.trouble_ends;
  draw_instance_settings(sketch);
  draw_instance_workload(sketch);
  draw_instance_faults(sketch);
  converge(sketch);
}

}  // namespace

Scenario generate(Profile profile, sim::ChoiceSource& choices) {
  Draws draws(choices);
  Scenario scenario;
  draw_order(draws, scenario);
  if (profile == Profile::controller) {
    generate_controller(draws, scenario);
  } else {
    generate_instance(draws, scenario);
  }
  sort_steps(scenario);
  return scenario;
}

}  // namespace scenarios
