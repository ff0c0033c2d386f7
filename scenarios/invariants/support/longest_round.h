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
    spans.push_back(Span{round, std::max(round.ended, round.partner_ended)});
    if (spans.size() > kKept) spans.pop_front();
    // A round lasts as long as the slower of its kinds.
    for (Span& span : spans_[index_of(other(round.kind))]) {
      if (span.joint_with(round)) span.end = std::max(span.end, round.ended);
    }
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
      if (last != nullptr && !last->over) longest = std::max(longest, until - last->earliest);
    }
    return longest;
  }

 private:
  static constexpr std::size_t kKept = 64;
  struct Span {
    Span(const Round& round, Instant end_in)
        : begin(round.earliest), first_spawn(round.first_spawn), end(end_in) {}
    [[nodiscard]] bool joint_with(const Round& round) const {
      return begin <= round.first_spawn && round.earliest <= first_spawn;
    }
    Instant begin;
    Instant first_spawn;
    Instant end;
  };
  std::array<std::deque<Span>, controller::kKindCount> spans_;
};

}  // namespace scenarios::seen
