// Every order in which a small scenario's work can go: all schedules that leave the order of
// arrival at most so many times, one run each, by depth first.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>

#include "scenarios/runner/run_one.h"

namespace scenarios {

struct ScheduleOptions {
  std::uint64_t deviations_max = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t runs_max = 1'000'000;
  RunFunction run;
  std::function<bool()> stopped = [] { return false; };
  std::function<void(std::uint64_t runs)> progress = [](std::uint64_t) {};
};

struct Schedules {
  std::uint64_t runs = 0;
  bool all = false;  // there are no more
  // The first that failed: the scenario with this schedule spelled out as choices.
  std::optional<Planned> failed;
  std::string finding;             // what was wrong with it, in one line
  std::uint64_t inconclusive = 0;  // of the runs
};

// Of `planned` with its first seed, which decides all but the order. Up to the first failure.
Schedules try_schedules(const Planned& planned, const ScheduleOptions& options);

}  // namespace scenarios
