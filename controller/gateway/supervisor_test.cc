// The state table of supervisor.h, row by row, and operations that overlap (G4, G5).
#include "controller/gateway/supervisor.h"

#include <gmock/gmock.h>

#include "controller/gateway/testing/supervised_gateway.h"

namespace controller::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;
using Signal = FakeSpawner::Signal;

constexpr ChildScript kDeafGateway = {.dies_on_term = std::nullopt};
constexpr ChildScript kUndyingGateway = {.dies_on_term = std::nullopt,
                                         .dies_on_kill = std::nullopt};
constexpr ChildScript kSlow = {.dies_on_term = 3s};

using SupervisorTest = SupervisedGateway;

// ---- stopped

TEST_F(SupervisorTest, BeginsStoppedAndStartsNothingByItself) {
  scheduler.advance(1h);
  EXPECT_EQ(state(), GatewayState::stopped);
  EXPECT_EQ(spawner.count(), 0U);
}

TEST_F(SupervisorTest, StartSpawnsTheConfiguredCommand) {
  config.gateway.argv = {"/bin/gateway", "--port", "3001"};
  config.gateway.environment = {"HOME=/root"};
  make();
  EXPECT_THAT(*start(), Optional(StartReply::ok));
  EXPECT_THAT(states, ElementsAre("starting", "running"));
  EXPECT_THAT(pids, ElementsAre(std::nullopt, Optional(100)));
  EXPECT_EQ(spawner.child(0).spec.argv, config.gateway.argv);
  EXPECT_EQ(spawner.child(0).spec.environment, config.gateway.environment);
}

// Whatever is asked for after it finds the gateway started.
TEST_F(SupervisorTest, ALaunchHasArrivedAtOnce) {
  supervisor->launch();
  EXPECT_EQ(state(), GatewayState::running);
  supervisor->launch();
  EXPECT_EQ(spawner.count(), 1U);
  stop();
  scheduler.advance(1h);
  EXPECT_EQ(state(), GatewayState::stopped);
}

TEST_F(SupervisorTest, StopWhenStoppedIsFine) {
  EXPECT_TRUE(stop()->has_value());
  EXPECT_THAT(states, IsEmpty());
}

TEST_F(SupervisorTest, RestartWhenStoppedStarts) {
  EXPECT_THAT(*restart(), Optional(RestartReply::ok));
  EXPECT_THAT(states, ElementsAre("starting", "running"));
}

TEST_F(SupervisorTest, ShutdownWhenStoppedIsImmediateAndFinal) {
  EXPECT_TRUE(shutdown()->has_value());
  EXPECT_THAT(*start(), Optional(StartReply::refused));
  EXPECT_THAT(*restart(), Optional(RestartReply::shutting_down));
  EXPECT_TRUE(stop()->has_value());
  EXPECT_TRUE(shutdown()->has_value());
  scheduler.advance(1h);
  EXPECT_THAT(states, ElementsAre("shutting_down"));
  EXPECT_EQ(spawner.attempts(), 0U);
  EXPECT_TRUE(scheduler.idle());
}

// ---- starting: a clean exit less than a second after the spawn

class WhileStarting : public SupervisedGateway {
 protected:
  WhileStarting() {
    FakeSpawner::Child& child = running();
    scheduler.advance(400ms);
    child.exit(0);
    EXPECT_THAT(states, ElementsAre("starting"));
    states.clear();
  }
};

TEST_F(WhileStarting, StartIsRefused) { EXPECT_THAT(*start(), Optional(StartReply::refused)); }

TEST_F(WhileStarting, StopIsImmediate) {
  EXPECT_TRUE(stop()->has_value());
  scheduler.advance(1h);
  EXPECT_THAT(states, ElementsAre("stopped"));
  EXPECT_EQ(spawner.count(), 1U);
}

TEST_F(WhileStarting, RestartSpawnsAtOnce) {
  EXPECT_THAT(*restart(), Optional(RestartReply::ok));
  EXPECT_THAT(spawn_times_ms(), ElementsAre(0, 400));
  scheduler.advance(10s);  // and not a second time when the gap is over
  EXPECT_EQ(spawner.count(), 2U);
}

TEST_F(WhileStarting, ShutdownIsImmediate) {
  EXPECT_TRUE(shutdown()->has_value());
  scheduler.advance(1h);
  EXPECT_EQ(spawner.count(), 1U);
}

// ---- running

