// When a gateway has to come back (G4), worked out from what can be seen of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/invariants/support/gateways.h"

namespace scenarios::seen {

// A gateway ended, or could not be spawned, and nobody had asked for that.
struct Restart {
  Instant ended;
  bool crash = true;
  bool spawn_failed = false;
  // How long after `ended` the next one is due; more than one when that cannot be told for sure. In
  // rising order.
  std::vector<Duration> waits;
  // Nobody asked for anything since; otherwise it may come, but need not.
  bool required = true;

  [[nodiscard]] std::string how() const {
    if (spawn_failed) return "could not be started";
    return crash ? "crashed" : "ended by itself";
  }
};

class RestartModel {
 public:
  // `gateways` as they were before `event`, and with it.
  void before(const sim::Event& event, const Gateways& gateways);
  void after(const sim::Event& event, const Gateways& gateways);

  // The next restart of the controller's own; nothing when none is due.
  [[nodiscard]] const std::optional<Restart>& due() const { return due_; }
  // When a gateway was last spawned, or could not be.
  [[nodiscard]] Instant attempted_at() const { return attempted_at_; }
  // It did not come in time: told once.
  void give_up() { due_->required = false; }
  // The controller has just started and has not tried to start a gateway yet. A stop that comes in
  // that very instant may be heard before or after it does.
  [[nodiscard]] bool first_start_open(Instant now) const {
    return first_start_open_ && (!first_start_forestalled_ || now <= *first_start_forestalled_);
  }

  [[nodiscard]] bool may_be_starting(Instant now, const Gateways& gateways) const;
  [[nodiscard]] bool may_be_crashed(Instant now) const;
  [[nodiscard]] bool may_be_stopped(const Gateways& gateways) const;
  // In words, for a message.
  [[nodiscard]] std::string what_is_seen(const Gateways& gateways) const;

 private:
  void forget();
  void attempted(Instant at);
  void exited(const Gateway& gateway, const sim::ChildExited& body, Instant at,
              const Gateways& gateways);
  void given_up(Instant at, const Gateways& gateways);
  void crashed(Instant at, bool spawn_failed, const Gateways& gateways);
  void ran(const Gateway& gateway, Instant until);
  [[nodiscard]] std::vector<Duration> crash_waits() const;

  std::optional<Restart> due_;
  std::optional<Instant> crashed_at_;  // the last crash, unless something came after it
  bool first_start_open_ = false;
  std::optional<Instant> first_start_forestalled_;  // by a stop or a shutdown
  bool stopped_ = true;  // nothing was started, or a stop was asked for, since the last start
  Instant attempted_at_{};
  // Crashes in a row; one that was about to be ended anyway need not count: so at least, at most.
  int least_ = 0;
  int most_ = 0;
};

}  // namespace scenarios::seen
