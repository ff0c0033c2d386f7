// Refreshes as they look from outside: the list calls of one kind that were begun together.
//
// When a refresh really began is hidden while no slot is free: its first call then waits. So a
// round has two begins: the earliest one possible, and that of its first call. One of channels
// begins with a look at the config: where those looks are told, its begin and its channels are
// known.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/invariants/support/children.h"

namespace scenarios::seen {

enum class Outcome : std::uint8_t {
  pending,
  success,
  failure,
};

// An entry that a call must yield. Its expiry is unknown when the bench did not tell it.
struct Entry {
  std::string key;
  std::string name;  // the same as the trace has it
  std::optional<std::int64_t> expires_ms;
};

struct ListCall {
  std::int64_t pid = 0;
  std::string channel;  // empty: devices, or all channels merged
  Instant spawned;
  std::uint64_t spawn_event = 0;
  Outcome outcome = Outcome::pending;
  Instant ended;
  bool oversized = false;    // printed more than the cap allows
  bool at_the_tick = false;  // ended when its time was over: whether in time, nobody can tell
  bool unreadable = false;   // exited with 0, and its output held no answer
  bool read = false;         // `entries` are known
  std::vector<Entry> entries;

  [[nodiscard]] bool over() const { return outcome != Outcome::pending; }
};

struct Round {
  Kind kind = Kind::channels;
  std::uint64_t first_event = 0;
  Instant first_spawn;
  Instant earliest;
  // What must be listed; nothing when the config changed at about the begin, or is unknown.
  std::optional<std::vector<std::string>> channels;
  // What may have to be, as far as the calls so far do not tell.
  std::vector<std::vector<std::string>> possible;
  std::vector<ListCall> calls;
  std::size_t spawn_failures = 0;
  bool over = false;
  Instant ended;
  Instant partner_ended;  // of rounds of the other kind that may have begun together with this one

  [[nodiscard]] const ListCall* find(std::string_view channel) const;
  [[nodiscard]] bool all_calls_over() const;
  [[nodiscard]] bool has_all_calls() const;
  // For channels, some channel answering is a success.
  [[nodiscard]] Outcome outcome() const;
  // It succeeded if what ended at the tick of its time-out was in time.
  [[nodiscard]] bool success_is_doubtful() const;
  [[nodiscard]] bool waited() const { return earliest < first_spawn; }
  // Whether both may be one round inside.
  [[nodiscard]] bool may_be_joint_with(const Round& round) const {
    return earliest <= round.first_spawn && round.earliest <= first_spawn;
  }
};
std::string text_of(const Round& round);

// The channels that a readable config enabled, and from when to when, both included.
struct Listing {
  Instant since = Instant::min();
  Instant until = controller::kNever;
  std::vector<std::string> channels;
};

// What is known when a list call is spawned.
struct Opening {
  Instant at;
  std::uint64_t event = 0;
  Instant slots_full_since;       // `at` when a slot was free before
  std::vector<Listing> listings;  // in force at some moment since `slots_full_since`
};

// The controller has looked at the config.
struct ConfigReading {
  Instant at;
  std::optional<std::vector<std::string>> channels;  // nothing: unreadable, or not known
};

class Rounds {
 public:
  explicit Rounds(const Terms& terms) : terms_(terms) {}

  void clear() {
    rounds_ = {};
    in_flight_ = {};
    reading_.reset();
    readings_told_ = false;
  }
  // With that a refresh of channels begins, whose calls, if there are any, come next. Answers the
  // round that is over by it, or null.
  const Round* config_read(ConfigReading reading);
  // The round that this call shows to be over, since it is the begin of another; or null.
  const Round* superseded(const sim::ChildSpawned& body);
  // Each answers true when that was the begin of a round.
  bool spawned(const Opening& opening, const sim::ChildSpawned& body);
  bool spawn_failed(const Opening& opening, Kind kind);
  void read(const sim::StoreRead& body, std::vector<Entry> entries);
  // Each answers the round that is over by it, or null.
  const Round* exited(Instant at, const Child& child, const sim::ChildExited& body);
  const Round* given_up(Instant at, const Child& child);
  // All of an instant has happened: a round that has no call running although a slot is free has no
  // further call.
  const Round* close(Kind kind, bool slot_is_free);

  // The round begun last, or null.
  [[nodiscard]] const Round* last(Kind kind) const;
  [[nodiscard]] bool in_flight(Kind kind) const { return in_flight_[index_of(kind)] > 0; }
  // Whether a refresh of channels that began at `at` or before may have no call yet; told exactly
  // once looks at the config are told.
  [[nodiscard]] bool channels_may_wait_since(Instant at) const {
    if (!readings_told_) return true;
    return reading_ && reading_->at <= at && (!reading_->channels || !reading_->channels->empty());
  }
  // When the last round ended, together with those of the other kind that may be part of it;
  // nothing while one of them runs, or when there was none.
  [[nodiscard]] std::optional<Instant> latest_end(Kind kind) const;

 private:
  using List = std::deque<Round>;
  [[nodiscard]] List& list(Kind kind) { return rounds_[index_of(kind)]; }
  [[nodiscard]] bool was_read(Kind kind) const { return kind == Kind::channels && reading_; }
  [[nodiscard]] bool begins_anew(const Round& round, std::string_view channel) const;
  Round& begin(const Opening& opening, Kind kind);
  void end(Round& round, Instant at);
  struct Place {
    Round* round = nullptr;
    ListCall* call = nullptr;
  };
  Place find(Kind kind, std::int64_t pid);

  Terms terms_;
  std::array<List, controller::kKindCount> rounds_;
  std::array<std::size_t, controller::kKindCount> in_flight_{};  // of these
  std::optional<ConfigReading> reading_;  // the last, when no call has followed it yet
  bool readings_told_ = false;
};

}  // namespace scenarios::seen
