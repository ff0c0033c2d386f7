// The rules of one run and what they have counted so far, whatever the rules are about.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "sim/choice/choice.h"
#include "sim/faults/fault_rule.h"

namespace sim {

// The parts of When that do not depend on what was called. `number`: how many calls have counted,
// this one included.
bool is_open(const When& when, Instant now);
bool is_chosen(const When& when, std::uint64_t number);
// Draws when there is something to draw. `site`: the rule's name, which must outlive the source.
bool has_luck(const When& when, const char* site, ChoiceSource& choices);

// `Rule` has `name`, `match` and `when`; agrees(rule.match, call) tells whether it is about a call.
template <class Rule>
class RuleBook {
 public:
  RuleBook() = default;
  // The rules must outlive the book, and the choice source too: their names are its sites.
  explicit RuleBook(std::span<const Rule> rules) : rules_(rules), counts_(rules.size()) {
    struck_.reserve(rules.size());
  }

  // The rules that strike this call, in their order; valid until the next call. All of their
  // actions apply. Counters advance here, so ask once per call, when it is made.
  template <class Asked>
  std::span<const Rule* const> match(const Asked& call, Instant now, ChoiceSource& choices) {
    struck_.clear();
    if (calm_) return struck_;
    for (std::size_t i = 0; i < rules_.size(); ++i)
      if (strikes(i, call, now, choices)) struck_.push_back(&rules_[i]);
    return struck_;
  }

  // Whether a rule may match some call.
  [[nodiscard]] bool may_strike() const { return !calm_ && !rules_.empty(); }

  // By rule: how many calls have counted. A book that is made anew, as in another process, goes on
  // where these end; `counts` has one for each rule.
  [[nodiscard]] std::span<const std::uint64_t> counts() const { return counts_; }
  void go_on_from(std::vector<std::uint64_t> counts) { counts_ = std::move(counts); }

  // From now on no rule ever matches.
  void calm() { calm_ = true; }
  [[nodiscard]] bool is_calm() const { return calm_; }

 private:
  template <class Asked>
  bool strikes(std::size_t index, const Asked& call, Instant now, ChoiceSource& choices) {
    const Rule& rule = rules_[index];
    if (!agrees(rule.match, call) || !is_open(rule.when, now)) return false;
    ++counts_[index];
    return is_chosen(rule.when, counts_[index]) && has_luck(rule.when, rule.name.c_str(), choices);
  }

  std::span<const Rule> rules_;
  std::vector<std::uint64_t> counts_;  // by rule: calls that agreed within its window
  std::vector<const Rule*> struck_;
  bool calm_ = false;
};

}  // namespace sim
