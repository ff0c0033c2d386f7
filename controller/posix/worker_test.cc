#include "controller/posix/worker.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "controller/base/deadline.h"
#include "controller/base/scope.h"
#include "controller/posix/testing/run_task.h"

namespace controller::posix {
namespace {

using std::chrono::milliseconds;
using testing::run_task;

std::function<int()> answering(int value) {
  return [value] { return value; };
}

TEST(Worker, RunsOnAThreadOfItsOwnAndAnswersOnTheLoops) {
  EventLoop loop;
  Worker worker(loop);
  std::function<std::thread::id()> job = [] { return std::this_thread::get_id(); };
  const auto ran_on = run_task(loop, worker.call(std::move(job)));
  ASSERT_TRUE(ran_on);
  EXPECT_NE(*ran_on, std::this_thread::get_id());
}

Task<void> ask(Worker& worker, int number, std::vector<int>& answers, EventLoop& loop) {
  std::function<int()> job = answering(number);
  auto answer = co_await worker.call(std::move(job));
  answers.push_back(*answer);
  if (answers.size() == 20) loop.stop();
}

TEST(Worker, AnswersInOrder) {
  EventLoop loop;
  Worker worker(loop);
  std::vector<int> answers;
  std::vector<int> numbers;
  Scope scope(loop);
  for (int i = 0; i < 20; ++i) {
    numbers.push_back(i);
    scope.spawn(ask(worker, i, answers, loop));
  }
  loop.run();
  EXPECT_EQ(answers, numbers);
}

TEST(Worker, WhoGivesUpDoesNotWaitForTheJob) {
  EventLoop loop;
  std::promise<void> release;
  std::atomic<bool> ran = false;
  {
    Worker worker(loop);
    std::function<int()> job = [&] {
      release.get_future().wait();
      ran = true;
      return 1;
    };
    Deadline deadline(loop, milliseconds(1));
    EXPECT_EQ(run_task(loop, worker.call(std::move(job), deadline.token())), std::nullopt);
    EXPECT_FALSE(ran);
    release.set_value();
  }
  EXPECT_TRUE(ran);
}

TEST(Worker, JobsOutliveTheirTasks) {
  EventLoop loop;
  std::promise<void> release;
  std::atomic<int> ran = 0;
  {
    Worker worker(loop);
    {
      Scope scope(loop);
      std::vector<int> answers;
      for (int i = 0; i < 3; ++i) scope.spawn(ask(worker, i, answers, loop));
      std::function<int()> job = [&] {
        release.get_future().wait();
        return ++ran;
      };
      Deadline deadline(loop, milliseconds(1));
      (void)run_task(loop, worker.call(std::move(job), deadline.token()));
    }
    std::function<int()> last = [&] { return ++ran; };
    Task<std::optional<int>> called = worker.call(std::move(last));
    called.handle().resume();
    // Destroyed while its job waits.
    called = Task<std::optional<int>>();
    release.set_value();
  }
  EXPECT_EQ(ran, 2);
}

}  // namespace
}  // namespace controller::posix
