// A host without a controller, for tests: calm choices, one parent process, and all that can be
// seen of it.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "sim/choice/choice.h"
#include "sim/faults/fault_book.h"
#include "sim/gateway/machine.h"
#include "sim/host/host_spawner.h"
#include "sim/trace/recorder.h"
#include "sim/world/process.h"
#include "sim/world/testing/at.h"

namespace sim::host_test {

constexpr controller::ExitStatus exited(int code) { return {code, std::nullopt}; }
constexpr controller::ExitStatus killed_by(int signal) { return {std::nullopt, signal}; }

class Calm final : public ChoiceSource {
 public:
  std::uint64_t draw(Stream, const char*, std::uint64_t) override { return 0; }
};

// Keeps every event.
class Tape final : public EventSink {
 public:
  void on_event(const Event& event) override { events.push_back(event); }

  template <class Body>
  [[nodiscard]] std::vector<std::pair<Event, Body>> all() const {
    std::vector<std::pair<Event, Body>> found;
    for (const Event& event : events)
      if (const auto* body = std::get_if<Body>(&event.body)) found.emplace_back(event, *body);
    return found;
  }
  template <class Body>
  [[nodiscard]] std::vector<Body> bodies() const {
    std::vector<Body> found;
    for (const auto& [event, body] : all<Body>()) found.push_back(body);
    return found;
  }

  std::vector<Event> events;
};

// A parent's ears: what one child told it, and when it ended.
class Listener final : public controller::ChildEvents {
 public:
  explicit Listener(const VirtualScheduler& time) : time_(time) {}
  void on_output(controller::OutputStream stream, std::string_view bytes) override {
    (stream == controller::OutputStream::out ? out : err) += bytes;
    pieces.push_back(bytes.size());
  }
  void on_exit(controller::ExitStatus status) override {
    exits.push_back(status);
    ended = time_.now();
  }

  std::string out;
  std::string err;
  std::vector<std::size_t> pieces;
  std::vector<controller::ExitStatus> exits;
  Instant ended;

 private:
  const VirtualScheduler& time_;
};

using Command = std::vector<std::string>;
inline const Command kGateway = {"openclaw", "gateway", "--port", "3001"};
inline const Command kVersion = {"openclaw", "--version"};
inline const Command kListTelegram = {"openclaw", "pairing", "list", "telegram", "--json"};
inline const Command kListDevices = {"openclaw", "devices", "list", "--json"};

// Calls take a second each and do not slow each other down; the gateway listens after ten.
inline HostConfig plain_host() {
  constexpr std::chrono::seconds kCall(1);
  constexpr std::chrono::seconds kBoot(10);
  HostConfig config;
  config.boot = DurationBounds{kBoot, kBoot};
  config.cli_duration = DurationBounds{kCall, kCall};
  config.cli_contention = false;
  return config;
}

inline Machine telegram_machine() {
  Machine machine;
  machine.config.enabled_channels = {"telegram"};
  return machine;
}

struct BareHost {
  // A child that some parent started.
  struct Started {
    std::unique_ptr<Listener> heard;
    std::unique_ptr<controller::ChildProcess> child;  // nothing: it could not be started
    std::string error;
  };

  explicit BareHost(std::vector<FaultRule> rules_in = {}, HostConfig config = plain_host(),
                    ChoiceSource* choices = nullptr)
      : rules(std::move(rules_in)),
        faults(rules),
        host({world, wall, choices != nullptr ? *choices : calm, recorder, faults, machine},
             config) {
    recorder.add_sink(tape);
  }
  // As a world ends: nothing acts any more.
  ~BareHost() {
    parent.cut_off();
    world.cut_off();
  }

  Started start(const Command& argv) { return start(argv, parent); }
  Started start(const Command& argv, Process& by) {
    Started started{std::make_unique<Listener>(time), nullptr, {}};
    auto child = HostSpawner(host, by).spawn({argv, {}}, *started.heard);
    if (child) {
      started.child = std::move(child.value());
    } else {
      started.error = child.error();
    }
    return started;
  }
  // The clock comes to `until`, whether or not anything is left to do.
  void run(Duration until) {
    Timer end([](Work& /*work*/) {});
    world.arm(end, at(until));
    time.run_until(at(until));
  }

  std::vector<FaultRule> rules;
  VirtualScheduler time;
  Process world{time, 0, "world"};
  Process parent{time, 1, "parent"};
  WallClock wall{time, WallTime(std::chrono::milliseconds(1'795'327'200'000))};
  Calm calm;
  Recorder recorder{time, wall};
  Tape tape;
  FaultBook faults;
  Machine machine = telegram_machine();
  Host host;
};

// A rule that strikes every call of `operation`.
inline FaultRule always(Operation operation, FaultAction action) {
  return FaultRule{"rule", Match{operation, {}}, {}, std::move(action)};
}

}  // namespace sim::host_test
