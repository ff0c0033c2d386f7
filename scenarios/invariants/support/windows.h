// When a reactive refresh may become due (L2): the ends of the debounce windows that may have been
// open. Whether a line opened one cannot always be told from outside: it did not when a reactive
// refresh was waiting already.
#pragma once

#include <vector>

#include "scenarios/invariants/support/lines.h"
#include "scenarios/invariants/support/world.h"

namespace scenarios::seen {

class Windows {
 public:
  explicit Windows(const Terms& terms) : debounce_(terms.debounce) {}

  void clear();
  // A line with a keyword came.
  void trigger(const World& world, bool sure);
  // Moments before `begin` can explain nothing any more.
  void forget_before(Instant begin);

  // The ends of all windows that may be or have been open, in order.
  [[nodiscard]] const std::vector<Instant>& ends() const { return ends_; }
  // Lines that surely fell into an open window, or nothing.
  [[nodiscard]] const std::vector<Instant>& absorbed() const { return absorbed_; }

 private:
  [[nodiscard]] bool quiet(const World& world) const;

  Duration debounce_;
  Instant sure_from_ = controller::kNever;  // a window that was surely open
  Instant sure_to_ = Instant::min();
  Instant last_end_ = Instant::min();
  std::vector<Instant> ends_;
  std::vector<Instant> absorbed_;
};

}  // namespace scenarios::seen
