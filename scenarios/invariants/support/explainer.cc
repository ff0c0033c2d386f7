#include "scenarios/invariants/support/explainer.h"

#include <algorithm>

namespace scenarios::seen {
namespace {

constexpr Duration kTick{1};

bool any_in(const std::vector<Instant>& times, Instant from, Instant to) {
  return std::any_of(times.begin(), times.end(),
                     [&](Instant at) { return from <= at && at <= to; });
}

template <class Instants>
std::size_t count_at(const Instants& times, Instant at) {
  return static_cast<std::size_t>(std::count(times.begin(), times.end(), at));
}

void drop_before(std::vector<Instant>& times, Instant from) {
  std::erase_if(times, [&](Instant at) { return at < from; });
}

}  // namespace

void Explainer::forget() {
  windows_.clear();
  lanes_ = {};
  plain_.clear();
  refused_at_ = Instant::min();
}

void Explainer::before(const sim::Event& event, const World& world) {
  const bool spawn = std::holds_alternative<sim::ChildSpawned>(event.body) ||
                     std::holds_alternative<sim::SpawnFailed>(event.body);
  if (!spawn) return;
  for (const Kind kind : kKinds) {
    Lane& lane = this->lane(kind);
    // A refresh whose calls cannot even be spawned begins and ends in one event.
    lane.back_off = world.back_off(kind);
    if (!lane.last || lane.last->over || lane.last->channels) continue;
    // When a refresh whose config is not known is over, shows only later.
    const Round* now = world.last(kind);
    if (now == nullptr || !now->all_calls_over()) continue;
    lane.last = *now;
    lane.last->over = true;
    for (const ListCall& call : now->calls) {
      lane.last->ended = std::max(lane.last->ended, call.ended);
    }
  }
}

void Explainer::approved(const Approval& approval) {
  if (approval.outcome == Approval::Outcome::refused) {
    refused_at_ = approval.ended;
  } else {
    Lane& lane = this->lane(approval.kind);
    lane.approvals.push_back(std::max(approval.ended, lane.unserved_from));
  }
}

void Explainer::after(const sim::Event& event, const World& world) {
  if (std::holds_alternative<sim::ControllerStarted>(event.body)) forget();
  if (std::holds_alternative<sim::ControllerEnded>(event.body)) forget();
  const auto* call = std::get_if<sim::CallBegan>(&event.body);
  if (call != nullptr && call->operation == "refresh") {
    Lane& lane = this->lane(call->list);
    // A refresh that began in this very instant, but before, does not serve it.
    lane.asked.push_back(std::max(event.at, lane.unserved_from));
  }
  if (!world.running()) return;
  for (const Line& line : world.news().lines) take(line, world);
}

void Explainer::take(const Line& line, const World& world) {
  if (!line.keyword.empty()) {
    windows_.trigger(world, line.sure);
    for (Lane& lane : lanes_) {
      const bool late = lane.unserved_from > world.now();
      if (late && world.terms().debounce == Duration::zero())
        lane.lines.push_back(lane.unserved_from);
    }
  } else if (plain_.empty() || plain_.back() != world.now()) {
    // The earliest stand in front: with thousands of lines a second, looking at all would be slow.
    const Instant from = world.now() - world.terms().debounce;
    while (!plain_.empty() && plain_.front() < from) plain_.pop_front();
    plain_.push_back(world.now());
  }
}

void Explainer::ended(const Round& round) {
  Lane& lane = this->lane(round.kind);
  if (lane.last && lane.last->first_event == round.first_event) lane.last = round;
}

void Explainer::began(const Round& round, const World& world) {
  Lane& lane = this->lane(round.kind);
  begin_ = Begin();
  begin_.previous = lane.last;
  begin_.why = why(round, lane, world);
  begin_.surely_backed_off_until = lane.back_off->surely_until().value_or(Instant::min());
  if (!begin_.why.any()) begin_.blame = blame(round, lane, world);
  serve(round, begin_.why, lane);
  lane.last = round;
}

Why Explainer::why(const Round& round, const Lane& lane, const World& world) const {
  const Instant at = round.first_spawn;
  // What came in the instant of the last begin, after it, is told of as if a moment later; it may
  // be served in that instant.
  const auto happened = [&](const std::vector<Instant>& times) {
    return any_in(times, lane.unserved_from, std::max(at, lane.unserved_from));
  };
  Why why;
  why.first = !lane.last;
  why.asked = happened(lane.asked);
  why.approval = happened(lane.approvals);
  why.reactive =
      happened(windows_.ends()) || happened(lane.lines) || world.lines().unfinished_keyword();
  if (!lane.last || !lane.last->over) return why;
  why.period = at >= lane.last->ended + world.terms().period;
  why.boot = lane.back_off->may_be_booting() && at >= lane.last->ended + world.terms().boot_retry;
  return why;
}

Blame Explainer::blame(const Round& round, const Lane& lane, const World& world) const {
  const Instant at = round.first_spawn;
  if (refused_at_ == at) return Blame::refusal;
  const Instant begin = lane.last ? lane.last->first_spawn : world.started_at();
  const auto& ends = windows_.ends();
  const bool too_early = !ends.empty() && ends.back() > at;
  if (too_early || any_in(windows_.absorbed(), begin - world.terms().debounce, at))
    return Blame::window;
  const bool booting = lane.last && lane.last->over && lane.back_off->boot_failed();
  if (booting) return Blame::boot_too_early;
  const bool plain = count_at(plain_, at) > 0 || count_at(plain_, at - world.terms().debounce) > 0;
  return plain ? Blame::plain_line : Blame::period;
}

// A refresh serves what happened before it began. Of what happened in the very instant of its begin
// that is sure only when there was but one reason.
void Explainer::serve(const Round& round, const Why& why, Lane& lane) {
  const Instant at = round.first_spawn;
  const Instant instant = std::max(at, lane.unserved_from);  // as what came in it is told of
  std::size_t reasons = (why.first ? 1U : 0U) + (why.period ? 1U : 0U) + (why.boot ? 1U : 0U);
  bool earlier = false;
  const std::vector<Instant>* causes[] = {&lane.asked, &lane.approvals, &lane.lines,
                                          &windows_.ends()};
  for (const auto* times : causes) {
    reasons += count_at(*times, instant);
    earlier = earlier || any_in(*times, lane.unserved_from, at - kTick);
  }
  if (earlier) ++reasons;
  const Instant after = instant + kTick;
  lane.unserved_from = reasons > 1 || round.waited() ? round.earliest : after;
  drop_before(lane.asked, lane.unserved_from);
  drop_before(lane.approvals, lane.unserved_from);
  drop_before(lane.lines, lane.unserved_from);
  windows_.forget_before(std::min(lanes_[0].unserved_from, lanes_[1].unserved_from));
}

}  // namespace scenarios::seen
