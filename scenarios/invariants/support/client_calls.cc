#include "scenarios/invariants/support/client_calls.h"

#include <algorithm>

namespace scenarios::seen {
namespace {

Approval::Outcome outcome_of(const Child& child, Instant ended, const sim::ChildExited* exit,
                             const Terms& terms) {
  using enum Approval::Outcome;
  if (exit == nullptr || !exit->code || exit->signal) return unknown;
  const auto cap = static_cast<std::int64_t>(terms.output_bytes_max);
  if (exit->out_bytes > cap || exit->err_bytes > cap) return unclear;
  if (child.signalled) return unknown;
  // It may have been given up in the very instant.
  if (ended == child.spawned + terms.approve_timeout) return unclear;
  if (*exit->code == 0) return approved;
  return exit->in_doubt ? unknown : refused;
}

}  // namespace

std::string approval_key(const Child& child) {
  return key_of(kind_of(child.command), child.channel, child.target);
}

Approval approval_of(const Child& child, Instant ended, std::uint64_t event,
                     const sim::ChildExited* exit, const Terms& terms) {
  Approval approval;
  approval.kind = kind_of(child.command);
  approval.name = raw_key_of(approval.kind, child.channel, child.target);
  approval.key = lower(approval.name);
  approval.outcome = outcome_of(child, ended, exit, terms);
  approval.spawned = child.spawned;
  approval.ended = ended;
  approval.end_event = event;
  return approval;
}

void ClientCalls::began(const sim::Event& event, const sim::CallBegan& body,
                        const Children& children) {
  ClientCall call;
  call.body = body;
  call.began = event.at;
  call.event = event.id;
  if (call.is_approval()) {
    call.name = raw_key_of(body.list, body.channel, body.target);
    call.key = lower(call.name);
    call.started =
        std::any_of(children.alive().begin(), children.alive().end(), [&](const auto& one) {
          return is_approval(one.second.command) && approval_key(one.second) == call.key;
        });
  }
  open_[body.call] = std::move(call);
}

void ClientCalls::approval_spawned(const sim::ChildSpawned& body) {
  const std::string key = key_of(kind_of(body.command), body.channel, body.target);
  for (auto& [id, call] : open_) {
    if (call.is_approval() && call.key == key) call.started = true;
  }
}

void ClientCalls::approval_spawn_failed(Kind kind) {
  for (auto& [id, call] : open_) {
    if (call.is_approval() && call.body.list == kind) call.started = true;
  }
}

const ClientCall* ClientCalls::find(std::int64_t call) const {
  const auto found = open_.find(call);
  return found == open_.end() ? nullptr : &found->second;
}

const ClientCall* ClientCalls::waiting_approval() const {
  const ClientCall* oldest = nullptr;
  for (const auto& [id, call] : open_) {
    if (!call.is_approval() || call.started) continue;
    if (oldest == nullptr || call.event < oldest->event) oldest = &call;
  }
  return oldest;
}

}  // namespace scenarios::seen
