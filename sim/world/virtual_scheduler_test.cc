#include "sim/world/virtual_scheduler.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <vector>

#include "sim/choice/seeded_choices.h"
#include "sim/world/process.h"
#include "sim/world/testing/at.h"
#include "sim/world/testing/calls.h"

namespace sim {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Outcome = VirtualScheduler::Outcome;

constexpr Owner kOwner = 1;

class VirtualSchedulerTest : public ::testing::Test {
 protected:
  std::function<void()> note(int number) {
    return [this, number] { log.push_back(number); };
  }
  VirtualScheduler time;
  Process process{time, kOwner, "test"};
  std::vector<int> log;
};

// ---- order

TEST_F(VirtualSchedulerTest, ReadyWorkRunsInTheOrderOfItsArrival) {
  Job a(note(1));
  Job b(note(2));
  Job c([&] { process.post(a); });
  process.post(c);
  process.post(b);
  process.post(b);  // waits already
  EXPECT_EQ(time.run_until(at(1s)), Outcome::idle);
  EXPECT_THAT(log, ElementsAre(2, 1));
  EXPECT_EQ(time.steps(), 3U);
}

// Answers 1, 2, 3 … to draws of priorities: who comes later goes first.
class LaterGoesFirst final : public ChoiceSource {
 public:
  std::uint64_t draw(Stream /*stream*/, const char* /*site*/, std::uint64_t /*bound*/) override {
    return ++last_;
  }

