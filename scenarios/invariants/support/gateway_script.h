// Runs of the gateway written by hand, for the tests of G1 to G6.
#pragma once

#include <csignal>
#include <string>
#include <utility>

#include "scenarios/invariants/support/event_script.h"

namespace scenarios::seen {

class GatewayScript {
 public:
  // A controller at 0 s, with its gateway 100.
  GatewayScript() {
    script_.start();
    state("starting");
    spawn(100);
    state("running", 100);
  }

  GatewayScript& at(double seconds) {
    script_.at(seconds);
    return *this;
  }
  GatewayScript& start() { return add(sim::ControllerStarted{}); }
  GatewayScript& end(bool killed = true) { return add(sim::ControllerEnded{killed}); }

  GatewayScript& spawn(std::int64_t pid) {
    sim::ChildSpawned spawned;
    spawned.pid = pid;
    spawned.role = sim::ChildRole::gateway;
    return add(std::move(spawned));
  }
  GatewayScript& spawn_fails() { return add(sim::SpawnFailed{sim::ChildRole::gateway, {}}); }
  GatewayScript& signal(std::int64_t pid, int number) {
    return add(sim::ChildSignalled{pid, number});
  }
  GatewayScript& exit(std::int64_t pid, int code) { return exited(pid, code, std::nullopt); }
  GatewayScript& die(std::int64_t pid, int signal) { return exited(pid, std::nullopt, signal); }
  // `slow`: in seconds.
  GatewayScript& fork(std::int64_t pid, double slow = 0, std::int64_t group = 100) {
    return add(sim::ChildForked{pid, group, static_cast<std::int64_t>(slow * 1e6)});
  }
  GatewayScript& fork_ends(std::int64_t pid) { return add(sim::ForkEnded{pid, 100}); }
  // The gateway itself, and its controller kills the rest.
  GatewayScript& dies_before_group() { return add(sim::ChildDied{100}).add(sim::GroupKilled{100}); }
  GatewayScript& state(const std::string& state, std::optional<std::int64_t> pid = std::nullopt) {
    return add(sim::GatewayStatus{state, pid, restarts_});
  }
  // What is shown from here on as the number of restarts.
  GatewayScript& restarts(std::int64_t number) {
    restarts_ = number;
    return *this;
  }
  // spawn, with the states that go with it.
  GatewayScript& comes(std::int64_t pid) {
    return state("starting").spawn(pid).state("running", pid);
  }
  // The same, unasked.
  GatewayScript& returns(std::int64_t pid) {
    return state("starting").restarts(restarts_ + 1).spawn(pid).state("running", pid);
  }
  GatewayScript& crashes(std::int64_t pid) { return exit(pid, 1).state("crashed"); }

  GatewayScript& writes(const std::string& bytes, bool to_stderr = false, std::int64_t pid = 100) {
    return add(sim::GatewayWrote{pid, to_stderr, bytes});
  }
  GatewayScript& passes(const std::string& bytes, bool to_stderr = false) {
    return add(sim::PassedThrough{to_stderr, bytes});
  }
  GatewayScript& line(const std::string& line, bool cut = false, bool to_stderr = false) {
    return add(sim::LineDelivered{to_stderr, line, cut});
  }
  GatewayScript& throws() { return add(sim::FaultInjected{"hook_throw", "hook.throw", 0}); }

  // `operation`: start, stop, restart.
  GatewayScript& asks(std::int64_t call, const std::string& operation) {
    return add(sim::CallBegan{call, "gateway." + operation, Kind::channels, {}, {}});
  }
  GatewayScript& shutdown(std::int64_t call) {
    return add(sim::CallBegan{call, "controller.stop", Kind::channels, {}, {}});
  }
  GatewayScript& reply(std::int64_t call, std::int64_t status = 200) {
    return add(sim::CallEnded{call, status, {}});
  }

  template <class Body>
  GatewayScript& add(Body body) {
    script_.add(std::move(body));
    return *this;
  }
  [[nodiscard]] std::vector<std::string> flaws(EventScript::Maker make,
                                               const Terms& terms = Terms()) const {
    return script_.flaws(make, terms);
  }
  [[nodiscard]] std::uint64_t occasions(EventScript::Maker make) const {
    return script_.occasions(make);
  }

 private:
  GatewayScript& exited(std::int64_t pid, std::optional<std::int64_t> code,
                        std::optional<std::int64_t> signal) {
    sim::ChildExited exit;
    exit.pid = pid;
    exit.role = sim::ChildRole::gateway;
    exit.code = code;
    exit.signal = signal;
    return add(std::move(exit));
  }

  EventScript script_;
  std::int64_t restarts_ = 0;
};

}  // namespace scenarios::seen
