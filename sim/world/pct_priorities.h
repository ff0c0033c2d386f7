// Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi and Nagarakatte, 2010): each
// process has a random priority, the highest one runs, and at depth - 1 random steps the one that
// runs falls below all others. An error that needs d orderings among n processes and k steps is hit
// with a probability of at least 1 / (n * k^(d-1)) a run.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/choice/choice.h"

namespace sim {

using Owner = std::uint32_t;

struct Pct {
  std::uint32_t depth = 3;      // at least 1
  std::uint64_t steps = 1'000;  // among how many the changes are spread; at least 1
  bool operator==(const Pct&) const = default;
};

class PctPriorities {
 public:
  // `choices` must outlive it. All draws at 0: no changes, all processes alike.
  PctPriorities(const Pct& pct, ChoiceSource& choices) : pct_(pct), choices_(choices) {}

  // Higher goes first. Drawn when a process is first asked for.
  std::int64_t of(Owner owner);
  // Work of `owner` is about to run as step number `step`, from 1.
  void running(Owner owner, std::uint64_t step);

 private:
  void plan_changes();

  Pct pct_;
  ChoiceSource& choices_;
  bool planned_ = false;
  std::vector<std::uint64_t> changes_;  // steps, latest first
  std::int64_t lowest_ = 0;
  std::vector<std::int64_t> priorities_;  // by owner
};

}  // namespace sim