TEST_F(SupervisorTest, StartWhileRunningIsRefusedAtOnce) {
  running();
  EXPECT_THAT(*start(), Optional(StartReply::refused));
  EXPECT_EQ(error_text(StartReply::refused), "Gateway already running or starting");
  EXPECT_EQ(spawner.count(), 1U);
}

TEST_F(SupervisorTest, StopTerminatesAndWaitsUntilTheChildIsGone) {
  FakeSpawner::Child& child = running(kSlow);
  const auto stopped = stop();
  EXPECT_THAT(states, ElementsAre("stopping"));
  scheduler.advance(2999ms);
  EXPECT_FALSE(stopped->has_value());
  scheduler.advance(1ms);
  EXPECT_TRUE(stopped->has_value());
  EXPECT_THAT(states, ElementsAre("stopping", "stopped"));
  EXPECT_THAT(child.signals, ElementsAre(Signal{at(0s), SIGTERM}));
  EXPECT_TRUE(scheduler.idle());
}

TEST_F(SupervisorTest, RestartReplacesTheChildAndIsNoRestartOfOurOwn) {
  running(kSlow);
  const auto restarted = restart();
  EXPECT_FALSE(restarted->has_value());
  scheduler.advance(3s);
  EXPECT_THAT(*restarted, Optional(RestartReply::ok));
  EXPECT_THAT(states, ElementsAre("stopping", "starting", "running"));
  EXPECT_EQ(spawner.alive(), 1U);
  EXPECT_EQ(supervisor->status().restarts, 0);
}

TEST_F(SupervisorTest, ShutdownForwardsTheSignalThatItWasGiven) {
  FakeSpawner::Child& child = running(kSlow);
  const auto done = shutdown(SIGINT);
  EXPECT_FALSE(done->has_value());
  scheduler.advance(3s);
  EXPECT_TRUE(done->has_value());
  EXPECT_THAT(child.signals, ElementsAre(Signal{at(0s), SIGINT}));
  EXPECT_THAT(states, ElementsAre("shutting_down"));
  EXPECT_EQ(spawner.alive(), 0U);
}

// ---- the grace

TEST_F(SupervisorTest, AChildThatIgnoresSigtermIsKilledAfterTheGrace) {
  FakeSpawner::Child& child = running(kDeafGateway);
  const auto stopped = stop();
  scheduler.advance(9999ms);
  EXPECT_EQ(child.signals.size(), 1U);
  scheduler.advance(1ms);
  EXPECT_THAT(child.signals, ElementsAre(Signal{at(0s), SIGTERM}, Signal{at(10s), SIGKILL}));
  EXPECT_TRUE(stopped->has_value());
  EXPECT_TRUE(scheduler.idle());
}

TEST_F(SupervisorTest, TheGraceIsConfigurable) {
  config.stop_grace = 250ms;
  make();
  FakeSpawner::Child& child = running(kDeafGateway);
  shutdown(SIGINT);
  scheduler.advance(1s);
  EXPECT_THAT(child.signals, ElementsAre(Signal{at(0s), SIGINT}, Signal{at(250ms), SIGKILL}));
}

TEST_F(SupervisorTest, AnExitAtTheVeryTickOfTheGraceCallsTheKillOff) {
  FakeSpawner::Child& child = running(kDeafGateway);
  const auto stopped = stop();
  scheduler.make_due(10s);  // the alarm is queued, but has not run
  child.exit(0);
  scheduler.advance(1min);
  EXPECT_THAT(child.signals, ElementsAre(Signal{at(0s), SIGTERM}));
  EXPECT_TRUE(stopped->has_value());
  EXPECT_EQ(log.count("gateway.unreaped"), 0U);
}

TEST_F(SupervisorTest, EachChildHasAGraceOfItsOwn) {
  running(kDeafGateway);
  stop();
  scheduler.advance(10s);
  start();
  scheduler.advance(7s);
  FakeSpawner::Child& second = spawner.last();
  stop();
  scheduler.advance(10s);
  EXPECT_THAT(second.signals, ElementsAre(Signal{at(17s), SIGTERM}, Signal{at(27s), SIGKILL}));
}

