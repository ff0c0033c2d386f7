// One run as seen from outside: everything that several judges need to know, and nothing of how the
// controller works inside.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/invariants/support/back_off.h"
#include "scenarios/invariants/support/children.h"
#include "scenarios/invariants/support/client_calls.h"
#include "scenarios/invariants/support/gateways.h"
#include "scenarios/invariants/support/line_ledger.h"
#include "scenarios/invariants/support/lines.h"
#include "scenarios/invariants/support/rounds.h"

namespace scenarios::seen {

enum class Phase : std::uint8_t {
  off,
  running,
  stopped,  // its cache was told to stop
};

struct Config {
  bool readable = true;
  std::vector<std::string> channels;
  Instant since;
  std::uint64_t event = 0;
};

class World {
 public:
  explicit World(const Terms& terms);

  // What the last of the calls below brought about.
  struct News {
    std::vector<Round> began;
    std::vector<Round> ended;
    std::vector<Approval> approvals;
    std::vector<Line> lines;  // of the gateway, complete now

    void clear() {
      began.clear();
      ended.clear();
      approvals.clear();
      lines.clear();
    }
  };
  // An event that happens at now().
  void observe(const sim::Event& event);
  // All of now() has happened.
  void settle();
  // When something is over without an event.
  [[nodiscard]] std::optional<Instant> next_change() const { return children_.next_change(); }
  void advance(Instant now);
  // Once, when all has happened.
  void finish(Instant end) { ledger_.finish(end); }
  [[nodiscard]] const News& news() const { return news_; }

  [[nodiscard]] const Terms& terms() const { return terms_; }
  [[nodiscard]] Instant now() const { return now_; }
  [[nodiscard]] Phase phase() const { return phase_; }
  [[nodiscard]] bool running() const { return phase_ == Phase::running; }
  // A stop that comes in this very instant may be heard after all else that happens in it.
  [[nodiscard]] bool may_still_run() const {
    return running() || (phase_ == Phase::stopped && now_ == stopped_at_);
  }
  [[nodiscard]] Instant started_at() const { return started_at_; }
  [[nodiscard]] Instant stopped_at() const { return stopped_at_; }
  [[nodiscard]] const Children& children() const { return children_; }
  [[nodiscard]] const ClientCalls& calls() const { return calls_; }
  [[nodiscard]] const Gateways& gateways() const { return gateways_; }
  [[nodiscard]] const Lines& lines() const { return lines_; }
  // What the last event, or the end, showed of lines that the gateway wrote and the hook was told.
  [[nodiscard]] const LineLedger::News& lines_delivered() const { return ledger_.news(); }
  [[nodiscard]] const Rounds& rounds() const { return rounds_; }
  [[nodiscard]] const Round* last(Kind kind) const { return rounds_.last(kind); }
  [[nodiscard]] const BackOff& back_off(Kind kind) const { return back_off_[index_of(kind)]; }
  // Nothing until the bench told of one.
  [[nodiscard]] const std::optional<Config>& config() const { return config_; }
  // From when on all refreshes of channels, since the config changed last, can be seen: with no
  // channel to list they make no call. Nothing while that is not over.
  [[nodiscard]] std::optional<Instant> channels_seen_since() const { return seen_since_; }
  // The latest moment that the gap after any round so far may last to (L4).
  [[nodiscard]] Instant widest_gate() const { return widest_gate_; }
  [[nodiscard]] bool gateway_listens() const { return listening_; }

  [[nodiscard]] bool slot_is_free() const {
    return children_.slots_taken() < terms_.max_concurrent_cli;
  }
  // Whether a refresh of `kind` makes list calls: not so with no channel to list.
  [[nodiscard]] bool makes_calls(Kind kind) const;
  // Whether a refresh of `kind` may have begun, at `at` or before, that waits for a slot ever
  // since, unseen.
  [[nodiscard]] bool may_wait_since(Instant at, Kind kind) const;
  // Whether nothing stands in the way of a list call of `kind`, and none is under way.
  [[nodiscard]] bool may_begin(Kind kind) const;

 private:
  template <class Body>
  void on(const sim::Event& /*event*/, const Body& /*body*/) {}
  void on(const sim::Event& event, const sim::ControllerStarted& body);
  void on(const sim::Event& event, const sim::ControllerEnded& body);
  void on(const sim::Event& event, const sim::ConfigChanged& body);
  void on(const sim::Event& event, const sim::ConfigRead& body);
  void on(const sim::Event& event, const sim::ChildSpawned& body);
  void on(const sim::Event& event, const sim::SpawnFailed& body);
  void on(const sim::Event& event, const sim::ChildSignalled& body);
  void on(const sim::Event& event, const sim::ChildExited& body);
  void on(const sim::Event& event, const sim::GatewayListening& body);
  void on(const sim::Event& event, const sim::RequestPending& body);
  void on(const sim::Event& event, const sim::RequestGone& body);
  void on(const sim::Event& event, const sim::StoreRead& body);
  void on(const sim::Event& event, const sim::CallBegan& body);
  void on(const sim::Event& event, const sim::CallEnded& body);
  [[nodiscard]] bool is_left_behind(const sim::Event& event) const;
  [[nodiscard]] Opening opening(const sim::Event& event) const;
  void outdate_config(Instant now);
  void begin(Kind kind) { news_.began.push_back(*rounds_.last(kind)); }
  void end(const Round* round);
  void forget_controller();

  Terms terms_;
  Instant now_{};
  Phase phase_ = Phase::off;
  Instant started_at_{};
  std::uint64_t started_event_ = 0;
  Instant stopped_at_{};
  Children children_;
  ClientCalls calls_;
  Rounds rounds_;
  Gateways gateways_;
  Lines lines_;
  LineLedger ledger_;
  std::array<BackOff, controller::kKindCount> back_off_;
  std::optional<Config> config_;
  std::vector<Listing> listings_;  // of readable configs before this one
  std::optional<Instant> seen_since_ = Instant::min();
  std::optional<Instant> config_read_at_;  // by the controller, when it last did
  Instant widest_gate_ = Instant::min();
  bool listening_ = false;
  std::optional<Instant> slots_full_since_;
  std::array<std::map<std::string, std::int64_t>, controller::kKindCount> expires_ms_;
  News news_;
};

}  // namespace scenarios::seen
