// Why a refresh may have begun: everything visible that explains it. A refresh without any reason
// should not have begun.
#pragma once

#include <array>
#include <deque>
#include <optional>
#include <vector>

#include "scenarios/invariants/support/windows.h"

namespace scenarios::seen {

struct Why {
  bool first = false;     // of its kind since the controller started
  bool period = false;    // one period after the last ended (C2)
  bool boot = false;      // a device list while the gateway boots (C1)
  bool asked = false;     // a client wants a fresh list (C4)
  bool approval = false;  // it follows an approval (C10)
  bool reactive = false;  // a debounce window ended (L2)

  [[nodiscard]] bool any() const {
    return first || period || boot || asked || approval || reactive;
  }
  [[nodiscard]] bool only_reactive() const {
    return reactive && !(first || period || boot || asked || approval);
  }
  [[nodiscard]] bool only_period() const {
    return period && !(first || reactive || boot || asked || approval);
  }
};

// Which clause a refresh without reason breaks most likely.
enum class Blame : std::uint8_t { none, boot_too_early, period, plain_line, window, refusal };

struct Begin {
  Why why;
  Blame blame = Blame::none;
  std::optional<Round> previous;
  Instant surely_backed_off_until = Instant::min();  // as it was before this refresh
};

class Explainer {
 public:
  explicit Explainer(const Terms& terms) : windows_(terms) {}

  // As of an Observer (narrator.h).
  void before(const sim::Event& event, const World& world);
  void approved(const Approval& approval);
  void began(const Round& round, const World& world);
  void ended(const Round& round);
  void after(const sim::Event& event, const World& world);

  // About the round that began last.
  [[nodiscard]] const Begin& begin() const { return begin_; }

 private:
  struct Lane {
    std::optional<Round> last;
    // What happened before this moment was surely served by the refreshes so far.
    Instant unserved_from = Instant::min();
    std::vector<Instant> asked;
    std::vector<Instant> approvals;
    std::vector<Instant> lines;       // that came with the begin, after it, without a debounce
    std::optional<BackOff> back_off;  // as it was before this event
  };
  Lane& lane(Kind kind) { return lanes_[index_of(kind)]; }
  void forget();
  void take(const Line& line, const World& world);
  [[nodiscard]] Why why(const Round& round, const Lane& lane, const World& world) const;
  [[nodiscard]] Blame blame(const Round& round, const Lane& lane, const World& world) const;
  void serve(const Round& round, const Why& why, Lane& lane);

  Windows windows_;
  std::array<Lane, controller::kKindCount> lanes_;
  std::deque<Instant> plain_;  // when lines without a keyword came, the latest ones
  Instant refused_at_ = Instant::min();
  Begin begin_;
};

}  // namespace scenarios::seen