TEST_F(SupervisorTest, AChildThatIsNeverReapedBlocksNothing) {
  FakeSpawner::Child& stuck = running(kUndyingGateway);
  const auto stopped = stop();
  spawner.script = {};
  const auto started = start();
  scheduler.advance(14999ms);
  EXPECT_FALSE(stopped->has_value());
  scheduler.advance(1ms);
  EXPECT_TRUE(stopped->has_value());
  EXPECT_THAT(*started, Optional(StartReply::ok));
  EXPECT_EQ(log.count("gateway.unreaped"), 1U);

  stuck.exit(ExitStatus{std::nullopt, SIGKILL});  // at last: no news about the second child
  EXPECT_EQ(state(), GatewayState::running);
  EXPECT_FALSE(supervisor->status().last_exit.has_value());
  EXPECT_EQ(spawner.alive(), 1U);
  EXPECT_TRUE(stuck.released);
}

// 15 s, and 15 s until it is given up: a run that was long enough ends the series of crashes.
TEST_F(SupervisorTest, TheRunOfAChildThatIsGivenUpCounts) {
  running().exit(1);
  spawner.script = kUndyingGateway;
  scheduler.advance(16s);
  restart();
  spawner.script = {};
  scheduler.advance(15s);
  ASSERT_EQ(spawner.count(), 3U);
  spawner.last().exit(1);
  scheduler.advance(999ms);
  EXPECT_EQ(state(), GatewayState::crashed);
  scheduler.advance(1ms);
  EXPECT_EQ(state(), GatewayState::running);
}

// ---- stopping: what comes meanwhile is carried out afterwards, in order

TEST_F(SupervisorTest, StartDuringStoppingStartsAfterwards) {
  running(kSlow);
  const auto stopped = stop();
  const auto started = start();
  EXPECT_FALSE(started->has_value());
  scheduler.advance(3s);
  EXPECT_TRUE(stopped->has_value());
  EXPECT_THAT(*started, Optional(StartReply::ok));
  EXPECT_THAT(states, ElementsAre("stopping", "stopped", "starting", "running"));
}

TEST_F(SupervisorTest, OverlappingOperationsAreCarriedOutInOrder) {
  running(kSlow);
  const auto first = restart();
  const auto second = start();
  const auto third = stop();
  const auto fourth = restart();
  scheduler.advance(3s);
  EXPECT_THAT(*first, Optional(RestartReply::ok));
  EXPECT_THAT(*second, Optional(StartReply::refused));  // it runs again by now
  EXPECT_FALSE(third->has_value());
  scheduler.advance(3s);
  EXPECT_TRUE(third->has_value());
  EXPECT_THAT(*fourth, Optional(RestartReply::ok));
  EXPECT_THAT(states, ElementsAre("stopping", "starting", "running", "stopping", "stopped",
                                  "starting", "running"));
  EXPECT_THAT(spawn_times_ms(), ElementsAre(0, 3000, 6000));
}

TEST_F(SupervisorTest, TwoStopsSendOneSignal) {
  FakeSpawner::Child& child = running(kSlow);
  const auto first = stop();
  scheduler.advance(1s);
  const auto second = stop();
  scheduler.advance(2s);
  EXPECT_TRUE(first->has_value() && second->has_value());
  EXPECT_EQ(child.signals.size(), 1U);
}

TEST_F(SupervisorTest, AnExitOfItsOwnDuringStoppingIsNoCrash) {
  FakeSpawner::Child& child = running(kDeafGateway);
  const auto stopped = stop();
  child.exit(7);
  scheduler.advance(1h);
  EXPECT_TRUE(stopped->has_value());
  EXPECT_THAT(states, ElementsAre("stopping", "stopped"));
  EXPECT_THAT(supervisor->status().last_exit->status.code, Optional(7));
}

TEST_F(SupervisorTest, ShutdownDuringStoppingRefusesWhatWaitsAndSendsNoSecondSignal) {
  FakeSpawner::Child& child = running(kSlow);
  const auto stopped = stop();
  const auto started = start();
  const auto restarted = restart();
  const auto second_stop = stop();
  const auto done = shutdown(SIGINT);
  EXPECT_THAT(*started, Optional(StartReply::refused));
  EXPECT_THAT(*restarted, Optional(RestartReply::shutting_down));
  EXPECT_FALSE(done->has_value());
  scheduler.advance(1h);
  EXPECT_TRUE(stopped->has_value() && second_stop->has_value() && done->has_value());
  EXPECT_EQ(child.signals.size(), 1U);
  EXPECT_EQ(spawner.count(), 1U);
  EXPECT_THAT(states, ElementsAre("stopping", "shutting_down"));
}

