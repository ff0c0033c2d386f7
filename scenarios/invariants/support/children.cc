#include "scenarios/invariants/support/children.h"

#include <algorithm>
#include <csignal>

namespace scenarios::seen {

std::string text_of(const Child& child) {
  std::string text(sim::name_of(child.command));
  if (!child.channel.empty()) text += ' ' + child.channel;
  if (!child.target.empty()) text += ' ' + child.target;
  return text + " (pid " + std::to_string(child.pid) + ')';
}

void Children::spawned(const sim::Event& event, const sim::ChildSpawned& body) {
  if (body.role != sim::ChildRole::cli) return;
  Child child;
  child.pid = body.pid;
  child.command = body.command;
  child.channel = lower(body.channel);
  child.target = body.target;
  child.spawned = event.at;
  child.spawn_event = event.id;
  alive_[body.pid] = std::move(child);
}

void Children::signalled(Instant at, const sim::ChildSignalled& body) {
  const auto found = alive_.find(body.pid);
  if (found == alive_.end()) return;
  Child& child = found->second;
  if (!child.signalled) child.signalled = at;
  if (body.signal == SIGTERM && !child.termed) child.termed = at;
  if (body.signal == SIGKILL && !child.killed) child.killed = at;
}

std::optional<Instant> Children::next_change() const {
  std::optional<Instant> next;
  for (const auto& [pid, child] : alive_) {
    if (child.given_up || !child.killed) continue;
    const Instant at = *child.killed + reap_grace_;
    if (!next || at < *next) next = at;
  }
  return next;
}

std::vector<Child> Children::give_up(Instant now) {
  std::vector<Child> fresh;
  for (auto& [pid, child] : alive_) {
    if (child.given_up || !child.killed || *child.killed + reap_grace_ > now) continue;
    child.given_up = true;
    fresh.push_back(child);
  }
  return fresh;
}

const Child* Children::find(std::int64_t pid) const {
  const auto found = alive_.find(pid);
  return found == alive_.end() ? nullptr : &found->second;
}

std::size_t Children::slots_taken() const {
  return static_cast<std::size_t>(std::count_if(alive_.begin(), alive_.end(), [](const auto& one) {
    return one.second.command != sim::CliPurpose::version;
  }));
}

}  // namespace scenarios::seen
