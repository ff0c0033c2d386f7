// Hand-written runs for tests.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sim/trace/event.h"

namespace scenarios::testing {

using namespace std::chrono_literals;
using controller::Duration;
using controller::Instant;
using controller::Kind;
using controller::WallTime;

// Feeds events to a sink, each with the next id and both clocks.
class Tape {
 public:
  static constexpr WallTime kWallStart{std::chrono::milliseconds(1'795'327'200'000)};

  explicit Tape(sim::EventSink& sink) : sink_(sink) {}

  // Later events happen at `at`, counted from the begin of the run.
  Tape& at(Duration at) {
    now_ = Instant(at);
    return *this;
  }
  Tape& operator<<(sim::EventBody body) {
    if (const auto* jump = std::get_if<sim::WallClockJumped>(&body)) {
      jumped_ += std::chrono::milliseconds(jump->by_ms);
    }
    sim::Event event;
    event.id = ++id_;
    event.at = now_;
    event.wall = kWallStart + jumped_ +
                 std::chrono::floor<std::chrono::milliseconds>(now_.time_since_epoch());
    event.body = std::move(body);
    sink_.on_event(event);
    return *this;
  }

 private:
  sim::EventSink& sink_;
  Instant now_{};
  std::chrono::milliseconds jumped_{};
  std::uint64_t id_ = 0;
};

inline sim::ConfigChanged config(std::vector<std::string> channels) {
  return sim::ConfigChanged{true, std::move(channels)};
}

// ---- children

inline sim::ChildSpawned spawn(std::int64_t pid, sim::CliPurpose command, std::string channel = {},
                               std::string target = {}) {
  return sim::ChildSpawned{pid, sim::ChildRole::cli, command, std::move(channel), std::move(target),
                           {}};
}
inline sim::ChildSpawned list_telegram(std::int64_t pid) {
  return spawn(pid, sim::CliPurpose::list_channel, "telegram");
}
inline sim::ChildSpawned list_discord(std::int64_t pid) {
  return spawn(pid, sim::CliPurpose::list_channel, "discord");
}
inline sim::ChildSpawned list_devices(std::int64_t pid) {
  return spawn(pid, sim::CliPurpose::list_devices);
}
inline sim::ChildSpawned approve_telegram(std::int64_t pid, std::string code) {
  return spawn(pid, sim::CliPurpose::approve_channel, "telegram", std::move(code));
}
inline sim::ChildSpawned gateway(std::int64_t pid) {
  sim::ChildSpawned spawned;
  spawned.pid = pid;
  spawned.role = sim::ChildRole::gateway;
  return spawned;
}

// How `child` ends: by itself, with an answer when its code is 0 and it lists.
inline sim::ChildExited exits(const sim::ChildSpawned& child, int code = 0) {
  sim::ChildExited exited;
  exited.pid = child.pid;
  exited.role = child.role;
  exited.command = child.command;
  exited.channel = child.channel;
  exited.code = code;
  exited.answered = code == 0 && (child.command == sim::CliPurpose::list_channel ||
                                  child.command == sim::CliPurpose::list_devices);
  return exited;
}
// … by a signal.
inline sim::ChildExited dies(const sim::ChildSpawned& child, int signal) {
  sim::ChildExited exited = exits(child, 1);
  exited.code.reset();
  exited.signal = signal;
  return exited;
}

// A CLI call has read what it will print.
inline sim::StoreRead reads(const sim::ChildSpawned& call, std::vector<std::string> keys) {
  const bool devices = call.command == sim::CliPurpose::list_devices;
  sim::StoreRead read;
  read.pid = call.pid;
  read.list = devices ? Kind::devices : Kind::channels;
  read.channel = call.channel;
  read.keys = std::move(keys);
  return read;
}

// ---- the gateway and its stores

inline sim::GatewayWrote wrote(std::int64_t pid, std::string bytes) {
  return sim::GatewayWrote{pid, false, std::move(bytes)};
}
inline sim::RequestPending pending_telegram(std::string code, std::string owner,
                                            std::int64_t expires_ms = 0) {
  return sim::RequestPending{Kind::channels,   "telegram", std::move(code),
                             std::move(owner), expires_ms, false};
}
inline sim::RequestPending pending_device(std::string id, std::string owner) {
  return sim::RequestPending{Kind::devices, {}, std::move(id), std::move(owner), 0, false};
}

// ---- clients

inline sim::CallBegan asks(std::int64_t call, std::string operation, Kind list = Kind::channels,
                           std::string channel = {}, std::string target = {}) {
  return sim::CallBegan{call, std::move(operation), list, std::move(channel), std::move(target)};
}
inline sim::CallEnded answered(std::int64_t call, std::int64_t status = 200,
                               std::string message = "ok") {
  return sim::CallEnded{call, status, std::move(message)};
}
inline sim::ListRead shows(Kind list, std::vector<std::string> keys,
                           std::optional<std::int64_t> last_updated_ms = {}) {
  return sim::ListRead{list, std::move(keys), {}, last_updated_ms};
}

}  // namespace scenarios::testing
