#include "scenarios/invariants/support/debts.h"

#include <algorithm>

#include "scenarios/invariants/support/due.h"
#include "scenarios/invariants/support/line_ledger.h"

namespace scenarios::seen {

std::string text_of(Kind kind, const Owed& owed, Instant due) {
  return "the line " + shown(owed.line) + " at " + text_of(owed.since) +
         (owed.lines > 1 ? " and " + std::to_string(owed.lines - 1) + " more" : "") +
         " called for a refresh of " + std::string(name_of(kind)) + ": at " + text_of(due) +
         " nothing stood in its way, and none began";
}

void Debts::approved(const Approval& approval) {
  if (approval.kind == Kind::channels) channels_asked_ = approval.ended;
}

void Debts::after(const sim::Event& event) {
  const bool started = std::holds_alternative<sim::ControllerStarted>(event.body);
  if (started || std::holds_alternative<sim::ControllerEnded>(event.body)) owed_ = {};
  // Whether an invisible refresh served the lines meanwhile cannot be told.
  if (std::holds_alternative<sim::ConfigChanged>(event.body)) owed_[0].reset();
  const auto* call = std::get_if<sim::CallBegan>(&event.body);
  if (call != nullptr && call->operation == "refresh" && call->list == Kind::channels) {
    channels_asked_ = event.at;
  }
}

const Owed& Debts::owe(Kind kind, const Line& line, const World& world) {
  auto& owed = owed_[index_of(kind)];
  if (!owed) {
    owed = Owed{};
    owed->since = world.now();
    owed->line = line.text;
    owed->keyword = line.keyword;
    owed->during_refresh = world.rounds().in_flight(kind);
    owed->during_back_off = backed_off_until(world, kind) > world.now();
  }
  ++owed->lines;
  owed->on_out = owed->on_out || !line.to_stderr;
  owed->on_err = owed->on_err || line.to_stderr;
  return *owed;
}

Instant Debts::due(Kind kind, const Owed& owed, const World& world) const {
  Instant due = std::max({world.now(), owed.since + world.terms().debounce,
                          reactive_gate_at_most(world), backed_off_until(world, kind)});
  // A refresh of channels may have begun without being seen.
  if (!knows_last_of_channels(world)) {
    due = std::max(due, channels_asked_) + world.terms().reactive_gap_min;
  }
  return due;
}

std::optional<Instant> Debts::missing_since(Kind kind, Instant until, const World& world) const {
  const auto& owed = owed_[index_of(kind)];
  const bool may_begin = owed && !world.rounds().in_flight(Kind::channels) &&
                         !world.rounds().in_flight(Kind::devices) && world.may_begin(kind);
  if (!may_begin) return std::nullopt;
  const Instant due = this->due(kind, *owed, world);
  return due < until ? std::optional(due) : std::nullopt;
}

}  // namespace scenarios::seen
