// Refreshes that log lines call for: each trigger must be followed by a refresh that begins after
// it (L1, L3).
#pragma once

#include <array>
#include <optional>

#include "scenarios/invariants/support/judge.h"

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

// Overriders of its functions call it first.
class OwingJudge : public Judge {
 public:
  using Judge::Judge;

 protected:
  void approved(const Approval& approval) override;
  void began(const Round& round) override { owed_[index_of(round.kind)].reset(); }
  void after(const sim::Event& event) override;
  void idle(Instant until) override;

  // A trigger came, and from it on a refresh of `kind` is owed.
  virtual void owes(Kind /*kind*/, const Owed& /*owed*/) {}
  // At `due` nothing stood in the way of the refresh any more, and yet it did not begin.
  virtual void missing(Kind kind, const Owed& owed, Instant due) = 0;

 private:
  void owe(Kind kind, const Line& line);
  [[nodiscard]] Instant due(Kind kind, const Owed& owed) const;

  std::array<std::optional<Owed>, controller::kKindCount> owed_;
  Instant channels_asked_ = Instant::min();
};

std::string text_of(Kind kind, const Owed& owed, Instant due);

}  // namespace scenarios::seen
