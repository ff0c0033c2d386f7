// Runs a scenario in virtual time.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "scenarios/format/scenario.h"
#include "scenarios/runner/chance.h"
#include "scenarios/runner/result.h"

namespace sim {
class CloudWorld;
class World;
}  // namespace sim

namespace scenarios {

// Something done to the world beside the steps of the scenario: once, when `after` pieces of work
// have run in all, before the next one.
template <class World>
struct BasicIntrusion {
  std::uint64_t after = 0;
  std::function<void(World& world)> act{};  // empty: nothing
};
using Intrusion = BasicIntrusion<sim::World>;
using CloudIntrusion = BasicIntrusion<sim::CloudWorld>;

struct RunOptions {
  std::uint64_t seed = 1;
  Steering steering{};
  // Where to put what was drawn, in order; nullptr: nowhere.
  std::vector<DrawRecord>* draws = nullptr;
  // Where to put the trace, one JSON line an event; nullptr: nowhere.
  std::string* trace = nullptr;
  // False: nobody looks at the run. It goes just the same, but nothing is judged, counted or
  // expected, so of the result only what the world itself tells means anything.
  bool judged = true;
  // Asked all the time: true ends the run where it is.
  std::function<bool()> stopped{};
  Intrusion intrusion{};             // into the world of one machine
  CloudIntrusion cloud_intrusion{};  // into that of a cloud scenario
};

// Deterministic: scenario, seed and build give the result (but for `wall_seconds`). May be called
// from several threads at once; each run stays on its own.
RunResult run_scenario(const Scenario& scenario, const RunOptions& options);

}  // namespace scenarios
