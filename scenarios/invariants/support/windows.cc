#include "scenarios/invariants/support/windows.h"

#include <algorithm>

namespace scenarios::seen {

void Windows::clear() {
  sure_from_ = controller::kNever;
  sure_to_ = Instant::min();
  last_end_ = Instant::min();
  ends_.clear();
  absorbed_.clear();
}

void Windows::trigger(const World& world, bool sure) {
  const Instant now = world.now();
  if (sure_from_ < now && now < sure_to_) {
    absorbed_.push_back(now);
    return;
  }
  if (sure && quiet(world)) {
    sure_from_ = now;
    sure_to_ = now + debounce_;
  }
  last_end_ = now + debounce_;
  if (ends_.empty() || ends_.back() < last_end_) ends_.push_back(last_end_);
}

void Windows::forget_before(Instant begin) {
  std::erase_if(ends_, [&](Instant end) { return end < begin; });
  std::erase_if(absorbed_, [&](Instant at) { return at + debounce_ < begin; });
}

// No window is open, and no refresh of an earlier one still waits.
bool Windows::quiet(const World& world) const {
  if (last_end_ == Instant::min()) return true;
  if (world.now() <= last_end_ || !world.makes_calls(Kind::channels)) return false;
  return std::all_of(std::begin(kKinds), std::end(kKinds), [&](Kind kind) {
    const Round* round = world.last(kind);
    return round != nullptr && round->earliest >= last_end_;
  });
}

}  // namespace scenarios::seen
