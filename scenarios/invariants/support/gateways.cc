#include "scenarios/invariants/support/gateways.h"

#include <csignal>

namespace scenarios::seen {
namespace {

std::optional<Wish> wish_of(std::string_view operation) {
  if (operation == "gateway.start") return Wish::start;
  if (operation == "gateway.stop") return Wish::stop;
  if (operation == "gateway.restart") return Wish::restart;
  if (operation == "controller.stop") return Wish::shutdown;
  return std::nullopt;
}

}  // namespace

void Gateways::observe(const sim::Event& event) {
  forget_answered(event.at);
  if (std::holds_alternative<sim::ControllerStarted>(event.body)) {
    controller_runs_ = true;
    controller_started_ = event.at;
    shutdown_.reset();
    calls_.clear();
  } else if (std::holds_alternative<sim::ControllerEnded>(event.body)) {
    controller_runs_ = false;
    calls_.clear();
    for (auto& [pid, gateway] : alive_) gateway.left_behind = true;
  } else if (const auto* spawned = std::get_if<sim::ChildSpawned>(&event.body)) {
    if (spawned->role == sim::ChildRole::gateway) {
      alive_[spawned->pid] = Gateway{spawned->pid, event.at, std::nullopt, std::nullopt, false};
    }
  } else if (const auto* signalled = std::get_if<sim::ChildSignalled>(&event.body)) {
    const auto found = alive_.find(signalled->pid);
    if (found == alive_.end()) return;
    if (controller_runs_ && !found->second.signalled) found->second.signalled = event.at;
    if (signalled->signal == SIGKILL && !found->second.killed) found->second.killed = event.at;
  } else if (const auto* rest = std::get_if<sim::GroupKilled>(&event.body)) {
    const auto found = alive_.find(rest->pid);
    if (found != alive_.end() && !found->second.killed) found->second.killed = event.at;
  } else if (const auto* exited = std::get_if<sim::ChildExited>(&event.body)) {
    alive_.erase(exited->pid);
  } else if (const auto* began = std::get_if<sim::CallBegan>(&event.body)) {
    on(*began, event.at);
  } else if (const auto* ended = std::get_if<sim::CallEnded>(&event.body)) {
    on(*ended, event.at);
  }
}

void Gateways::on(const sim::CallBegan& body, Instant at) {
  const std::optional<Wish> wish = wish_of(body.operation);
  if (!wish) return;
  calls_[body.call] = GatewayCall{*wish, at, std::nullopt, false};
  if (*wish == Wish::shutdown && !shutdown_) shutdown_ = at;
}

void Gateways::on(const sim::CallEnded& body, Instant at) {
  const auto found = calls_.find(body.call);
  if (found == calls_.end()) return;
  found->second.left = body.status == 0;
  if (body.status != 0) found->second.answered = at;
}

void Gateways::forget_answered(Instant now) {
  std::erase_if(calls_, [now](const auto& entry) {
    return entry.second.answered && *entry.second.answered + kLate < now;
  });
}

const Gateway* Gateways::find(std::int64_t pid) const {
  const auto found = alive_.find(pid);
  return found == alive_.end() ? nullptr : &found->second;
}

const Gateway* Gateways::undisturbed() const {
  for (const auto& [pid, gateway] : alive_) {
    if (!gateway.signalled && !gateway.killed) return &gateway;
  }
  return nullptr;
}

bool Gateways::has_child() const {
  for (const auto& [pid, gateway] : alive_) {
    if (!gateway.killed) return true;
  }
  return false;
}

bool Gateways::wished(Wish wish) const {
  for (const auto& [id, call] : calls_) {
    if (call.wish == wish) return true;
  }
  return false;
}

const GatewayCall* Gateways::call(std::int64_t id) const {
  const auto found = calls_.find(id);
  return found == calls_.end() ? nullptr : &found->second;
}

}  // namespace scenarios::seen
