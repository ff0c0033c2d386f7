// When a run became doomed: from which moment on it fails in the same way whatever chance decides.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "scenarios/format/scenario.h"
#include "scenarios/minimize/fingerprint.h"
#include "scenarios/runner/run_one.h"

namespace scenarios {

// The run up to `at` as recorded, and from there on with fresh seeds.
struct Continuations {
  Instant at{};
  std::uint64_t failing = 0;  // in the same way
  std::uint64_t runs = 0;

  [[nodiscard]] bool all_fail() const { return failing == runs; }
};

struct LocalizeOptions {
  std::uint64_t runs = 20;  // for each moment
  std::function<bool()> stopped{};
  std::function<void(const Continuations&)> progress{};  // of the moment just tried; may be empty
};

enum class LocalizeEnd : std::uint8_t {
  found,
  from_the_start,  // whatever chance decides, it fails
  no_match,        // it does not fail as wanted to begin with
  stopped,
};

struct Localized {
  LocalizeEnd end = LocalizeEnd::found;
  // The last moment whose draws mattered. What was drawn here doomed it …
  Instant doomed{};
  Continuations after{};             // … since all fail that go on from the next draw on …
  Continuations before{};            // … and not all that go on from here, with other draws
  std::vector<Continuations> tried;  // all moments that were, in their order
};

// Deterministic unless `stopped`. Chance is drawn at moments; the first from which on all fail is
// found by bisection, so of several such turns it is one.
Localized localize(const Scenario& scenario, std::uint64_t seed, const Fingerprint& wanted,
                   const RunFunction& run, const LocalizeOptions& options);

}  // namespace scenarios
