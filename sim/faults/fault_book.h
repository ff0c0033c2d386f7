// The fault rules of one run and what they have counted so far.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/choice/choice.h"
#include "sim/faults/fault_rule.h"

namespace sim {

class FaultBook {
 public:
  FaultBook() = default;
  // The rules must outlive the book, and the choice source too: their names are its sites.
  explicit FaultBook(std::span<const FaultRule> rules);

  // The rules that strike this call, in their order; valid until the next call. All of their
  // actions apply. Counters advance here, so ask once per call, when it is made.
  std::span<const FaultRule* const> match(const Call& call, Instant now, ChoiceSource& choices);

  // From now on no rule ever matches.
  void calm() { calm_ = true; }
  [[nodiscard]] bool is_calm() const { return calm_; }

 private:
  bool strikes(std::size_t index, const Call& call, Instant now, ChoiceSource& choices);

  std::span<const FaultRule> rules_;
  std::vector<std::uint64_t> counts_;  // by rule: calls that agreed within its window
  std::vector<const FaultRule*> struck_;
  bool calm_ = false;
};

}  // namespace sim
