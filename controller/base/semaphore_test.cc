#include "controller/base/semaphore.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "controller/base/scope.h"
#include "controller/base/testing/test_scheduler.h"

namespace controller::testing {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

class SemaphoreTest : public ::testing::Test {
 protected:
  // Takes a permit, and keeps it for 1 ms.
  Task<void> user(std::string name, Priority priority, CancelToken token) {
    const auto permit = co_await semaphore.acquire(priority, token);
    log.push_back(permit ? name : name + " cancelled");
    if (permit) co_await sleep(scheduler, 1ms);
  }
  static Task<void> take_into(Semaphore& from, Semaphore::Permit& to) {
    auto permit = co_await from.acquire(Priority::normal);
    to = std::move(permit);
  }
  // Precondition: one is free.
  Semaphore::Permit take(Semaphore& from) {
    Semaphore::Permit permit;
    users.spawn(take_into(from, permit));
    scheduler.run_ready();
    return permit;
  }
  Semaphore::Permit take() { return take(semaphore); }
  void spawn(Scope& scope, const char* name, Priority priority = Priority::normal,
             CancelToken token = CancelToken()) {
    scope.spawn(user(name, priority, token));
    scheduler.run_ready();
  }

  TestScheduler scheduler;
  Semaphore semaphore{scheduler, 1};
  CancelSource source;
  Names log;
  Scope users{scheduler};
};

TEST_F(SemaphoreTest, GrantsAtOnceWhatIsFree) {
  spawn(users, "a");
  EXPECT_EQ(log, Names{"a"});
  EXPECT_EQ(semaphore.free(), 0U);
  scheduler.advance(1ms);
  EXPECT_EQ(semaphore.free(), 1U);
}

TEST_F(SemaphoreTest, ServesInOrderAndThePriorityFirst) {
  spawn(users, "a");
  spawn(users, "b");
  spawn(users, "c");
  spawn(users, "high 1", Priority::high);
  spawn(users, "high 2", Priority::high);
  EXPECT_EQ(log, Names{"a"});
  scheduler.advance(10ms);
  EXPECT_EQ(log, (Names{"a", "high 1", "high 2", "b", "c"}));
  EXPECT_EQ(semaphore.free(), 1U);
}

TEST_F(SemaphoreTest, NobodyOvertakesAWaiterWhoWasGranted) {
  Semaphore::Permit held = take();
  spawn(users, "a");
  users.spawn(user("late", Priority::high, CancelToken()));
  held.release();  // granted to a, which runs after `late` has asked
  scheduler.run_ready();
  EXPECT_EQ(log, Names{"a"});
  scheduler.advance(1ms);
  EXPECT_EQ(log, (Names{"a", "late"}));
}

TEST_F(SemaphoreTest, SeveralPermitsAreHeldAtOnce) {
  Semaphore two(scheduler, 2);
  std::vector<Semaphore::Permit> held;
  const auto take = [](Semaphore& from, std::vector<Semaphore::Permit>& to) -> Task<void> {
    auto permit = co_await from.acquire(Priority::normal);
    to.push_back(std::move(permit));
  };
  Scope scope(scheduler);
  for (int i = 0; i < 3; ++i) scope.spawn(take(two, held));
  scheduler.run_ready();
  EXPECT_EQ(held.size(), 2U);
  held.erase(held.begin());
  scheduler.run_ready();
  EXPECT_EQ(held.size(), 2U);
  EXPECT_EQ(two.free(), 0U);
}

TEST_F(SemaphoreTest, ACancelledWaiterGetsNoPermitAndCostsNone) {
  spawn(users, "a");
  spawn(users, "b", Priority::normal, source.token());
  spawn(users, "c");
  source.cancel();
  scheduler.run_ready();
  EXPECT_EQ(log, (Names{"a", "b cancelled"}));
  scheduler.advance(10ms);
  EXPECT_EQ(log, (Names{"a", "b cancelled", "c"}));
  EXPECT_EQ(semaphore.free(), 1U);
}

TEST_F(SemaphoreTest, APermitFreedJustAfterTheCancelGoesToTheNext) {
  Semaphore::Permit held = take();
  spawn(users, "a", Priority::normal, source.token());
  spawn(users, "b");
  source.cancel();
  held.release();  // before a has run
  scheduler.run_ready();
  EXPECT_EQ(log, (Names{"a cancelled", "b"}));
}

TEST_F(SemaphoreTest, ACancelledTokenGetsNoPermitEvenIfOneIsFree) {
  source.cancel();
  spawn(users, "a", Priority::normal, source.token());
  EXPECT_EQ(log, Names{"a cancelled"});
  EXPECT_EQ(semaphore.free(), 1U);
}

TEST_F(SemaphoreTest, ACancelAfterTheGrantComesTooLate) {
  Semaphore::Permit held = take();
  spawn(users, "b", Priority::normal, source.token());
  held.release();  // granted to b, which has not run yet
  source.cancel();
  scheduler.run_ready();
  EXPECT_EQ(log, Names{"b"});
}

TEST_F(SemaphoreTest, AGrantOnItsWayToADestroyedWaiterGoesToTheNext) {
  Semaphore::Permit held = take();
  auto dropped = std::make_unique<Scope>(scheduler);
  spawn(*dropped, "dropped");
  spawn(users, "next");
  held.release();   // granted to the first of them, which has not run yet
  dropped.reset();  // and never will
  scheduler.run_ready();
  EXPECT_EQ(log, Names{"next"});
}

TEST_F(SemaphoreTest, PermitsMoveAndAreGivenBackOnce) {
  Semaphore two(scheduler, 2);
  Semaphore::Permit first = take(two);
  Semaphore::Permit second = take(two);
  EXPECT_EQ(two.free(), 0U);
  first = std::move(second);  // gives back what it held
  EXPECT_EQ(two.free(), 1U);
  EXPECT_FALSE(second);
  EXPECT_TRUE(first);
  second = std::move(first);
  EXPECT_EQ(two.free(), 1U);
  second.release();
  second.release();
  EXPECT_EQ(two.free(), 2U);
}

}  // namespace
}  // namespace controller::testing
