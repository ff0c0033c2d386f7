#include "controller/base/frame_pool.h"

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <thread>
#include <vector>

#include "controller/base/scope.h"
#include "controller/base/semaphore.h"
#include "controller/base/task.h"
#include "controller/base/testing/allocation_counter.h"
#include "controller/base/testing/test_scheduler.h"
#include "controller/base/wait.h"

namespace controller::testing {
namespace {

using namespace std::chrono_literals;

TEST(FramePoolTest, FramesOfEverySizeAreUsableAndDistinct) {
  struct Frame {
    void* memory;
    std::size_t bytes;
  };
  std::vector<Frame> frames;
  for (std::size_t round = 0; round < 3; ++round) {
    for (std::size_t bytes = 1; bytes < 6000; bytes += 37) {
      void* memory = allocate_frame(bytes);
      std::memset(memory, static_cast<int>(bytes % 251), bytes);
      frames.push_back({memory, bytes});
    }
    for (const Frame& frame : frames) {
      const auto* text = static_cast<const unsigned char*>(frame.memory);
      EXPECT_EQ(text[0], frame.bytes % 251);
      EXPECT_EQ(text[frame.bytes - 1], frame.bytes % 251);
      free_frame(frame.memory, frame.bytes);
    }
    frames.clear();
  }
}

TEST(FramePoolTest, AFreedFrameServesTheNextOfItsSize) {
  if (!kAllocationsAreCounted) GTEST_SKIP();
  void* first = allocate_frame(1000);
  free_frame(first, 1000);
  const std::size_t before = allocations();
  void* second = allocate_frame(1001);  // the same class of sizes
  EXPECT_EQ(second, first);
  free_frame(second, 1001);
  EXPECT_EQ(allocations(), before);
}

TEST(FramePoolTest, EveryFreedFrameIsKeptUpToFourKilobytes) {
  if (!kAllocationsAreCounted) GTEST_SKIP();
  constexpr std::size_t kBytes = 4096;
  std::array<void*, 3> frames{};
  for (void*& frame : frames) frame = allocate_frame(kBytes);
  for (void* frame : frames) free_frame(frame, kBytes);
  const std::size_t before = allocations();
  for (void*& frame : frames) frame = allocate_frame(kBytes);
  EXPECT_EQ(allocations(), before);
  for (void* frame : frames) free_frame(frame, kBytes);
}

TEST(FramePoolTest, AFrameMayBeFreedOnAnotherThread) {
  void* frame = allocate_frame(200);
  std::thread([frame] { free_frame(frame, 200); }).join();
}

Task<int> leaf(Scheduler& scheduler) {
  co_await sleep(scheduler, 1ms);
  co_return 1;
}
Task<void> loop(Scheduler& scheduler, Semaphore& semaphore, int& sum) {
  for (;;) {
    const auto permit = co_await semaphore.acquire(Priority::normal);
    const auto value = co_await leaf(scheduler);
    sum += value;
  }
}

// Timers of the test scheduler live in a vector that has reached its size by then.
TEST(FramePoolTest, ALoopInSteadyStateAllocatesNothing) {
  if (!kAllocationsAreCounted) GTEST_SKIP();
  TestScheduler scheduler;
  Semaphore semaphore(scheduler, 1);
  Scope scope(scheduler);
  int sum = 0;
  scope.spawn(loop(scheduler, semaphore, sum));
  scope.spawn(loop(scheduler, semaphore, sum));
  scheduler.advance(10ms);
  const std::size_t before = allocations();
  scheduler.advance(1s);
  EXPECT_EQ(allocations(), before);
  EXPECT_EQ(sum, 1010);
}

TEST(FramePoolTest, SpawningAgainAndAgainAllocatesNothing) {
  if (!kAllocationsAreCounted) GTEST_SKIP();
  TestScheduler scheduler;
  Scope scope(scheduler);
  const auto nap = [](Scheduler& on) -> Task<void> { co_await sleep(on, 1ms); };
  const auto round = [&] {
    for (int i = 0; i < 3; ++i) scope.spawn(nap(scheduler));
    scheduler.advance(1ms);
  };
  round();
  round();
  const std::size_t before = allocations();
  for (int i = 0; i < 100; ++i) round();
  EXPECT_EQ(allocations(), before);
}

}  // namespace
}  // namespace controller::testing
