// Moments and spans that matter: round ones, any, those of other steps, and the edges of what the
// system counts (time-outs, periods, lifetimes): just before, at, and just after.
#pragma once

#include <vector>

#include "scenarios/explore/draws.h"
#include "scenarios/format/scenario.h"

namespace scenarios {

class Times {
 public:
  // `edges`: the spans that the system under test counts, each positive. Precondition: not empty.
  Times(Draws& draws, std::vector<Duration> edges) : draws_(draws), edges_(std::move(edges)) {}

  // In [begin, end), and remembered: later moments may be the same one, or lie an edge behind it.
  // Precondition: begin < end.
  Instant moment(Instant begin, Instant end);
  // A span after `from`, short of `end`; remembered.
  Instant soon(Instant from, Instant end);
  // An edge, just beside one, or none at all.
  Duration span();
  // The same, but not 0.
  Duration positive_span();

 private:
  Duration beside(Duration edge);
  Instant remember(Instant at);

  Draws& draws_;
  std::vector<Duration> edges_;
  std::vector<Instant> moments_;
};

// What the controller counts with these settings.
std::vector<Duration> edges_of(const ControllerSettings& settings);
// What an instance counts (F, M).
std::vector<Duration> instance_edges();

}  // namespace scenarios
