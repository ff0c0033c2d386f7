// A scenario while it is generated, and what its parts share.
#pragma once

#include <optional>
#include <utility>

#include "scenarios/explore/draws.h"
#include "scenarios/explore/times.h"
#include "scenarios/format/scenario.h"

namespace scenarios {

struct Sketch {
  Sketch(Draws& chance, Times& spans, Scenario& made)
      : draws(chance), times(spans), scenario(made) {}

  // References: all of them outlive the sketch.
  Draws& draws;
  Times& times;
  Scenario& scenario;
  Instant trouble_ends{};  // nothing goes wrong from here on, if calm comes at all
  Instant ends{};          // the run

  void add(Instant at, Action action) const {
    Step step;
    step.at = at;
    step.action = std::move(action);
    scenario.steps.push_back(std::move(step));
  }
  // Somewhere in the run, or while there may be trouble.
  [[nodiscard]] Instant any_time() const { return times.moment(Instant{}, ends); }
  [[nodiscard]] Instant trouble_time() const { return times.moment(Instant{}, trouble_ends); }
};

// When and how often a rule strikes; the simplest: at one call. `mildly`: at few.
sim::When draw_when(const Sketch& sketch, bool mildly = false);

}  // namespace scenarios
