#include "scenarios/invariants/support/judge.h"

namespace scenarios::seen {

void Judge::observe(const sim::Event& event) {
  event_ = &event;
  pass(event.at);
  before(event);
  world_.observe(event);
  tell();
  after(event);
  event_ = nullptr;
}

void Judge::finish(Instant end) {
  end_ = end;
  pass(end);
}

// Stops wherever something is over without an event, so that idle() sees one state from end to end.
void Judge::pass(Instant until) {
  while (world_.now() < until) {
    world_.settle();
    tell();
    const Instant stop = std::min(world_.next_change().value_or(until), until);
    if (stop > world_.now()) idle(stop);
    world_.advance(stop);
    tell();
  }
}

void Judge::tell() {
  const World::News& news = world_.news();
  for (const Approval& approval : news.approvals) approved(approval);
  for (const Round& round : news.began) began(round);
  for (const Round& round : news.ended) ended(round);
}

void Judge::flag(std::string text, Property property) {
  if (event_ != nullptr) {
    violated(*event_, std::move(text), property);
  } else {
    violated_at_end(end_, std::move(text), property);
  }
}

}  // namespace scenarios::seen
