// The back-off of one kind (C12), as far as it can be told from outside: between two bounds.
#pragma once

#include <optional>

#include "scenarios/invariants/support/rounds.h"

namespace scenarios::seen {

class BackOff {
 public:
  explicit BackOff(const Terms& terms)
      : BackOff(Waits{terms.backoff_first, terms.backoff_max, terms.boot_retry,
                      terms.boot_retry_window}) {}

  void start(Instant now);
  void ended(const Round& round);
  // With no channel enabled a refresh succeeds without any call.
  void may_be_reset();

  // Until then no automatic refresh may begin; nothing when there is no back-off for sure.
  [[nodiscard]] std::optional<Instant> surely_until() const { return until_; }
  // How long after the end of the last round it may last at most; zero: there is none.
  [[nodiscard]] Duration at_most() const { return wait(most_); }
  // The last round failed while the gateway was booting (C1): it is tried again without back-off.
  [[nodiscard]] bool boot_failed() const { return boot_failed_; }
  // Whether that may be so.
  [[nodiscard]] bool may_be_booting() const { return may_be_booting_; }

 private:
  // Of the terms, which are too large to be copied as often as this.
  struct Waits {
    Duration first;
    Duration longest;
    Duration boot_retry;
    Duration boot_window;
  };
  explicit BackOff(const Waits& waits) : waits_(waits) {}
  [[nodiscard]] Duration wait(int failures) const;
  void succeeded(const Round& round);
  void count_boot(const Round& round);

  Waits waits_;
  Instant started_;
  bool surely_answered_ = false;
  bool maybe_answered_ = false;
  bool boot_failed_ = false;
  bool may_be_booting_ = false;
  int least_ = 0;  // failures in a row
  int most_ = 0;
  std::optional<Instant> until_;
};

}  // namespace scenarios::seen
