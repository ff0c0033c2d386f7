// Refreshes that log lines call for: each trigger must be followed by a refresh that begins after
// it (L1, L3).
#pragma once

#include <array>
#include <optional>

#include "scenarios/invariants/support/world.h"

namespace scenarios::seen {

// Lines that no refresh has followed yet.
struct Owed {
  Instant since;  // the first of them
  std::string line;
  std::string keyword;
  std::size_t lines = 0;
  bool during_refresh = false;   // the first came while a refresh of the kind ran
  bool during_back_off = false;  // likewise
  bool on_out = false;
  bool on_err = false;
};

std::string text_of(Kind kind, const Owed& owed, Instant due);

class Debts {
 public:
  // As of an Observer (narrator.h).
  void approved(const Approval& approval);
  void began(const Round& round) { owed_[index_of(round.kind)].reset(); }
  void after(const sim::Event& event);

  // A trigger came: from it on a refresh of `kind` is owed.
  const Owed& owe(Kind kind, const Line& line, const World& world);
  // When one was due, before `until`, that nothing stood in the way of any more: it is missing.
  [[nodiscard]] std::optional<Instant> missing_since(Kind kind, Instant until,
                                                     const World& world) const;
  // What there is no refresh for. Precondition: one is missing.
  [[nodiscard]] const Owed& owed(Kind kind) const { return *owed_[index_of(kind)]; }
  void remit(Kind kind) { owed_[index_of(kind)].reset(); }

 private:
  [[nodiscard]] Instant due(Kind kind, const Owed& owed, const World& world) const;

  std::array<std::optional<Owed>, controller::kKindCount> owed_;
  Instant channels_asked_ = Instant::min();
};

}  // namespace scenarios::seen
