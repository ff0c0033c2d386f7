#include "controller/base/child_command_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "controller/base/scope.h"
#include "controller/base/testing/fake_spawner.h"
#include "controller/base/testing/test_scheduler.h"

namespace controller::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::Optional;
using Signal = FakeSpawner::Signal;

constexpr ChildScript kDeaf = {.dies_on_term = std::nullopt};
constexpr ChildScript kUndying = {.dies_on_term = std::nullopt, .dies_on_kill = std::nullopt};

class ChildCommandRunnerTest : public ::testing::Test {
 protected:
  Task<void> call(CancelToken token) {
    auto slot = co_await slots.acquire(Priority::normal);
    auto answer = co_await runner->run(spec, token, std::move(slot));
    result = std::move(answer);
  }
  void run() {
    callers.spawn(call(source.token()));
    scheduler.run_ready();
  }
  Instant at(Duration span) { return Instant{} + span; }

  TestScheduler scheduler;
  FakeSpawner spawner{scheduler};
  Semaphore slots{scheduler, 2};
  std::optional<ChildCommandRunner> runner{std::in_place, scheduler, spawner};
  CancelSource source;
  SpawnSpec spec{{"/bin/tool", "list"}, {"HOME=/root"}};
  std::optional<CommandResult> result;
  Scope callers{scheduler};
};

TEST_F(ChildCommandRunnerTest, CollectsBothStreamsAndTheExit) {
  run();
  FakeSpawner::Child& child = spawner.last();
  EXPECT_EQ(child.spec.argv, spec.argv);
  EXPECT_EQ(child.spec.environment, spec.environment);
  child.print(OutputStream::out, "one ");
  child.print(OutputStream::err, "warning");
  child.print(OutputStream::out, "two");
  scheduler.advance(1h);
  EXPECT_FALSE(result);
  EXPECT_EQ(slots.free(), 1U);
  child.exit(3);
  EXPECT_EQ(slots.free(), 2U);
  scheduler.run_ready();
  EXPECT_EQ(*result->out, "one two");
  EXPECT_EQ(*result->err, "warning");
  EXPECT_THAT(result->exit->code, Optional(3));
  EXPECT_FALSE(result->output_capped || result->cancelled);
  EXPECT_EQ(result->spawn_error, "");
  EXPECT_TRUE(child.signals.empty());
  EXPECT_TRUE(scheduler.idle());
}

TEST_F(ChildCommandRunnerTest, OutputIsCappedStreamByStream) {
  runner.emplace(scheduler, spawner, CommandLimits{.output_bytes_max = 4});
  run();
  spawner.last().print(OutputStream::out, "abcd");
  spawner.last().print(OutputStream::err, "ab");
  spawner.last().exit(0);
  scheduler.run_ready();
  EXPECT_FALSE(result->output_capped);  // exactly the limit
  EXPECT_EQ(*result->out, "abcd");

  run();
  spawner.last().print(OutputStream::out, "abc");
  for (int i = 0; i < 1000; ++i) spawner.last().print(OutputStream::out, "defg");
  spawner.last().print(OutputStream::err, "ab");
  spawner.last().exit(0);
  scheduler.run_ready();
  EXPECT_TRUE(result->output_capped);
  EXPECT_EQ(*result->out, "abcd");
  EXPECT_EQ(*result->err, "ab");
}

TEST_F(ChildCommandRunnerTest, ASpawnThatFailsSaysWhyAndFreesItsSlot) {
  spawner.failures = 1;
  run();
  EXPECT_EQ(result->spawn_error, "no such file");
  EXPECT_FALSE(result->exit || result->out || result->err);
  EXPECT_EQ(slots.free(), 2U);
  callers.spawn(runner->drain());
  scheduler.run_ready();
  EXPECT_EQ(callers.running(), 0U);
}

// C13
TEST_F(ChildCommandRunnerTest, CancelledBeforeTheStartNothingIsSpawned) {
  source.cancel();
  run();
  EXPECT_TRUE(result->cancelled);
  EXPECT_EQ(spawner.attempts(), 0U);
  EXPECT_EQ(slots.free(), 2U);
}

TEST_F(ChildCommandRunnerTest, CancelTerminatesAndWaitsForTheEnd) {
  spawner.script.dies_on_term = 500ms;
  run();
  scheduler.advance(1s);
  source.cancel();
  spawner.last().print(OutputStream::out, "late");
  scheduler.advance(499ms);
  EXPECT_FALSE(result);
  scheduler.advance(1ms);
  EXPECT_TRUE(result->cancelled);
  EXPECT_THAT(result->exit->signal, Optional(SIGTERM));
  EXPECT_EQ(*result->out, "late");
  EXPECT_THAT(spawner.last().signals, ElementsAre(Signal{at(1s), SIGTERM}));
  EXPECT_TRUE(scheduler.idle());
}

