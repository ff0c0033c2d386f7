#include "scenarios/invariants/support/narrator.h"

#include <algorithm>

namespace scenarios::seen {

void Narrator::on_event(const sim::Event& event) {
  event_ = &event;
  pass(event.at);
  observers_.tell<&Observer::passed>(event.at);
  lists_.before(event, world_);
  explainer_.before(event, world_);
  observers_.tell<&Observer::before>(event);
  world_.observe(event);
  tell();
  lists_.after(event, world_);
  explainer_.after(event, world_);
  observers_.tell<&Observer::after>(event);
  event_ = nullptr;
}

void Narrator::finish(Instant end) {
  end_ = end;
  pass(end);
  world_.finish(end);
  observers_.tell<&Observer::passed>(end);
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
      observers_.tell<&Observer::idle>(stop);
    }
    world_.advance(stop);
    tell();
  }
}

void Narrator::tell() {
  const World::News& news = world_.news();
  for (const Approval& approval : news.approvals) {
    lists_.approved(approval);
    explainer_.approved(approval);
    observers_.tell<&Observer::approved>(approval);
  }
  for (const Round& round : news.began) {
    explainer_.began(round, world_);
    observers_.tell<&Observer::began>(round);
  }
  for (const Round& round : news.ended) {
    lists_.ended(round, world_);
    explainer_.ended(round);
    observers_.tell<&Observer::ended>(round);
  }
}

}  // namespace scenarios::seen
