// When a gateway that ended comes back (G4), to the millisecond.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>

#include "controller/gateway/testing/supervised_gateway.h"

namespace controller::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

using SupervisorRestartTest = SupervisedGateway;

TEST_F(SupervisorRestartTest, CrashesBackOffFromOneSecondDoublingTo300) {
  running({.exits_after = 0ms, .own_exit = {1, std::nullopt}});
  scheduler.advance(1210s);
  EXPECT_THAT(spawn_times_ms(), ElementsAre(0, 1000, 3000, 7000, 15000, 31000, 63000, 127000,
                                            255000, 511000, 811000, 1111000));
  EXPECT_EQ(supervisor->status().restarts, 11);
  EXPECT_EQ(state(), GatewayState::crashed);
}

TEST_F(SupervisorRestartTest, TheBackOffBeginsAtTheExit) {
  running({.exits_after = 29999ms, .own_exit = {1, std::nullopt}});
  scheduler.advance(62997ms);
  EXPECT_THAT(spawn_times_ms(), ElementsAre(0, 30999));
  scheduler.advance(1ms);
  EXPECT_THAT(spawn_times_ms(), ElementsAre(0, 30999, 62998));  // 2 s after the second exit
}

TEST_F(SupervisorRestartTest, ARunOfThirtySecondsResetsTheBackOff) {
  running({.exits_after = 30s, .own_exit = {1, std::nullopt}});
  scheduler.advance(95s);
  EXPECT_THAT(spawn_times_ms(), ElementsAre(0, 31000, 62000, 93000));
}

TEST_F(SupervisorRestartTest, DeathByASignalAndACodeOtherThanZeroAreCrashes) {
  for (const ExitStatus status :
       {ExitStatus{std::nullopt, SIGTERM}, ExitStatus{255, std::nullopt}}) {
    running().exit(status);
    EXPECT_THAT(states, ElementsAre("crashed"));
    stop();
  }
}

TEST_F(SupervisorRestartTest, ACleanExitRestartsAtOnce) {
  FakeSpawner::Child& child = running();
  scheduler.advance(1s);
  child.exit(0);
  scheduler.run_ready();
  EXPECT_THAT(spawn_times_ms(), ElementsAre(0, 1000));
  EXPECT_THAT(states, ElementsAre("starting", "running"));
  EXPECT_THAT(pids, ElementsAre(std::nullopt, Optional(101)));
}

TEST_F(SupervisorRestartTest, CleanExitsRestartAtMostOnceASecond) {
  running({.exits_after = 0ms});
  scheduler.advance(3500ms);
  EXPECT_THAT(spawn_times_ms(), ElementsAre(0, 1000, 2000, 3000));
  EXPECT_EQ(state(), GatewayState::starting);
}

TEST_F(SupervisorRestartTest, AShortCleanRunDoesNotResetTheBackOff) {
  spawner.next = {{.exits_after = 0ms, .own_exit = {1, std::nullopt}},
                  {.exits_after = 5s},
                  {.exits_after = 0ms, .own_exit = {1, std::nullopt}}};
  start();
  scheduler.advance(10s);
  EXPECT_THAT(spawn_times_ms(), ElementsAre(0, 1000, 6000, 8000));
}

TEST_F(SupervisorRestartTest, SpawnFailuresAreCrashes) {
  spawner.failures = 3;
  EXPECT_THAT(*start(), Optional(StartReply::ok));
  EXPECT_THAT(states, ElementsAre("starting", "crashed"));
  EXPECT_FALSE(supervisor->status().last_exit.has_value());
  scheduler.advance(6999ms);
  EXPECT_EQ(spawner.attempts(), 3U);
  scheduler.advance(1ms);
  EXPECT_THAT(spawn_times_ms(), ElementsAre(7000));
  EXPECT_EQ(state(), GatewayState::running);
  EXPECT_EQ(supervisor->status().restarts, 1);
}

TEST_F(SupervisorRestartTest, ASpawnFailureDuringARestartIsACrashToo) {
  running();
  spawner.failures = 1;
  EXPECT_THAT(*restart(), Optional(RestartReply::ok));
  EXPECT_THAT(states, ElementsAre("stopping", "starting", "crashed"));
  scheduler.advance(1s);
  EXPECT_EQ(state(), GatewayState::running);
}

// ---- operations during the back-off

class DuringBackOff : public SupervisedGateway {
 protected:
  DuringBackOff() {
    running().exit(1);
    scheduler.advance(300ms);
    EXPECT_THAT(states, ElementsAre("crashed"));
    states.clear();
  }
};

TEST_F(DuringBackOff, StopIsImmediate) {
  EXPECT_TRUE(stop()->has_value());
  scheduler.advance(1h);
  EXPECT_THAT(states, ElementsAre("stopped"));
  EXPECT_EQ(spawner.count(), 1U);
}