TEST_F(ChildCommandRunnerTest, AChildThatIgnoresSigtermIsKilledAfterTheGrace) {
  spawner.script = kDeaf;
  run();
  source.cancel();
  scheduler.advance(1999ms);
  EXPECT_FALSE(result);
  scheduler.advance(1ms);
  EXPECT_THAT(result->exit->signal, Optional(SIGKILL));
  EXPECT_THAT(spawner.last().signals,
              ElementsAre(Signal{at(0s), SIGTERM}, Signal{at(2s), SIGKILL}));
  EXPECT_TRUE(scheduler.idle());
}

// C4, C5
TEST_F(ChildCommandRunnerTest, AChildThatWillNotDieIsGivenUpButKeepsItsSlot) {
  spawner.script = kUndying;
  run();
  source.cancel();
  scheduler.advance(2999ms);
  EXPECT_FALSE(result);
  scheduler.advance(1ms);
  ASSERT_TRUE(result);
  EXPECT_TRUE(result->cancelled);
  EXPECT_FALSE(result->exit);
  scheduler.advance(1h);
  EXPECT_EQ(slots.free(), 1U);
  spawner.last().print(OutputStream::out, "still there");
  spawner.last().exit(0);
  EXPECT_EQ(slots.free(), 2U);
  EXPECT_TRUE(scheduler.idle());
}

TEST_F(ChildCommandRunnerTest, AnExitAtTheVeryTickOfTheGraceCallsTheKillOff) {
  spawner.script = kDeaf;
  run();
  source.cancel();
  scheduler.make_due(2s);  // the escalation is queued, but has not run
  spawner.last().exit(0);
  scheduler.run_ready();
  EXPECT_EQ(spawner.last().signals.size(), 1U);
  EXPECT_THAT(result->exit->code, Optional(0));
  EXPECT_TRUE(result->cancelled);
}

TEST_F(ChildCommandRunnerTest, ACancelAfterTheExitComesTooLate) {
  run();
  spawner.last().exit(0);
  source.cancel();
  scheduler.run_ready();
  EXPECT_FALSE(result->cancelled);
  EXPECT_TRUE(spawner.last().signals.empty());
}

TEST_F(ChildCommandRunnerTest, TheChildOutlivesACallerThatLeaves) {
  {
    Scope hasty(scheduler);
    hasty.spawn(call(source.token()));
    scheduler.run_ready();
  }
  EXPECT_EQ(slots.free(), 1U);
  EXPECT_TRUE(spawner.last().alive);
  source.cancel();  // and is still ended by its token
  scheduler.run_ready();
  EXPECT_FALSE(spawner.last().alive);
  EXPECT_EQ(slots.free(), 2U);
}

TEST_F(ChildCommandRunnerTest, TheSourceMayDieBeforeTheChild) {
  {
    CancelSource brief;
    callers.spawn(call(brief.token()));
    scheduler.run_ready();
  }
  spawner.last().exit(0);
  scheduler.run_ready();
  EXPECT_TRUE(result);
}

TEST_F(ChildCommandRunnerTest, DestroyingItDropsItsChildren) {
  {
    Scope hasty(scheduler);
    hasty.spawn(call(source.token()));
    scheduler.run_ready();
  }
  runner.reset();
  EXPECT_TRUE(spawner.last().dropped);
  EXPECT_EQ(slots.free(), 2U);
}

// ---- drain

TEST_F(ChildCommandRunnerTest, DrainWaitsForTheLastChild) {
  Scope drainers(scheduler);
  drainers.spawn(runner->drain());
  scheduler.run_ready();
  EXPECT_EQ(drainers.running(), 0U);  // there is none

  spawner.script = kUndying;
  run();
  source.cancel();
  scheduler.advance(10s);
  EXPECT_TRUE(result);  // given up, but it exists
  drainers.spawn(runner->drain());
  drainers.spawn(runner->drain());
  scheduler.run_ready();
  EXPECT_EQ(drainers.running(), 2U);
  spawner.last().exit(0);
  scheduler.run_ready();
  EXPECT_EQ(drainers.running(), 0U);
}

TEST_F(ChildCommandRunnerTest, EveryDrainWaitsForAllChildrenOfItsTime) {
  for (int round = 0; round < 2; ++round) {
    run();
    FakeSpawner::Child& first = spawner.last();
    run();
    Scope drainers(scheduler);
    drainers.spawn(runner->drain());
    scheduler.run_ready();
    first.exit(0);
    scheduler.run_ready();
    EXPECT_EQ(drainers.running(), 1U) << round;
    spawner.last().exit(0);
    scheduler.run_ready();
    EXPECT_EQ(drainers.running(), 0U) << round;
  }
}

TEST_F(ChildCommandRunnerTest, ADrainMayBeDroppedBeforeItIsOver) {
  run();
  {
    Scope hasty(scheduler);
    hasty.spawn(runner->drain());
    scheduler.run_ready();
  }
  spawner.last().exit(0);
  scheduler.run_ready();
  EXPECT_TRUE(result);
}

}  // namespace
}  // namespace controller::testing
