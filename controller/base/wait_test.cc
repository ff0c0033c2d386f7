// Sleep, Event and what they share: being woken once, and being given up.
#include "controller/base/wait.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "controller/base/scope.h"
#include "controller/base/testing/test_scheduler.h"

namespace controller::testing {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

class WaitTest : public ::testing::Test {
 protected:
  TestScheduler scheduler;
  CancelSource source;
  Names log;
  Scope scope{scheduler};

  void note(const char* name, bool happened) {
    log.push_back(std::string(name) + (happened ? " happened" : " cancelled"));
  }
  Task<void> sleeper(Duration span, CancelToken token) {
    const auto slept = co_await sleep(scheduler, span, token);
    note("sleep", slept);
  }
  Task<void> waiter(Event& event, CancelToken token) {
    const auto set = co_await event.wait(token);
    note("event", set);
  }
};

// ---- sleep

TEST_F(WaitTest, SleepLastsToTheMicrosecond) {
  scope.spawn(sleeper(5ms, source.token()));
  scheduler.advance(4999us);
  EXPECT_TRUE(log.empty());
  scheduler.advance(1us);
  EXPECT_EQ(log, Names{"sleep happened"});
}

Task<void> sleep_to(Scheduler& scheduler, Instant deadline, Instant& woken) {
  co_await sleep_until(scheduler, deadline);
  woken = scheduler.now();
}

TEST_F(WaitTest, SleepUntilThePastIsOverAtThisInstant) {
  scheduler.advance(10ms);
  Instant woken;
  scope.spawn(sleep_to(scheduler, Instant{} + 3ms, woken));
  scheduler.run_ready();
  EXPECT_EQ(woken, Instant{} + 10ms);
}

TEST_F(WaitTest, CancelEndsTheSleepAtOnceAndDisarmsIt) {
  scope.spawn(sleeper(5ms, source.token()));
  scheduler.advance(1ms);
  source.cancel();
  EXPECT_TRUE(log.empty());
  scheduler.run_ready();
  EXPECT_EQ(log, Names{"sleep cancelled"});
  EXPECT_TRUE(scheduler.idle());
}

TEST_F(WaitTest, SleepWithACancelledTokenDoesNotSuspend) {
  source.cancel();
  scope.spawn(sleeper(5ms, source.token()));
  scheduler.run_ready();
  EXPECT_EQ(log, Names{"sleep cancelled"});
  EXPECT_EQ(scheduler.armed(), 0U);
}

TEST_F(WaitTest, CancelAtTheVeryTickBeforeTheAlarmRanWins) {
  scope.spawn(sleeper(5ms, source.token()));
  scheduler.run_ready();
  scheduler.make_due(5ms);
  source.cancel();
  scheduler.run_ready();
  EXPECT_EQ(log, Names{"sleep cancelled"});
}

struct CancelNow : Work {
  explicit CancelNow(CancelSource& source_in)
      : Work([](Work& work) { static_cast<CancelNow&>(work).source.cancel(); }),
        source(source_in) {}
  CancelSource& source;
};

TEST_F(WaitTest, CancelAtTheVeryTickAfterTheAlarmRanComesTooLate) {
  CancelNow cancel(source);
  scope.spawn(sleeper(5ms, source.token()));
  scheduler.run_ready();
  scheduler.make_due(5ms);
  scheduler.post(cancel);  // behind the alarm, before the sleeper that the alarm wakes
  scheduler.run_ready();
  EXPECT_TRUE(source.cancelled());
  EXPECT_EQ(log, Names{"sleep happened"});
}

TEST_F(WaitTest, ASleepMayBeDestroyedAtAnyPoint) {
  for (int point = 0; point < 4; ++point) {
    CancelSource own;
    {
      Scope dropped(scheduler);
      dropped.spawn(sleeper(5ms, own.token()));
      if (point >= 1) scheduler.run_ready();
      if (point == 2) scheduler.make_due(5ms);  // the alarm is queued
      if (point == 3) own.cancel();             // the sleeper is queued
    }
    EXPECT_TRUE(scheduler.idle()) << point;
    own.cancel();
    scheduler.advance(1s);
  }
  EXPECT_TRUE(log.empty());
}

// ---- event

TEST_F(WaitTest, AnEventWakesEveryWaiterOnce) {
  Event event(scheduler);
  scope.spawn(waiter(event, CancelToken()));
  scope.spawn(waiter(event, source.token()));
  scheduler.run_ready();
  EXPECT_FALSE(event.is_set());
  event.set();
  EXPECT_TRUE(log.empty());  // never inside set()
  event.set();
  source.cancel();  // too late
  scheduler.run_ready();
  EXPECT_EQ(log, (Names{"event happened", "event happened"}));
}

TEST_F(WaitTest, WaitingForWhatHappenedReturnsAtOnceEvenIfCancelled) {
  Event event(scheduler);
  event.set();
  source.cancel();
  scope.spawn(waiter(event, source.token()));
  scheduler.run_ready();
  EXPECT_EQ(log, Names{"event happened"});
}

TEST_F(WaitTest, ACancelledWaiterIsNotWokenByTheEvent) {
  Event event(scheduler);
  scope.spawn(waiter(event, source.token()));
  scope.spawn(waiter(event, CancelToken()));
  scheduler.run_ready();
  source.cancel();
  event.set();
  scheduler.run_ready();
  EXPECT_EQ(log, (Names{"event cancelled", "event happened"}));
}

TEST_F(WaitTest, WaitersMayBeDestroyedBeforeAndAfterTheEvent) {
  for (const bool set : {false, true}) {
    Event event(scheduler);
    {
      Scope dropped(scheduler);
      dropped.spawn(waiter(event, source.token()));
      scheduler.run_ready();
      if (set) event.set();
    }
    event.set();
    scheduler.run_ready();
  }
  EXPECT_TRUE(log.empty());
}

// ---- tokens

struct Count : CancelCallback {
  explicit Count(int& count_in)
      : CancelCallback([](CancelCallback& callback) { ++static_cast<Count&>(callback).count; }),
        count(count_in) {}
  int& count;
};

TEST(CancelTest, CallbacksRunOnceAndNotWhenDestroyedBefore) {
  CancelSource source;
  int stays = 0;
  int leaves = 0;
  Count staying(stays);
  staying.watch(source.token());
  {
    Count leaving(leaves);
    leaving.watch(source.token());
  }
  EXPECT_FALSE(source.token().cancelled());
  source.cancel();
  source.cancel();
  EXPECT_TRUE(source.token().cancelled());
  EXPECT_EQ(stays, 1);
  EXPECT_EQ(leaves, 0);
}

struct Rewatch : CancelCallback {
  Rewatch(CancelSource& source_in, Count& other_in)
      : CancelCallback([](CancelCallback& callback) {
          auto& self = static_cast<Rewatch&>(callback);
          self.other.watch(self.source.token());
        }),
        source(source_in),
        other(other_in) {}
  CancelSource& source;
  Count& other;
};

TEST(CancelTest, RegisteringAfterOrDuringTheCancellationRunsNothing) {
  CancelSource source;
  int count = 0;
  Count late(count);
  Rewatch rewatch(source, late);
  rewatch.watch(source.token());
  source.cancel();
  EXPECT_EQ(count, 0);
  late.watch(source.token());
  source.cancel();
  EXPECT_EQ(count, 0);
}

TEST(CancelTest, ACallbackOutlivesItsSourceAndTheEmptyTokenIsNeverCancelled) {
  int count = 0;
  Count callback(count);
  {
    CancelSource source;
    callback.watch(source.token());
  }
  callback.watch(CancelToken());
  EXPECT_FALSE(CancelToken().cancelled());
  EXPECT_EQ(count, 0);
}

}  // namespace
}  // namespace controller::testing