TEST_F(DuringBackOff, StartDoesNotWaitAndResetsNothing) {
  EXPECT_THAT(*start(), Optional(StartReply::ok));
  spawner.last().exit(1);
  scheduler.advance(1999ms);
  EXPECT_THAT(spawn_times_ms(), ElementsAre(0, 300));
  scheduler.advance(1ms);
  EXPECT_THAT(spawn_times_ms(), ElementsAre(0, 300, 2300));
}

TEST_F(DuringBackOff, RestartDoesNotWait) {
  EXPECT_THAT(*restart(), Optional(RestartReply::ok));
  EXPECT_THAT(spawn_times_ms(), ElementsAre(0, 300));
  EXPECT_EQ(supervisor->status().restarts, 0);
}

TEST_F(DuringBackOff, ShutdownIsImmediate) {
  EXPECT_TRUE(shutdown()->has_value());
  scheduler.advance(1h);
  EXPECT_THAT(states, ElementsAre("shutting_down"));
  EXPECT_EQ(spawner.count(), 1U);
}

TEST_F(SupervisorRestartTest, AStopAtTheVeryTickOfTheRestartWins) {
  running().exit(1);
  scheduler.make_due(1s);
  std::size_t draws = 0;  // the operation before the alarm that is queued already
  scheduler.set_pick([&draws](std::size_t count) { return draws++ == 0 ? count - 1 : 0; });
  EXPECT_TRUE(stop()->has_value());
  scheduler.advance(1h);
  EXPECT_EQ(spawner.count(), 1U);
}

// ---- any order of anything

// What must hold whatever happens, seen from outside.
class RandomWalk : public SupervisedGateway {
 public:
  void TestBody() override {}

  void run() {
    scheduler.set_pick([](std::size_t count) { return *rc::gen::inRange<std::size_t>(0, count); });
    const int steps = *rc::gen::inRange(1, 40);
    for (int i = 0; i < steps; ++i) step();
    const auto done = shutdown();
    scheduler.advance(1h);
    RC_ASSERT(done->has_value());
    for (const auto& answered : answers) RC_ASSERT(answered());
    RC_ASSERT(scheduler.idle());
    RC_ASSERT(spawner.alive() == 0U);
    RC_ASSERT(!spawner.spawned_inside_exit);
  }

 private:
  template <class Reply>
  void expect(Answer<Reply> answer) {
    answers.push_back([answer] { return answer->has_value(); });
  }

  void step() {
    spawner.script = *script();
    spawner.failures = *rc::gen::inRange(0, 6) == 0 ? 1 : 0;
    switch (*rc::gen::inRange(0, 6)) {
      case 0:
        expect(start());
        break;
      case 1:
        expect(stop());
        break;
      case 2:
        expect(restart());
        break;
      default:
        scheduler.advance(std::chrono::milliseconds(*rc::gen::inRange(0, 20000)));
    }
    check();
  }

  static rc::Gen<ChildScript> script() {
    return rc::gen::exec([] {
      ChildScript script;
      script.dies_on_term = *delay(15000);
      script.dies_on_kill = 0ms;
      script.exits_after = *delay(60000);
      script.own_exit.code = *rc::gen::inRange(0, 2);
      return script;
    });
  }
  static rc::Gen<std::optional<Duration>> delay(int max_ms) {
    return rc::gen::map(rc::gen::inRange(-1, max_ms), [](int ms) {
      return ms < 0 ? std::optional<Duration>() : std::chrono::milliseconds(ms);
    });
  }

  void check() {
    RC_ASSERT(spawner.alive() <= 1U);
    const SupervisorStatus status = supervisor->status();
    RC_ASSERT(status.pid.has_value() == (spawner.alive() == 1U));
    const bool has_child =
        status.state == GatewayState::running || status.state == GatewayState::stopping;
    RC_ASSERT(status.pid.has_value() == has_child);
    static const std::map<std::string, std::set<std::string>> kNext = {
        {"stopped", {"starting", "shutting_down"}},
        {"starting", {"running", "crashed", "stopped", "shutting_down"}},
        {"running", {"stopping", "crashed", "starting", "shutting_down"}},
        {"stopping", {"stopped", "starting", "shutting_down"}},
        {"crashed", {"starting", "stopped", "shutting_down"}},
        {"shutting_down", {}}};
    for (std::size_t i = 1; i < states.size(); ++i) {
      RC_ASSERT(kNext.at(states[i - 1]).contains(states[i]));
    }
  }

  std::vector<std::function<bool()>> answers;
};

RC_GTEST_PROP(SupervisorRandomWalk, EveryOperationIsAnsweredAndNoChildIsLeft, ()) {
  RandomWalk().run();
}

}  // namespace
}  // namespace controller::testing