TEST_F(SupervisorTest, ShutdownDuringARestartStartsNothing) {
  running(kSlow);
  const auto restarted = restart();
  const auto done = shutdown();
  scheduler.advance(1h);
  EXPECT_THAT(*restarted, Optional(RestartReply::shutting_down));
  EXPECT_EQ(error_text(RestartReply::shutting_down), "Gateway is shutting down");
  EXPECT_TRUE(done->has_value());
  EXPECT_EQ(spawner.count(), 1U);
}

TEST_F(SupervisorTest, WhatComesBetweenTheExitAndItsNoticeWaitsToo) {
  FakeSpawner::Child& child = running(kDeafGateway);
  stop();
  child.exit(0);  // noted, but settled only when the scheduler gets to it
  EXPECT_EQ(state(), GatewayState::stopping);
  const auto done = shutdown();
  EXPECT_TRUE(done->has_value());
  EXPECT_EQ(state(), GatewayState::shutting_down);
}

// ---- shutting down

TEST_F(SupervisorTest, OperationsDuringTheShutdown) {
  FakeSpawner::Child& child = running(kDeafGateway);
  const auto first = shutdown(SIGTERM);
  EXPECT_THAT(*start(), Optional(StartReply::refused));
  EXPECT_THAT(*restart(), Optional(RestartReply::shutting_down));
  const auto stopped = stop();
  const auto second = shutdown(SIGINT);
  EXPECT_FALSE(first->has_value() || stopped->has_value() || second->has_value());
  scheduler.advance(10s);
  EXPECT_TRUE(first->has_value() && stopped->has_value() && second->has_value());
  EXPECT_THAT(child.signals, ElementsAre(Signal{at(0s), SIGTERM}, Signal{at(10s), SIGKILL}));
  scheduler.advance(1h);
  EXPECT_EQ(spawner.count(), 1U);
  EXPECT_THAT(states, ElementsAre("shutting_down"));
}

// ---- leaving

TEST_F(SupervisorTest, AnOperationGoesOnWhenItsCallerLeaves) {
  FakeSpawner::Child& child = running(kDeafGateway);
  {
    Scope hasty(scheduler);
    hasty.spawn(supervisor->stop());
    scheduler.run_ready();
  }
  scheduler.advance(10s);
  EXPECT_FALSE(child.alive);
  EXPECT_EQ(state(), GatewayState::stopped);
}

TEST_F(SupervisorTest, DestroyingItActsOnNothing) {
  for (const ChildScript& script : {kDeafGateway, kUndyingGateway}) {
    FakeSpawner::Child& child = running(script);
    supervisor->add_line_hook([](OutputStream, std::string_view, bool) { FAIL(); });
    child.print(OutputStream::out, "half a line");
    {
      Scope waiting(scheduler);
      waiting.spawn(supervisor->stop());
      waiting.spawn(supervisor->shutdown(SIGTERM));
      scheduler.run_ready();
    }
    states.clear();
    supervisor.reset();
    EXPECT_TRUE(child.dropped);
    EXPECT_EQ(child.signals.size(), 1U);
    EXPECT_THAT(states, IsEmpty());
    EXPECT_TRUE(scheduler.idle());
    make();
  }
}

// ---- status

TEST_F(SupervisorTest, StatusTellsUptimeAndTheLastExit) {
  FakeSpawner::Child& child = running();
  scheduler.advance(61999ms);
  EXPECT_EQ(supervisor->status().uptime_s, 61);
  EXPECT_FALSE(supervisor->status().last_exit.has_value());
  clock.time = WallTime(1234567ms);
  child.exit(ExitStatus{std::nullopt, SIGSEGV});
  const SupervisorStatus status = supervisor->status();
  EXPECT_EQ(status.uptime_s, 0);
  EXPECT_FALSE(status.pid.has_value());
  EXPECT_THAT(status.last_exit->status.signal, Optional(SIGSEGV));
  EXPECT_EQ(status.last_exit->at, WallTime(1234567ms));
}

TEST(GatewayStateTest, NamesAreThoseOfTheWire) {
  EXPECT_EQ(name_of(GatewayState::stopped), "stopped");
  EXPECT_EQ(name_of(GatewayState::starting), "starting");
  EXPECT_EQ(name_of(GatewayState::running), "running");
  EXPECT_EQ(name_of(GatewayState::stopping), "stopping");
  EXPECT_EQ(name_of(GatewayState::crashed), "crashed");
  EXPECT_EQ(name_of(GatewayState::shutting_down), "shutting_down");
}

}  // namespace
}  // namespace controller::testing
