#include "scenarios/invariants/support/owing.h"

#include <algorithm>

#include "scenarios/invariants/support/due.h"

namespace scenarios::seen {

std::string text_of(Kind kind, const Owed& owed, Instant due) {
  constexpr std::size_t kShown = 60;
  const std::string line =
      owed.line.size() > kShown ? owed.line.substr(0, kShown) + "…" : owed.line;
  return "the line \"" + line + "\" at " + text_of(owed.since) +
         (owed.lines > 1 ? " and " + std::to_string(owed.lines - 1) + " more" : "") +
         " called for a refresh of " + std::string(name_of(kind)) + ": at " + text_of(due) +
         " nothing stood in its way, and none began";
}

void OwingJudge::approved(const Approval& approval) {
  if (approval.kind == Kind::channels) channels_asked_ = approval.ended;
}

void OwingJudge::after(const sim::Event& event) {
  const bool started = std::holds_alternative<sim::ControllerStarted>(event.body);
  if (started || std::holds_alternative<sim::ControllerEnded>(event.body)) owed_ = {};
  // Whether an invisible refresh served the lines meanwhile cannot be told.
  if (std::holds_alternative<sim::ConfigChanged>(event.body)) owed_[0].reset();
  const auto* call = std::get_if<sim::CallBegan>(&event.body);
  if (call != nullptr && call->operation == "refresh" && call->list == Kind::channels) {
    channels_asked_ = event.at;
  }
  for (const Line& line : world().news().lines) {
    if (!world().running() || !line.sure || line.keyword.empty()) continue;
    for (const Kind kind : kKinds) owe(kind, line);
  }
}

void OwingJudge::owe(Kind kind, const Line& line) {
  auto& owed = owed_[index_of(kind)];
  if (!owed) {
    owed = Owed{};
    owed->since = world().now();
    owed->line = line.text;
    owed->keyword = line.keyword;
    owed->during_refresh = world().rounds().in_flight(kind);
    owed->during_back_off = backed_off_until(world(), kind) > world().now();
  }
  ++owed->lines;
  owed->on_out = owed->on_out || !line.to_stderr;
  owed->on_err = owed->on_err || line.to_stderr;
  owes(kind, *owed);
}

Instant OwingJudge::due(Kind kind, const Owed& owed) const {
  Instant due = std::max({world().now(), owed.since + terms().debounce,
                          reactive_gate_at_most(world()), backed_off_until(world(), kind)});
  // A refresh of channels may have begun without being seen.
  if (!knows_last_of_channels(world())) {
    due = std::max(due, channels_asked_) + terms().reactive_gap_min;
  }
  return due;
}

void OwingJudge::idle(Instant until) {
  const bool idle_kinds =
      !world().rounds().in_flight(Kind::channels) && !world().rounds().in_flight(Kind::devices);
  for (const Kind kind : kKinds) {
    auto& owed = owed_[index_of(kind)];
    if (!owed || !idle_kinds || !world().may_begin(kind)) continue;
    const Instant due = this->due(kind, *owed);
    if (due >= until) continue;
    missing(kind, *owed, due);
    owed.reset();
  }
}

}  // namespace scenarios::seen
