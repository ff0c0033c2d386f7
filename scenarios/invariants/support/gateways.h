// The gateway processes and the operations on them, as seen from outside (G4, G5, G6).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "scenarios/invariants/invariant.h"

namespace scenarios::seen {

// How much later than due something may be seen, and how much earlier: in virtual time both would
// be zero, but the same judges stand over real processes.
inline constexpr Duration kLate = std::chrono::milliseconds(100);
inline constexpr Duration kEarly = std::chrono::milliseconds(20);

struct Gateway {
  std::int64_t pid = 0;
  Instant spawned;
  std::optional<Instant> signalled;  // the first signal that its controller sent
  std::optional<Instant> killed;     // the first SIGKILL, whoever sent it
  bool left_behind = false;          // its controller is gone
};

// What a client asked of the supervisor.
enum class Wish : std::uint8_t { start, stop, restart, shutdown };
struct GatewayCall {
  Wish wish = Wish::start;
  Instant began;
  std::optional<Instant>
      answered;  // never, when its client has left: it is carried out all the same
  bool left = false;
};

class Gateways {
 public:
  void observe(const sim::Event& event);

  [[nodiscard]] bool controller_runs() const { return controller_runs_; }
  [[nodiscard]] Instant controller_started() const { return controller_started_; }
  // When this controller was told to end.
  [[nodiscard]] std::optional<Instant> shutdown_asked() const { return shutdown_; }

  // Gateways of this and of earlier controllers that are not reaped.
  [[nodiscard]] const std::map<std::int64_t, Gateway>& alive() const { return alive_; }
  [[nodiscard]] const Gateway* find(std::int64_t pid) const;
  // One that neither got a signal nor ended; null when there is none.
  [[nodiscard]] const Gateway* undisturbed() const;
  // One that was sent SIGKILL may stay unreaped for ever: it does not count as a child any more.
  [[nodiscard]] bool has_child() const;

  // A call of that kind is open, or was answered just now. One whose client has left is open until
  // the controller ends, since nobody is told when it is done.
  [[nodiscard]] bool wished(Wish wish) const;
  [[nodiscard]] bool start_wished() const { return wished(Wish::start) || wished(Wish::restart); }
  [[nodiscard]] bool end_wished() const {
    return wished(Wish::stop) || wished(Wish::restart) || shutdown_.has_value();
  }
  [[nodiscard]] const GatewayCall* call(std::int64_t id) const;
  // Those that are open, or were answered just now.
  [[nodiscard]] const std::map<std::int64_t, GatewayCall>& calls() const { return calls_; }

 private:
  void on(const sim::CallBegan& body, Instant at);
  void on(const sim::CallEnded& body, Instant at);
  void forget_answered(Instant now);

  bool controller_runs_ = false;
  Instant controller_started_{};
  std::optional<Instant> shutdown_;
  std::map<std::int64_t, Gateway> alive_;
  std::map<std::int64_t, GatewayCall> calls_;
};

}  // namespace scenarios::seen
