// D as C14 needs it: how long the longest refresh around some time took.
#pragma once

#include <algorithm>
#include <array>
#include <deque>

#include "scenarios/invariants/support/world.h"

namespace scenarios::seen {

class LongestRound {
 public:
  void ended(const Round& round) {
    auto& spans = spans_[index_of(round.kind)];
    spans.push_back(Span{round.earliest, std::max(round.ended, round.partner_ended)});
    if (spans.size() > kKept) spans.pop_front();
  }
  void clear() { spans_ = {}; }

  // Of the refreshes that ran since `from`, of the last ones before, and of those that run still,
  // up to `until`.
  [[nodiscard]] Duration since(const World& world, Instant from, Instant until) const {
    Duration longest{};
    for (const Kind kind : kKinds) {
      const auto& spans = spans_[index_of(kind)];
      for (auto span = spans.rbegin(); span != spans.rend(); ++span) {
        longest = std::max(longest, span->end - span->begin);
        if (span->end < from) break;
      }
      const Round* last = world.last(kind);
      if (last == nullptr) continue;
      // A round lasts as long as the slower of its kinds.
      const Instant end = last->over ? std::max(last->ended, last->partner_ended) : until;
      longest = std::max(longest, end - last->earliest);
    }
    return longest;
  }

 private:
  static constexpr std::size_t kKept = 64;
  struct Span {
    Instant begin;
    Instant end;
  };
  std::array<std::deque<Span>, controller::kKindCount> spans_;
};

}  // namespace scenarios::seen
