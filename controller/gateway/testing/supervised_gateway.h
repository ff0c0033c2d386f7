// A supervisor among fakes, for the unit tests of G1 to G6.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "controller/base/scope.h"
#include "controller/base/testing/fake_spawner.h"
#include "controller/base/testing/fakes.h"
#include "controller/base/testing/test_scheduler.h"
#include "controller/gateway/supervisor.h"

namespace controller::testing {

using namespace std::chrono_literals;

class SupervisedGateway : public ::testing::Test {
 protected:
  // The answer of an operation; nothing until it is there.
  template <class Reply>
  using Answer = std::shared_ptr<std::optional<Reply>>;
  struct Done {};

  SupervisedGateway() { make(); }

  void make() {
    supervisor.emplace(scheduler, clock, spawner, log, sink, config);
    supervisor->set_on_state_change([this](const SupervisorStatus& status) {
      states.emplace_back(name_of(status.state));
      pids.push_back(status.pid);
    });
  }

  // Each begins the operation and runs what is ready; time does not move.
  Answer<StartReply> start() { return call<StartReply>(supervisor->start()); }
  Answer<RestartReply> restart() { return call<RestartReply>(supervisor->restart()); }
  Answer<Done> stop() { return call_void(supervisor->stop()); }
  Answer<Done> shutdown(int signal = SIGTERM) { return call_void(supervisor->shutdown(signal)); }

  // A started gateway whose start-up is not in `states` any more.
  FakeSpawner::Child& running(ChildScript script = {}) {
    spawner.script = script;
    start();
    states.clear();
    pids.clear();
    return spawner.last();
  }

  [[nodiscard]] GatewayState state() const { return supervisor->status().state; }
  Instant at(Duration span) { return Instant{} + span; }

  // The instants of all spawns, in milliseconds.
  std::vector<std::int64_t> spawn_times_ms() {
    std::vector<std::int64_t> times;
    for (std::size_t i = 0; i < spawner.count(); ++i) {
      times.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(
                          spawner.child(i).spawned_at.time_since_epoch())
                          .count());
    }
    return times;
  }

  TestScheduler scheduler;
  FakeWallClock clock;
  FakeSpawner spawner{scheduler};
  MemoryLog log;
  MemorySink sink;
  SupervisorConfig config;
  std::vector<std::string> states;
  std::vector<std::optional<std::int64_t>> pids;
  std::optional<Supervisor> supervisor;
  Scope callers{scheduler};

 private:
  template <class Reply>
  Answer<Reply> call(Task<Reply> task) {
    auto answer = std::make_shared<std::optional<Reply>>();
    callers.spawn(keep<Reply>(std::move(task), answer));
    scheduler.run_ready();
    return answer;
  }
  Answer<Done> call_void(Task<void> task) {
    auto answer = std::make_shared<std::optional<Done>>();
    callers.spawn(keep_done(std::move(task), answer));
    scheduler.run_ready();
    return answer;
  }
  template <class Reply>
  static Task<void> keep(Task<Reply> task, Answer<Reply> answer) {
    auto reply = co_await std::move(task);
    *answer = reply;
  }
  static Task<void> keep_done(Task<void> task, Answer<Done> answer) {
    co_await std::move(task);
    *answer = Done{};
  }
};

}  // namespace controller::testing
