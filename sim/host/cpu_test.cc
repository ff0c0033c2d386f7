#include "sim/host/cpu.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <vector>

#include "sim/choice/seeded_choices.h"
#include "sim/gateway/cli_model.h"
#include "sim/world/testing/at.h"

namespace sim {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Cores that split their speed evenly: two pieces of work take twice as long.
std::uint64_t even_split(std::uint32_t running) { return 1000 * std::uint64_t{running}; }

struct Call final : Cpu::Job {
  explicit Call(std::function<void()> done_in)
      : Job([](Job& job) { static_cast<Call&>(job).done(); }), done(std::move(done_in)) {}
  std::function<void()> done;
};

struct Start final : Timer {
  explicit Start(std::function<void()> run_in)
      : Timer([](Work& work) { static_cast<Start&>(work).function(); }),
        function(std::move(run_in)) {}
  std::function<void()> function;
};

// Pieces of work by number, and when each was done.
struct Cores {
  explicit Cores(Cpu::Slowdown slowdown) : cpu(process, slowdown) {}

  void work(std::size_t number, Duration begins, Duration takes) {
    if (calls.size() <= number) calls.resize(number + 1), ends.resize(number + 1, Duration(-1));
    calls[number] = std::make_unique<Call>([this, number] {
      ends[number] = time.now() - Instant{};
      order.push_back(number);
    });
    starts.push_back(
        std::make_unique<Start>([this, number, takes] { cpu.start(*calls[number], takes); }));
    process.arm(*starts.back(), at(begins));
  }
  void at_time(Duration when, std::function<void()> what) {
    starts.push_back(std::make_unique<Start>(std::move(what)));
    process.arm(*starts.back(), at(when));
  }
  void run() { time.run_until(at(24h)); }

  VirtualScheduler time;
  Process process{time, 0, "world"};
  Cpu cpu;
  std::vector<std::unique_ptr<Call>> calls;
  std::vector<std::unique_ptr<Start>> starts;
  std::vector<Duration> ends;
  std::vector<std::size_t> order;
};

TEST(Cpu, OneCallAloneTakesItsOwnTime) {
  Cores cores(slowdown_permille);
  cores.work(0, 3s, 2s);
  cores.run();
  EXPECT_THAT(cores.ends, ElementsAre(5s));
}

// concurrency-pairing-list.json: 7.0 and 8.6 s alone; all of a batch between these bounds.
TEST(Cpu, CallsSlowEachOtherDownAsRecorded) {
  struct Batch {
    std::size_t calls;
    Duration least;
    Duration most;
  };
  for (const Batch& batch :
       {Batch{1, 7s, 8600ms}, Batch{2, 16s, 17s}, Batch{4, 38s, 40s}, Batch{8, 84s, 94s}}) {
    Cores cores(slowdown_permille);
    for (std::size_t i = 0; i < batch.calls; ++i) cores.work(i, 0s, 7800ms);
    cores.run();
    for (const Duration end : cores.ends) {
      EXPECT_GE(end, batch.least) << batch.calls << " calls";
      EXPECT_LE(end, batch.most) << batch.calls << " calls";
    }
  }
}

// Two run at 1/2.11 of the speed: what is left of the first is 500 ms when the second comes, and so
// is what is left of the second when the first is done.
TEST(Cpu, TheSpeedChangesWithWhoRuns) {
  Cores cores(slowdown_permille);
  cores.work(0, 0s, 1s);
  cores.work(1, 500ms, 1s);
  cores.run();
  EXPECT_THAT(cores.ends, ElementsAre(500ms + 1055ms, 500ms + 1055ms + 500ms));
}

TEST(Cpu, WhoGivesUpSlowsNobodyDownAnyMore) {
  Cores cores(even_split);
  cores.work(0, 0s, 10s);
  cores.work(1, 0s, 10s);
  cores.work(2, 0s, 10s);
  cores.at_time(3s, [&] { cores.cpu.give_up(*cores.calls[1]); });
  cores.at_time(6s, [&] { cores.calls[2].reset(); });  // destroyed: the same
  cores.run();
  // 3 s at a third, 3 s at a half, the rest alone.
  EXPECT_EQ(cores.ends[0], 6s + 7500ms);
  EXPECT_THAT(cores.order, ElementsAre(0));
  cores.cpu.give_up(*cores.calls[0]);  // done: nothing to give up
}

TEST(Cpu, NoWorkIsDoneSoonButNotAtOnce) {
  Cores cores(slowdown_permille);
  bool done = false;
  Call call([&] { done = true; });
  cores.cpu.start(call, 0s);
  EXPECT_FALSE(done);
  cores.run();
  EXPECT_TRUE(done);
  EXPECT_EQ(cores.time.now(), Instant{});
}

// Whatever order the scheduler draws for the rest.
TEST(Cpu, EqualWorkIsDoneInTheOrderOfItsStart) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    SeededChoices choices(seed);
    VirtualScheduler time(ReadyOrder::seeded, &choices);
    Process process(time, 0, "world");
    Cpu cpu(process, slowdown_permille);
    std::vector<int> order;
    Call first([&] { order.push_back(1); });
    Call second([&] { order.push_back(2); });
    Call third([&] { order.push_back(3); });
    for (Call* call : {&first, &second, &third}) cpu.start(*call, 1s);
    time.run_until(at(1h));
    EXPECT_THAT(order, ElementsAre(1, 2, 3)) << "seed " << seed;
  }
}