 private:
  std::uint64_t last_ = 0;
};

TEST(PctOrder, TheProcessOfHighestPriorityRunsFirstAndInOrder) {
  LaterGoesFirst choices;
  VirtualScheduler time(ReadyOrder::pct, &choices, {.depth = 1, .steps = 1});
  Process low(time, 1, "low");
  Process high(time, 2, "high");
  std::vector<int> log;
  Job a([&] { log.push_back(1); });
  Job b([&] { log.push_back(2); });
  Job c([&] { log.push_back(3); });
  low.post(a);
  high.post(b);
  high.post(c);
  time.run_until(at(1s));
  EXPECT_THAT(log, ElementsAre(2, 3, 1));
}

TEST_F(VirtualSchedulerTest, TimersRunAtTheirDeadlineAndEqualOnesInTheOrderOfArming) {
  std::vector<Instant> times;
  const auto note_time = [&](int number) {
    return [this, number, &times] {
      log.push_back(number);
      times.push_back(time.now());
    };
  };
  Alarm late(note_time(3));
  Alarm first(note_time(1));
  Alarm second(note_time(2));
  process.arm(late, at(20ms));
  process.arm(first, at(10ms));
  process.arm(second, at(10ms));
  EXPECT_EQ(time.run_until(at(1s)), Outcome::idle);
  EXPECT_THAT(log, ElementsAre(1, 2, 3));
  EXPECT_THAT(times, ElementsAre(at(10ms), at(10ms), at(20ms)));
}

TEST_F(VirtualSchedulerTest, WhatADueTimerPostsRunsBehindWhatIsDueToo) {
  Job job(note(3));
  Alarm first([&] {
    log.push_back(1);
    process.post(job);
  });
  Alarm second(note(2));
  process.arm(first, at(10ms));
  process.arm(second, at(10ms));
  time.run_until(at(1s));
  EXPECT_THAT(log, ElementsAre(1, 2, 3));
}

TEST_F(VirtualSchedulerTest, ADeadlineInThePastIsDueNow) {
  Alarm past([&] { EXPECT_EQ(time.now(), at(10ms)); });
  Alarm arms_it([&] { process.arm(past, at(3ms)); });
  process.arm(arms_it, at(10ms));
  EXPECT_EQ(time.run_until(at(10ms)), Outcome::idle);
  EXPECT_EQ(time.steps(), 2U);
}

TEST_F(VirtualSchedulerTest, AnArmedTimerIsMoved) {
  Alarm timer(note(1));
  process.arm(timer, at(10ms));
  process.arm(timer, at(30ms));
  EXPECT_EQ(time.run_until(at(20ms)), Outcome::reached_end);
  EXPECT_THAT(log, IsEmpty());
  time.run_until(at(30ms));
  EXPECT_THAT(log, ElementsAre(1));
  EXPECT_FALSE(timer.armed());
}

// ---- disarming

TEST_F(VirtualSchedulerTest, ATimerThatIsDueCanStillBeDisarmedMovedOrDestroyed) {
  Alarm disarmed(note(1));
  Alarm moved(note(2));
  auto destroyed = std::make_unique<Alarm>(note(3));
  Alarm first([&] {
    disarmed.disarm();
    process.arm(moved, at(20ms));
    destroyed.reset();
  });
  process.arm(first, at(10ms));
  process.arm(disarmed, at(10ms));
  process.arm(moved, at(10ms));
  process.arm(*destroyed, at(10ms));
  time.run_until(at(10ms));
  EXPECT_THAT(log, IsEmpty());
  time.run_until(at(1s));
  EXPECT_THAT(log, ElementsAre(2));
}

TEST_F(VirtualSchedulerTest, WorkMayBeDestroyedWhileItWaits) {
  auto job = std::make_unique<Job>(note(1));
  process.post(*job);
  job.reset();
  EXPECT_EQ(time.run_until(at(1s)), Outcome::idle);
  EXPECT_EQ(time.steps(), 0U);
}

// ---- ends

TEST_F(VirtualSchedulerTest, RunsUpToAndIncludingTheEnd) {
  Alarm on_time(note(1));
  Alarm late(note(2));
  process.arm(on_time, at(10ms));
  process.arm(late, at(10ms) + 1us);
  EXPECT_EQ(time.run_until(at(10ms)), Outcome::reached_end);
  EXPECT_THAT(log, ElementsAre(1));
  EXPECT_EQ(time.now(), at(10ms));
  EXPECT_EQ(time.run_until(at(5ms)), Outcome::reached_end);
  EXPECT_EQ(time.now(), at(10ms));  // never backwards
}

TEST_F(VirtualSchedulerTest, StopsAfterSoManySteps) {
  Job endless([&] { process.post(endless); });
  process.post(endless);
  EXPECT_EQ(time.run_until(at(1s), 1000), Outcome::step_limit);
  EXPECT_EQ(time.steps(), 1000U);
  EXPECT_EQ(time.run_until(at(1s), 1001), Outcome::step_limit);
  EXPECT_EQ(time.steps(), 1001U);
}

TEST_F(VirtualSchedulerTest, StopsWhenAskedBetweenTwoSteps) {
  Job endless([&] { process.post(endless); });
  process.post(endless);
  int left = 10;
  EXPECT_EQ(time.run_until(at(1s), 1000, [&] { return left-- == 0; }), Outcome::stopped);
  EXPECT_EQ(time.steps(), 10U);
}

TEST_F(VirtualSchedulerTest, TheLastAllowedStepIsNoLimit) {
  Job job(note(1));
  process.post(job);
  EXPECT_EQ(time.run_until(at(1s), 1), Outcome::idle);
}

TEST_F(VirtualSchedulerTest, StopEndsTheRunAndItCanGoOn) {
  Job stops([&] { time.stop(); });
  Job later(note(1));
  process.post(stops);
  process.post(later);
  EXPECT_EQ(time.run_until(at(1s)), Outcome::stopped);
  EXPECT_THAT(log, IsEmpty());
  EXPECT_EQ(time.run_until(at(1s)), Outcome::idle);
  EXPECT_THAT(log, ElementsAre(1));
}

TEST_F(VirtualSchedulerTest, StopInTheLastPieceOfWorkCountsToo) {
  Job stops([&] { time.stop(); });
  process.post(stops);
  EXPECT_EQ(time.run_until(at(1s)), Outcome::stopped);
}

// ---- quiet

TEST_F(VirtualSchedulerTest, TellsEachTimeNothingIsLeftAtAnInstant) {
  std::vector<Instant> quiet;
  time.set_on_quiet([&] { quiet.push_back(time.now()); });
  Job job(note(1));
  Alarm timer([&] { process.post(job); });
  process.arm(timer, at(10ms));
  time.run_until(at(1s));
  EXPECT_THAT(quiet, ElementsAre(at(0ms), at(10ms)));
}

TEST_F(VirtualSchedulerTest, WhatIsPostedWhenQuietRunsAtThatInstant) {
  Job job(note(1));
  int calls = 0;
  time.set_on_quiet([&] {
    if (++calls == 1) process.post(job);
  });
  Alarm timer(note(2));
  process.arm(timer, at(10ms));
  time.run_until(at(1s));
  EXPECT_THAT(log, ElementsAre(1, 2));
  EXPECT_EQ(calls, 3);
}

TEST_F(VirtualSchedulerTest, StopWhenQuietKeepsTheClock) {
  time.set_on_quiet([&] { time.stop(); });
  Alarm timer(note(1));
  process.arm(timer, at(10ms));
  EXPECT_EQ(time.run_until(at(1s)), Outcome::stopped);
  EXPECT_EQ(time.now(), at(0ms));
}

// ---- owners and causes

TEST_F(VirtualSchedulerTest, DropTakesAwayAllOfOneOwner) {
  Process other(time, 2, "other");
  Job mine(note(1));
  Job others(note(2));
  Alarm my_timer(note(3));
  Alarm other_timer(note(4));
  Alarm my_due(note(5));
  Alarm cuts([&] { process.cut_off(); });
  process.post(mine);
  other.post(others);
  process.arm(my_timer, at(10ms));
  other.arm(other_timer, at(10ms));
  time.drop(kOwner);
  EXPECT_FALSE(my_timer.armed());
  other.arm(cuts, at(20ms));
  process.arm(my_due, at(20ms));  // due, but behind the one that cuts it off
  time.run_until(at(1s));
  EXPECT_THAT(log, ElementsAre(2, 4));
}

TEST_F(VirtualSchedulerTest, AProcessThatIsCutOffHasNoEffectAnyMore) {
  process.cut_off();
  EXPECT_FALSE(process.alive());
  Job job(note(1));
  Alarm timer(note(2));
  process.post(job);
  process.arm(timer, at(10ms));
  EXPECT_FALSE(timer.armed());
  timer.disarm();
  EXPECT_EQ(time.run_until(at(1s)), Outcome::idle);
  EXPECT_THAT(log, IsEmpty());
}

TEST_F(VirtualSchedulerTest, CausesAreInherited) {
  std::vector<std::uint64_t> causes;
  Alarm timer([&] { causes.push_back(time.cause()); });
  Job second([&] {
    causes.push_back(time.cause());
    process.arm(timer, at(10ms));
    time.set_cause(9);  // too late for the timer
  });
  Job first([&] {
    time.set_cause(7);
    process.post(second);
  });
  process.post(first);
  time.run_until(at(1s));
  EXPECT_THAT(causes, ElementsAre(7, 7));
}

// ---- seeded order

std::vector<int> seeded_run(std::uint64_t seed) {
  SeededChoices choices(seed);
  VirtualScheduler time(ReadyOrder::seeded, &choices);
  std::vector<int> log;
  std::vector<std::unique_ptr<Job>> jobs;
  for (int i = 0; i < 4; ++i) {
    jobs.push_back(std::make_unique<Job>([&log, i] { log.push_back(i); }));
    time.post(kOwner, *jobs.back());
  }
  time.run_until(at(1s));
  return log;
}

TEST(SeededOrderTest, ReachesEveryOrderAndRepeats) {
  std::set<std::vector<int>> orders;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    orders.insert(seeded_run(seed));
    EXPECT_EQ(seeded_run(seed), seeded_run(seed));
  }
  EXPECT_EQ(orders.size(), 24U);
}

