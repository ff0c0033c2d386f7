#include "controller/base/scope.h"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "controller/base/testing/test_scheduler.h"

namespace controller::testing {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

Task<void> note(Names& log, std::string name) {
  log.push_back(name);
  co_return;
}
Task<void> note_after(Scheduler& scheduler, CancelToken token, Names& log, std::string name) {
  const auto slept = co_await sleep(scheduler, 10ms, token);
  log.push_back(slept ? name : name + " cancelled");
}
Task<void> join_and_note(Scope& scope, Names& log) {
  co_await scope.join();
  log.emplace_back("joined");
}

class ScopeTest : public ::testing::Test {
 protected:
  TestScheduler scheduler;
  Names log;
  Scope scope{scheduler};
  Scope outer{scheduler};
};

TEST_F(ScopeTest, StartsTasksSoonInOrderAndNeverInsideTheCall) {
  scope.spawn(note(log, "a"));
  scope.spawn(note(log, "b"));
  EXPECT_TRUE(log.empty());
  EXPECT_EQ(scope.running(), 2U);
  scheduler.run_ready();
  EXPECT_EQ(log, (Names{"a", "b"}));
  EXPECT_EQ(scope.running(), 0U);
}

TEST_F(ScopeTest, JoinOfAnEmptyScopeReturnsAtOnce) {
  outer.spawn(join_and_note(scope, log));
  scheduler.run_ready();
  EXPECT_EQ(log, Names{"joined"});
}

TEST_F(ScopeTest, JoinWaitsForTheLastTask) {
  scope.spawn(note_after(scheduler, CancelToken(), log, "slow"));
  scope.spawn(note(log, "fast"));
  outer.spawn(join_and_note(scope, log));
  outer.spawn(join_and_note(scope, log));
  scheduler.run_ready();
  EXPECT_EQ(log, Names{"fast"});
  scheduler.advance(10ms);
  EXPECT_EQ(log, (Names{"fast", "slow", "joined", "joined"}));
}

TEST_F(ScopeTest, CancelReachesTheTasksAndJoinFollows) {
  scope.spawn(note_after(scheduler, scope.token(), log, "a"));
  scheduler.run_ready();
  scope.cancel();
  EXPECT_TRUE(scope.cancelled());
  EXPECT_TRUE(log.empty());  // nothing is resumed inside cancel()
  outer.spawn(join_and_note(scope, log));
  scheduler.run_ready();
  EXPECT_EQ(log, (Names{"a cancelled", "joined"}));
  EXPECT_TRUE(scheduler.idle());
}

TEST_F(ScopeTest, DestroyingItDropsWhatRunsAndWhatHasNotBegun) {
  {
    Scope dropped(scheduler);
    dropped.spawn(note_after(scheduler, CancelToken(), log, "a"));
    scheduler.run_ready();
    dropped.spawn(note(log, "b"));
  }
  scheduler.advance(1s);
  EXPECT_TRUE(log.empty());
  EXPECT_TRUE(scheduler.idle());
}

Task<void> hold(Scheduler& scheduler, std::shared_ptr<int> /*held*/) {
  co_await sleep(scheduler, 1ms);
}

TEST_F(ScopeTest, AFinishedTaskHoldsNothingAnyMore) {
  const auto held = std::make_shared<int>();
  scope.spawn(hold(scheduler, held));
  scheduler.run_ready();
  EXPECT_EQ(held.use_count(), 2);
  scheduler.advance(1ms);
  EXPECT_EQ(held.use_count(), 1);  // though nothing was spawned since
}

Task<void> spawn_another(Scope& scope, Names& log, int left) {
  log.push_back(std::to_string(left));
  if (left > 0) scope.spawn(spawn_another(scope, log, left - 1));
  co_return;
}

TEST_F(ScopeTest, ATaskMaySpawnIntoItsOwnScope) {
  scope.spawn(spawn_another(scope, log, 3));
  outer.spawn(join_and_note(scope, log));
  scheduler.run_ready();
  EXPECT_EQ(log, (Names{"3", "2", "1", "0", "joined"}));
}

TEST_F(ScopeTest, AJoinMayBeDroppedBeforeItIsOver) {
  scope.spawn(note_after(scheduler, CancelToken(), log, "a"));
  {
    Scope dropped(scheduler);
    dropped.spawn(join_and_note(scope, log));
    scheduler.run_ready();
  }
  scheduler.advance(10ms);
  EXPECT_EQ(log, Names{"a"});
}

Task<void> fail() {
  throw std::runtime_error("bug");
  co_return;
}

TEST(ScopeDeathTest, AnExceptionThatLeavesATaskEndsTheProgram) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(
      {
        TestScheduler scheduler;
        Scope scope(scheduler);
        scope.spawn(fail());
        scheduler.run_ready();
      },
      "");
}

}  // namespace
}  // namespace controller::testing
