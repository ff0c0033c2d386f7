#include "scenarios/invariants/support/narrator.h"

#include <algorithm>

namespace scenarios::seen {
namespace {

bool is_output(const sim::Event& event) {
  return std::holds_alternative<sim::GatewayWrote>(event.body) ||
         std::holds_alternative<sim::PassedThrough>(event.body) ||
         std::holds_alternative<sim::LineDelivered>(event.body);
}

}  // namespace

void Narrator::on_event(const sim::Event& event) {
  event_ = &event;
  pass(event.at);
  tell_passed(event.at);
  lists_.before(event, world_);
  explainer_.before(event, world_);
  requests_.before(event);
  const Request* answered = requests_.answered();
  if (answered != nullptr && requests_.keeps_limits(*answered))
    observers_.tell<&Observer::answered>(*answered, std::get<sim::HttpReceived>(event.body));
  const bool output = is_output(event);
  if (output) {
    observers_.tell<&Observer::before_output>(event);
  } else {
    observers_.tell<&Observer::before>(event);
  }
  world_.observe(event);
  tell();
  lists_.after(event, world_);
  explainer_.after(event, world_);
  requests_.after(event);
  debts_.after(event);
  if (world_.running()) tell_lines();
  tell_delivered();
  tell_differences();
  if (output) {
    observers_.tell<&Observer::after_output>(event);
  } else {
    observers_.tell<&Observer::after>(event);
  }
  event_ = nullptr;
}

void Narrator::finish(Instant end) {
  end_ = end;
  pass(end);
  world_.finish(end);
  tell_passed(end);
  tell_delivered();
  observers_.tell<&Observer::over>(end);
}

// Stops wherever something is over without an event, so that idle() sees one state from end to end.
void Narrator::pass(Instant until) {
  while (world_.now() < until) {
    world_.settle();
    tell();
    const Instant stop = std::min(world_.next_change().value_or(until), until);
    if (stop > world_.now()) {
      lists_.idle(world_);
      tell_differences();
      tell_missing(stop);
      observers_.tell<&Observer::idle>(stop);
    }
    world_.advance(stop);
    tell();
  }
}

// Most events come in company: it is news to the first one only.
void Narrator::tell_passed(Instant now) {
  if (told_passed_ == now) return;
  told_passed_ = now;
  observers_.tell<&Observer::passed>(now);
}

void Narrator::tell() {
  const World::News& news = world_.news();
  for (const Approval& approval : news.approvals) {
    lists_.approved(approval);
    explainer_.approved(approval);
    debts_.approved(approval);
    observers_.tell<&Observer::approved>(approval);
  }
  for (const Round& round : news.began) {
    explainer_.began(round, world_);
    debts_.began(round);
    observers_.tell<&Observer::began>(round);
    if (world_.running()) observers_.tell<&Observer::explained>(round, explainer_.begin());
  }
  for (const Round& round : news.ended) {
    lists_.ended(round, world_);
    explainer_.ended(round);
    observers_.tell<&Observer::ended>(round);
  }
}

void Narrator::tell_lines() {
  for (const Line& line : world_.news().lines) {
    observers_.tell<&Observer::line>(line);
    if (!line.triggers()) continue;
    for (const Kind kind : kKinds)
      observers_.tell<&Observer::owes>(kind, debts_.owe(kind, line, world_));
  }
}

void Narrator::tell_delivered() {
  const LineLedger::News& news = world_.lines_delivered();
  if (!news.empty()) observers_.tell<&Observer::delivered>(news);
}

void Narrator::tell_differences() {
  for (const Difference& difference : lists_.differences())
    observers_.tell<&Observer::differs>(difference);
}

void Narrator::tell_missing(Instant until) {
  for (const Kind kind : kKinds) {
    const auto due = debts_.missing_since(kind, until, world_);
    if (!due) continue;
    observers_.tell<&Observer::missing>(kind, debts_.owed(kind), *due);
    debts_.remit(kind);
  }
}

}  // namespace scenarios::seen