TEST(SeededOrderTest, EqualDeadlinesAreDrawnTooButNeverAcrossInstants) {
  std::set<std::vector<int>> orders;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    SeededChoices choices(seed);
    VirtualScheduler time(ReadyOrder::seeded, &choices);
    Process process(time, kOwner, "test");
    std::vector<int> log;
    std::vector<std::unique_ptr<Alarm>> alarms;
    for (int i = 0; i < 6; ++i) {
      alarms.push_back(std::make_unique<Alarm>([&log, i] { log.push_back(i); }));
      process.arm(*alarms.back(), at(i < 3 ? 10ms : 20ms));
    }
    time.run_until(at(1s));
    EXPECT_THAT(std::vector<int>(log.begin(), log.begin() + 3),
                ::testing::UnorderedElementsAre(0, 1, 2));
    orders.insert(log);
  }
  EXPECT_EQ(orders.size(), 36U);
}

TEST(SeededOrderTest, TheCalmChoiceIsFirstComeFirstServedAndOneAloneIsNotDrawn) {
  CalmChoices calm;
  VirtualScheduler time(ReadyOrder::seeded, &calm);
  std::vector<int> log;
  Job a([&] { log.push_back(1); });
  Job b([&] { log.push_back(2); });
  time.post(kOwner, a);
  time.post(kOwner, b);
  time.run_until(at(1s));
  EXPECT_THAT(log, ElementsAre(1, 2));

  SeededChoices choices(1);
  VirtualScheduler alone(ReadyOrder::seeded, &choices);
  alone.post(kOwner, a);
  alone.run_until(at(1s));
  EXPECT_EQ(choices.count(Stream::schedule), 0U);
}

