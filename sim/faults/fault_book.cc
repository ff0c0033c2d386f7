#include "sim/faults/fault_book.h"

namespace sim {
namespace {

bool agrees(const Match& match, const Call& call) {
  const bool operation =
      match.operation == call.operation ||
      (match.operation == Operation::any && call.operation != Operation::gateway);
  return operation && (!match.channel || *match.channel == call.channel);
}

bool is_open(const When& when, Instant now) {
  return (!when.from || *when.from <= now) && (!when.until || now < *when.until);
}

bool counts(const When& when, std::uint64_t number) {
  if (when.nth && number != *when.nth) return false;
  if (when.first && number > *when.first) return false;
  return !when.every || (*when.every > 0 && number % *when.every == 0);
}

// Value 0, the calm choice, strikes only at 100 percent.
bool chance(const FaultRule& rule, ChoiceSource& choices) {
  constexpr std::uint64_t kAll = 100;
  if (!rule.when.percent || *rule.when.percent >= kAll) return true;
  return choices.draw(Stream::faults, rule.name.c_str(), kAll) >= kAll - *rule.when.percent;
}

}  // namespace

FaultBook::FaultBook(std::span<const FaultRule> rules) : rules_(rules), counts_(rules.size()) {
  struck_.reserve(rules.size());
}

std::span<const FaultRule* const> FaultBook::match(const Call& call, Instant now,
                                                   ChoiceSource& choices) {
  struck_.clear();
  if (calm_) return struck_;
  for (std::size_t i = 0; i < rules_.size(); ++i)
    if (strikes(i, call, now, choices)) struck_.push_back(&rules_[i]);
  return struck_;
}

bool FaultBook::strikes(std::size_t index, const Call& call, Instant now, ChoiceSource& choices) {
  const FaultRule& rule = rules_[index];
  if (!agrees(rule.match, call) || !is_open(rule.when, now)) return false;
  ++counts_[index];
  return counts(rule.when, counts_[index]) && chance(rule, choices);
}

}  // namespace sim
