#include "controller/base/task.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "controller/base/scope.h"
#include "controller/base/testing/test_scheduler.h"
#include "controller/base/wait.h"

namespace controller::testing {
namespace {

using namespace std::chrono_literals;

// Writes its name when it is destroyed.
class Witness {
 public:
  Witness(std::vector<std::string>& log, std::string name) : log_(&log), name_(std::move(name)) {}
  Witness(Witness&& other) noexcept
      : log_(std::exchange(other.log_, nullptr)), name_(other.name_) {}
  Witness& operator=(Witness&&) = delete;
  ~Witness() {
    if (log_ != nullptr) log_->push_back(name_);
  }

 private:
  std::vector<std::string>* log_;
  std::string name_;
};

class TaskTest : public ::testing::Test {
 protected:
  // Runs `task` as far as it goes without time.
  void run(Task<void> task) {
    scope.spawn(std::move(task));
    scheduler.run_ready();
  }
  TestScheduler scheduler;
  Scope scope{scheduler};
};

Task<int> give(int value) { co_return value; }
Task<int> give_later(Scheduler& scheduler, Duration span, int value) {
  co_await sleep(scheduler, span);
  co_return value;
}

// ---- values

Task<void> begin(bool& began) {
  began = true;
  co_return;
}

TEST_F(TaskTest, IsLazy) {
  bool began = false;
  { const Task<void> task = begin(began); }
  EXPECT_FALSE(began);
  run(begin(began));
  EXPECT_TRUE(began);
}

Task<std::unique_ptr<std::string>> give_text(std::unique_ptr<std::string> text) { co_return text; }
Task<void> collect(Scheduler& scheduler, std::vector<std::string>& log) {
  const auto now = co_await give(1);
  log.push_back(std::to_string(now));
  const auto later = co_await give_later(scheduler, 5ms, 2);
  log.push_back(std::to_string(later));
  auto text = std::make_unique<std::string>("moved");
  auto same = co_await give_text(std::move(text));
  log.push_back(*same);
}

TEST_F(TaskTest, GivesValuesAtOnceAndLater) {
  std::vector<std::string> log;
  run(collect(scheduler, log));
  EXPECT_EQ(log, std::vector<std::string>{"1"});
  scheduler.advance(5ms);
  EXPECT_EQ(log, (std::vector<std::string>{"1", "2", "moved"}));
}

struct Pair {
  int a;
  std::string b;
};
Task<Pair> give_pair() { co_return {7, "seven"}; }
Task<void> take_pair(std::string& result) {
  const auto pair = co_await give_pair();
  result = pair.b + std::to_string(pair.a);
}

TEST_F(TaskTest, ReturnsABracedValue) {
  std::string result;
  run(take_pair(result));
  EXPECT_EQ(result, "seven7");
}

Task<int> forward(Scheduler& scheduler) { co_return co_await give_later(scheduler, 1ms, 3); }
Task<void> store(Task<int> task, int& result) { result = co_await std::move(task); }

TEST_F(TaskTest, PassesAResultOnAndRunsAStoredTask) {
  int result = 0;
  run(store(forward(scheduler), result));
  scheduler.advance(1ms);
  EXPECT_EQ(result, 3);
}

TEST_F(TaskTest, MovesOwnership) {
  std::vector<std::string> log;
  const auto hold = [](Witness /*witness*/) -> Task<void> { co_return; };
  Task<void> first = hold(Witness(log, "first"));
  Task<void> second = hold(Witness(log, "second"));
  EXPECT_TRUE(log.empty());
  second = std::move(first);
  EXPECT_EQ(log, std::vector<std::string>{"second"});
  second = Task<void>();
  EXPECT_EQ(log, (std::vector<std::string>{"second", "first"}));
}

// ---- exceptions

Task<int> fail(Scheduler& scheduler, bool later) {
  if (later) co_await sleep(scheduler, 1ms);
  throw std::runtime_error("no");
}
Task<void> fail_void() {
  throw std::logic_error("void");
  co_return;
}
Task<void> through(Scheduler& scheduler, bool later) { co_await fail(scheduler, later); }
Task<void> catch_all(Scheduler& scheduler, std::vector<std::string>& log) {
  for (const bool later : {false, true}) {
    try {
      co_await through(scheduler, later);
    } catch (const std::runtime_error& error) {
      log.emplace_back(error.what());
    }
  }
  try {
    co_await fail_void();
  } catch (const std::logic_error& error) {
    log.emplace_back(error.what());
  }
}

TEST_F(TaskTest, ExceptionsArriveAtTheAwait) {
  std::vector<std::string> log;
  run(catch_all(scheduler, log));
  scheduler.advance(1ms);
  EXPECT_EQ(log, (std::vector<std::string>{"no", "no", "void"}));
}

// ---- stack

// How far the stack has grown since `base`, in bytes.
std::size_t depth_from(const char* base) {
  const char here = 0;
  const char* address = &here;
  return base > address ? static_cast<std::size_t>(base - address)
                        : static_cast<std::size_t>(address - base);
}
Task<std::size_t> measure(const char* base) { co_return depth_from(base); }
Task<std::size_t> measure_later(Scheduler& scheduler, const char* base) {
  co_await sleep(scheduler, 0ms);
  co_return depth_from(base);
}

struct Depths {
  std::size_t first = 0;
  std::size_t last = 0;
};
Task<void> loop_at_once(const char* base, int rounds, Depths& depths) {
  depths.first = co_await measure(base);
  for (int i = 0; i < rounds; ++i) depths.last = co_await measure(base);
}
Task<void> loop_later(Scheduler& scheduler, const char* base, int rounds, Depths& depths) {
  depths.first = co_await measure_later(scheduler, base);
  for (int i = 0; i < rounds; ++i) {
    depths.last = co_await measure_later(scheduler, base);
    const auto at_once = co_await measure(base);
    depths.last = std::max(depths.last, at_once);
  }
}

TEST_F(TaskTest, AMillionTasksThatFinishAtOnceNeedNoStack) {
  const char base = 0;
  Depths depths;
  run(loop_at_once(&base, 1'000'000, depths));
  EXPECT_EQ(depths.last, depths.first);
}

TEST_F(TaskTest, TasksThatFinishLaterNeedNoStackEither) {
  const char base = 0;
  Depths depths;
  run(loop_later(scheduler, &base, 100'000, depths));
  scheduler.advance(1s);
  EXPECT_EQ(scope.running(), 0U);
  EXPECT_LT(depths.last, depths.first + 4096);
}

// ---- destroying what is suspended

Task<void> nest(Scheduler& scheduler, std::vector<std::string>& log, int levels) {
  const Witness witness(log, std::to_string(levels));
  if (levels > 0) {
    co_await nest(scheduler, log, levels - 1);
  } else {
    co_await sleep(scheduler, 1h);
  }
}

TEST_F(TaskTest, DestroyingASuspendedTreeDestroysTheDeepestFirst) {
  std::vector<std::string> log;
  {
    Scope dropped(scheduler);
    dropped.spawn(nest(scheduler, log, 3));
    scheduler.run_ready();
    EXPECT_TRUE(log.empty());
    EXPECT_EQ(scheduler.armed(), 1U);
  }
  EXPECT_EQ(log, (std::vector<std::string>{"0", "1", "2", "3"}));
  EXPECT_TRUE(scheduler.idle());
}

Task<void> hold_argument(Scheduler& scheduler, Witness /*witness*/) {
  co_await sleep(scheduler, 1h);
}
Task<void> hold_task(Task<void> inner) { co_await std::move(inner); }

TEST_F(TaskTest, ArgumentsAndTasksAsArgumentsAreDestroyedOnce) {
  for (const bool started : {false, true}) {
    std::vector<std::string> log;
    {
      Scope dropped(scheduler);
      dropped.spawn(hold_task(hold_argument(scheduler, Witness(log, "argument"))));
      if (started) scheduler.run_ready();
    }
    EXPECT_EQ(log, std::vector<std::string>{"argument"});
    EXPECT_TRUE(scheduler.idle());
  }
}

// ---- when_all

Task<void> note(Scheduler& scheduler, Duration span, std::vector<std::string>& log,
                std::string name) {
  if (span > 0ms) co_await sleep(scheduler, span);
  log.push_back(name);
  if (name.starts_with("bad")) throw std::runtime_error(name);
}
Task<void> all(std::vector<Task<void>> tasks, std::vector<std::string>& log) {
  try {
    co_await when_all(tasks);
    log.emplace_back("done");
  } catch (const std::runtime_error& error) {
    log.emplace_back(std::string("caught ") + error.what());
  }
}

class WhenAllTest : public TaskTest {
 protected:
  struct Part {
    Duration span;
    std::string name;
  };
  std::vector<std::string> run_all(const std::vector<Part>& parts) {
    std::vector<Task<void>> tasks;
    for (const auto& [span, name] : parts) tasks.push_back(note(scheduler, span, log, name));
    run(all(std::move(tasks), log));
    scheduler.advance(1min);
    return log;
  }
  std::vector<std::string> log;
};
using Names = std::vector<std::string>;

TEST_F(WhenAllTest, OfNothingIsDone) { EXPECT_EQ(run_all({}), Names{"done"}); }

TEST_F(WhenAllTest, OfTasksThatFinishAtOnce) {
  EXPECT_EQ(run_all({{0ms, "a"}, {0ms, "b"}}), (Names{"a", "b", "done"}));
}

TEST_F(WhenAllTest, RunsSideBySideAndWaitsForTheLast) {
  EXPECT_EQ(run_all({{3ms, "a"}, {0ms, "b"}, {1ms, "c"}}), (Names{"b", "c", "a", "done"}));
}

TEST_F(WhenAllTest, ThrowsTheFirstExceptionOfTheSpanAfterAllAreDone) {
  EXPECT_EQ(run_all({{3ms, "bad 1"}, {1ms, "bad 2"}, {5ms, "c"}}),
            (Names{"bad 2", "bad 1", "c", "caught bad 1"}));
}

TEST_F(WhenAllTest, MayBeDestroyedHalfway) {
  {
    Scope dropped(scheduler);
    std::vector<Task<void>> tasks;
    tasks.push_back(note(scheduler, 1ms, log, "a"));
    tasks.push_back(nest(scheduler, log, 1));
    dropped.spawn(all(std::move(tasks), log));
    scheduler.advance(1ms);
  }
  EXPECT_EQ(log, (Names{"a", "0", "1"}));
  EXPECT_TRUE(scheduler.idle());
}

}  // namespace
}  // namespace controller::testing