// ---- against a model

struct Armed {
  std::int64_t deadline;
  std::uint64_t sequence;
  int timer;
  auto operator<=>(const Armed&) const = default;
};

// Arms, moves and disarms timers at random; they must fire exactly as a sorted set says.
RC_GTEST_PROP(VirtualSchedulerModel, TimersFireAsFromASortedSet, ()) {
  constexpr int kTimers = 40;
  VirtualScheduler time;
  Process process(time, kOwner, "test");
  std::vector<int> fired;
  std::vector<std::unique_ptr<Alarm>> timers;
  for (int i = 0; i < kTimers; ++i) {
    timers.push_back(std::make_unique<Alarm>([&fired, i] { fired.push_back(i); }));
  }
  std::set<Armed> model;
  std::uint64_t sequence = 0;
  const auto forget = [&model](int timer) {
    std::erase_if(model, [timer](const Armed& armed) { return armed.timer == timer; });
  };
  const int steps = *rc::gen::inRange(1, 300);
  for (int step = 0; step < steps; ++step) {
    const int timer = *rc::gen::inRange(0, kTimers);
    auto& alarm = *timers[static_cast<std::size_t>(timer)];
    const std::int64_t now = time.now().time_since_epoch().count();
    const int action = *rc::gen::inRange(0, 10);
    if (action < 6) {
      const std::int64_t deadline = now + *rc::gen::inRange(-5, 50);
      process.arm(alarm, Instant(Duration(deadline)));
      forget(timer);
      model.insert(Armed{std::max(deadline, now), sequence++, timer});
    } else if (action < 9) {
      alarm.disarm();
      forget(timer);
    } else {
      const std::int64_t end = now + *rc::gen::inRange(0, 30);
      std::vector<int> expected;
      while (!model.empty() && model.begin()->deadline <= end) {
        expected.push_back(model.begin()->timer);
        model.erase(model.begin());
      }
      fired.clear();
      time.run_until(Instant(Duration(end)));
      RC_ASSERT(fired == expected);
    }
    for (int i = 0; i < kTimers; ++i) {
      const bool armed = std::ranges::any_of(model, [i](const Armed& a) { return a.timer == i; });
      RC_ASSERT(timers[static_cast<std::size_t>(i)]->armed() == armed);
    }
  }
}

}  // namespace
}  // namespace sim
