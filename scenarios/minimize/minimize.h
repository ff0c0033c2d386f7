// Makes a failing scenario as small as it gets while it fails in the same way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "scenarios/format/scenario.h"
#include "scenarios/minimize/fingerprint.h"
#include "scenarios/runner/run_one.h"

namespace scenarios {

struct Sizes {
  std::size_t steps = 0;
  std::size_t faults = 0;
  std::size_t choices = 0;  // fixed by the scenario
  bool chance = true;       // whether anything beyond them is drawn from a seed
  std::size_t bytes = 0;    // of the file, without its first comment
  Duration duration{};

  bool operator==(const Sizes&) const = default;
};
Sizes sizes_of(const Scenario& scenario);
// "24 steps, 5 faults, drawn from a seed, 10 min, 3,456 bytes"
std::string text_of(const Sizes& sizes);

struct MinimizeProgress {
  std::uint64_t runs = 0;
  Sizes sizes;
};

struct MinimizeOptions {
  std::uint64_t runs_max = 20'000;
  // Asked all the time, a time limit or Ctrl-C: true ends it with what there is. Empty: never.
  std::function<bool()> stopped{};
  std::function<void(const MinimizeProgress&)> progress{};  // now and then; may be empty
};

enum class MinimizeEnd : std::uint8_t {
  done,      // nothing simpler was found
  runs_max,  // there may be something simpler
  stopped,   // likewise
  no_match,  // the scenario did not fail as wanted to begin with: nothing was done
};

struct Minimized {
  // Names the clause that it breaks, and the seed when anything is drawn from one; its first
  // comment says what it shows and how it came about.
  Scenario scenario;
  Fingerprint fingerprint;
  std::string finding;  // what is seen in a run of it, as judges tell it
  Sizes before;
  Sizes after;
  std::uint64_t runs = 0;
  MinimizeEnd end = MinimizeEnd::done;
};

// With what the second part of that comment begins.
inline constexpr std::string_view kMinimizedComment = "// Minimised in ";

// Deterministic unless `stopped`. `scenario` with its recordings loaded.
Minimized minimize(const Scenario& scenario, std::uint64_t seed, const Fingerprint& wanted,
                   const RunFunction& run, const MinimizeOptions& options);

}  // namespace scenarios
