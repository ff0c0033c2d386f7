#include "scenarios/invariants/support/children.h"

#include <csignal>

namespace scenarios::seen {
namespace {

// Asking for the version takes none (C4).
bool takes_slot(const Child& child) { return child.command != sim::CliPurpose::version; }

}  // namespace

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
  gone(body.pid);
  if (takes_slot(child)) ++slots_taken_;
  alive_.emplace(body.pid, std::move(child));
}

void Children::gone(std::int64_t pid) {
  const auto found = alive_.find(pid);
  if (found == alive_.end()) return;
  if (takes_slot(found->second)) --slots_taken_;
  alive_.erase(found);
}

void Children::clear() {
  alive_.clear();
  slots_taken_ = 0;
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

}  // namespace scenarios::seen
