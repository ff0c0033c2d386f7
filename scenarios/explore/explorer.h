// Runs scenarios that nobody wrote, and keeps those that fail. Each run is known by its profile,
// the seed and its number, which give the scenario and what chance decides in it. So runs can be
// spread over threads and machines, and any of them done again alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/explore/profile.h"
#include "scenarios/explore/visits.h"
#include "scenarios/minimize/fingerprint.h"
#include "scenarios/runner/run_one.h"
#include "sim/choice/choice.h"

namespace scenarios {

using GenerateFunction = std::function<Scenario(Profile, sim::ChoiceSource&)>;

// Every `count`-th run, from the `index`-th on.
struct Shard {
  std::uint64_t index = 0;
  std::uint64_t count = 1;
};

struct ExploreOptions {
  std::vector<Profile> profiles = {Profile::controller, Profile::instance};  // in turns
  std::uint64_t seed = 1;
  std::uint64_t first = 0;  // the number of the first run
  std::uint64_t runs = 1'000;
  Shard shard;
  std::size_t jobs = 1;
  bool collect = false;  // goes on after the first failure
  GenerateFunction generate;
  RunFunction run;

  // Told of each run before it begins; and again when a try in plain order has told how many steps
  // it takes (see explored_run). From several threads at once.
  std::function<void(const Planned&)> drawn = [](const Planned&) {};
  // Keeps a failure as soon as it is found: a later run may break the program down. Drops it when
  // an earlier run fails in the same way, or first. From any thread, one at a time. A text says why
  // it could not be kept.
  std::function<std::optional<std::string>(const Planned&, const RunOutcome&)> keep =
      [](const Planned&, const RunOutcome&) { return std::nullopt; };
  std::function<void(const Planned&)> drop = [](const Planned&) {};
  // Asked between runs, from several threads at once: true ends it early.
  std::function<bool()> stopped = [] { return false; };
  // Now and then, on the caller's thread.
  std::function<void(const Visits&)> progress = [](const Visits&) {};
};

// A failure, and how often it was seen.
struct Found {
  std::uint64_t number = 0;  // of the first run that showed it
  Planned planned;           // that run
  Fingerprint fingerprint;
  std::string finding;  // what was seen first, in one line
  std::uint64_t runs = 1;
  std::optional<std::string> unkept{};  // why it was not kept
};

struct Exploration {
  Visits visits;
  std::vector<Found> found;  // by the number of the run
  // Of all traces, whatever their order: the same for the same runs of the same code.
  std::uint64_t digest = 0;
  bool complete = false;  // all runs that were asked for, or the first failure
};

// "pairbench explore --seed 1 --first 1234 --runs 1 --profile instance"
std::string explore_command(const ExploreOptions& options, std::uint64_t number);

// The run of this number: its scenario, and its seed. With PCT, the changes are spread over as many
// steps as the run takes in plain order, which is tried for that.
Planned explored_run(const ExploreOptions& options, std::uint64_t number);

// Deterministic unless stopped; without `collect`, up to the first failure alone. Throws what the
// functions throw, on the caller's thread.
Exploration explore(const ExploreOptions& options);

}  // namespace scenarios
