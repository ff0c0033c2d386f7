#include "scenarios/invariants/support/back_off.h"

#include <algorithm>

namespace scenarios::seen {

void BackOff::start(Instant now) {
  *this = BackOff(waits_);
  started_ = now;
}

void BackOff::may_be_reset() {
  least_ = 0;
  until_.reset();
}

void BackOff::ended(const Round& round) {
  boot_failed_ = false;
  may_be_booting_ = false;
  switch (round.outcome()) {
    case Outcome::success:
      succeeded(round);
      return;
    default:
      break;
  }
  count_boot(round);
  if (boot_failed_) return;
  ++most_;
  if (may_be_booting_) return;
  ++least_;
  until_ = round.ended + wait(least_);
}

void BackOff::succeeded(const Round& round) {
  const bool doubtful = round.success_is_doubtful();
  if (doubtful) count_boot(round);
  boot_failed_ = false;
  surely_answered_ = surely_answered_ || !doubtful;
  maybe_answered_ = true;
  least_ = 0;
  most_ = doubtful ? most_ + 1 : 0;
  until_.reset();
}

void BackOff::count_boot(const Round& round) {
  const Instant window_end = started_ + waits_.boot_window;
  may_be_booting_ = round.kind == Kind::devices && !surely_answered_ && round.earliest < window_end;
  // The window may be meant for the end of the failure or for the begin of the next try.
  boot_failed_ = may_be_booting_ && !maybe_answered_ &&
                 std::max(round.ended, round.partner_ended) + waits_.boot_retry < window_end;
}

Duration BackOff::wait(int failures) const {
  if (failures == 0) return Duration::zero();
  Duration wait = waits_.first;
  for (int i = 1; i < failures && wait < waits_.longest; ++i) wait *= 2;
  return std::min(wait, waits_.longest);
}

}  // namespace scenarios::seen
