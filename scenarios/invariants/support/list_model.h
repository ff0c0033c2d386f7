// What one list must show, told from the list calls' results alone (C6 to C11, C15), and how what
// it did show differs from that.
//
// After each difference the model takes over what was shown, so that one mistake is told once.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "scenarios/invariants/support/world.h"

namespace scenarios::seen {

enum class Wrong : std::uint8_t {
  unlisted,         // shown, and no call ever listed it
  not_added,        // an answered call listed it, and it is not shown
  not_removed,      // an answered call did not list it any more, and it is shown still
  lost_on_failure,  // dropped, although its list failed
  failed_used,      // shown because of a call that failed
  unreadable_used,  // shown because of a call whose output held no answer
  oversized_used,   // shown because of a call that printed too much
  disabled_shown,   // shown after a refresh that its channel was no part of
  older_used,       // shown because of a call that began before one shown already
  approved_shown,   // shown after its approval
  expired_shown,
  dropped_unasked,  // dropped, and nothing happened
  half,             // shown or dropped while its refresh still runs
  changed_by_stopped,
};

struct Difference {
  Wrong wrong = Wrong::unlisted;
  Kind kind = Kind::channels;
  std::string key;
  std::string text;
  bool beside_unreadable = false;  // a call of the same refresh printed no answer
  bool beside_committed = false;   // another list of the same refresh was put in place
};

class ListModel {
 public:
  explicit ListModel(Kind kind) : kind_(kind) {}

  // Before the world takes the event in, and after.
  void before(const sim::Event& event, const World& world);
  void observe(const sim::Event& event, const World& world);
  void ended(const Round& round, const World& world);
  void approval_ended(const Approval& approval);
  // What a reading shows although it must not at this very moment.
  std::vector<Difference> read(const sim::Event& event, const sim::ListRead& body);
  // An instant is over. To be called before the world moves on.
  std::vector<Difference> settle(const World& world);

  [[nodiscard]] std::uint64_t expiries() const { return expiries_; }
  [[nodiscard]] const std::set<std::string>& shown() const { return shown_; }

 private:
  enum class Must : std::uint8_t { show, maybe, hide };
  struct Held {
    Must must = Must::show;
    std::optional<std::int64_t> expires_ms;
    bool expiry_seen = false;
  };
  using Entries = std::map<std::string, Held>;
  struct Source {
    Entries entries;
    std::uint64_t committed = 0;  // the spawn of the call whose result is in place
    std::vector<ListCall> calls;  // the latest results, used or not
    bool committed_now = false;   // in this instant, as are the next two
    bool failed_now = false;
    bool older_ended_now = false;
  };
  struct Approved {
    Instant at;
    Must must = Must::hide;
  };

  void commit(const Round& round, const ListCall& call);
  void replace(const Round& round, const ListCall& call, Source& source);
  [[nodiscard]] Must must_after(const Round& round, const ListCall& call,
                                const std::string& key) const;
  static void doubt(Source& source);
  static void may_hold(Source& source, const ListCall& call);
  void doubt_all_but(const std::vector<std::string>& channels);
  void drop_all_but(const std::vector<std::string>& channels);
  void approve(const std::string& key, Instant at, Must must);
  void stop(const World& world);
  Source& source_for(const std::string& key);
  Held* find(const std::string& key);
  [[nodiscard]] bool expired(const Held& held) const;
  void mark_expired();

  std::vector<Difference> compare(const World& world);
  [[nodiscard]] Wrong why_extra(const World& world, const std::string& key,
                                const Source& source) const;
  [[nodiscard]] Wrong why_missing(const World& world, const std::string& key,
                                  const Source& source) const;
  // What the trace calls that.
  [[nodiscard]] std::string name_of(const std::string& key) const;
  [[nodiscard]] Difference difference(const World& world, Wrong wrong,
                                      const std::string& key) const;
  [[nodiscard]] bool changed_neatly(const std::string& name, const Source& source,
                                    const std::set<std::string>& wrong_sources) const;
  void mark_siblings(std::vector<Difference>& differences) const;
  void new_instant();

  Kind kind_;
  std::map<std::string, Source> sources_;
  std::map<std::string, Approved> approved_;
  std::set<std::string> disabled_;  // entries of channels that are no longer enabled
  std::set<std::string> shown_;
  std::vector<std::string> names_;      // of what is shown, as the trace has them
  std::set<std::string> shown_before_;  // at the end of the instant before
  std::int64_t wall_ms_ = 0;
  bool dirty_ = false;
  bool unreadable_now_ = false;
  bool tolerate_ = false;
  std::uint64_t expiries_ = 0;
};

}  // namespace scenarios::seen