TEST(Cpu, WorkMayBeginMoreOfIt) {
  Cores cores(slowdown_permille);
  std::vector<Duration> ends;
  Call call([&] {
    ends.push_back(cores.time.now() - Instant{});
    if (ends.size() < 3) cores.cpu.start(call, 1s);
  });
  cores.cpu.start(call, 1s);
  cores.run();
  EXPECT_THAT(ends, ElementsAre(1s, 2s, 3s));
}

TEST(Cpu, WhatTheEndOfOneDestroysIsNotDone) {
  Cores cores(slowdown_permille);
  std::vector<int> done;
  auto second = std::make_unique<Call>([&] { done.push_back(2); });
  Call first([&] {
    done.push_back(1);
    second.reset();
  });
  cores.cpu.start(first, 1s);
  cores.cpu.start(*second, 1s);  // due at the same instant
  cores.run();
  EXPECT_THAT(done, ElementsAre(1));
}

TEST(Cpu, NothingIsDoneOnceItsProcessIsCutOff) {
  Cores cores(slowdown_permille);
  cores.work(0, 0s, 10s);
  cores.at_time(5s, [&] { cores.process.cut_off(); });
  cores.run();
  EXPECT_THAT(cores.order, IsEmpty());
}

// Cores that are never idle finish when all that was asked of them is done, whatever the order; and
// every call takes at least its own time. Each change of speed rounds by less than a microsecond.
RC_GTEST_PROP(Cpu, WorkIsConserved, ()) {
  Cores cores(even_split);
  const auto calls = *rc::gen::inRange<std::size_t>(1, 12);
  std::vector<Duration> begins(calls);
  std::vector<Duration> takes(calls);
  Duration all{};
  for (std::size_t i = 0; i < calls; ++i) {
    takes[i] = Duration(*rc::gen::inRange<std::int64_t>(1, 10'000'000));
    begins[i] = i == 0 ? Duration{} : Duration(*rc::gen::inRange<std::int64_t>(0, all.count() + 1));
    all += takes[i];
    cores.work(i, begins[i], takes[i]);
  }
  cores.run();
  RC_ASSERT(cores.order.size() == calls);
  const Duration end = *std::max_element(cores.ends.begin(), cores.ends.end());
  const auto rounding = Duration(static_cast<std::int64_t>(2 * calls * calls));
  RC_ASSERT(end >= all - rounding && end <= all + rounding);
  for (std::size_t i = 0; i < calls; ++i) RC_ASSERT(cores.ends[i] - begins[i] >= takes[i]);
}

}  // namespace
}  // namespace sim
