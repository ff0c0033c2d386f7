// What of an instance's state is written, and when.
#include "controller/instance/memory.h"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "controller/base/scope.h"
#include "controller/base/testing/fakes.h"
#include "controller/base/testing/test_scheduler.h"
#include "controller/base/wait.h"

namespace controller::instance {
namespace {

using namespace std::chrono_literals;

// Notes the machine of each state that is written; a write takes a second.
class NotingStore final : public InstanceStore {
 public:
  explicit NotingStore(Scheduler& scheduler) : scheduler_(scheduler) {}

  InstanceState found;
  std::vector<std::string> machines;
  bool broken = false;

  Task<Result<std::optional<InstanceState>, StoreError>> load() override { co_return found; }
  Task<Result<Stored, StoreError>> save(std::shared_ptr<const InstanceState> state) override {
    co_await sleep(scheduler_, 1s);
    machines.push_back(state->machine_id);
    if (broken) co_return Failure{StoreError{"broken"}};
    co_return Stored{};
  }
  Task<Result<Stored, StoreError>> erase() override { co_return Stored{}; }

 private:
  Scheduler& scheduler_;
};

class MemoryTest : public ::testing::Test {
 protected:
  MemoryTest() { store.found.sandbox_id = memory.state().sandbox_id; }

  void load() {
    callers.spawn(run_load());
    scheduler.advance(1s);
  }
  void save(const std::string& machine) {
    memory.change().machine_id = machine;
    callers.spawn(run_save());
  }
  void save_all(const std::string& machine) {
    save(machine);
    scheduler.advance(10s);
  }

  using Machines = std::vector<std::string>;
  controller::testing::TestScheduler scheduler;
  controller::testing::MemoryLog log;
  NotingStore store{scheduler};
  Memory memory{scheduler, store, log, "alice"};
  Scope callers{scheduler};

 private:
  Task<void> run_load() { (void)co_await memory.load(); }
  Task<void> run_save() { (void)co_await memory.save(); }
};

TEST_F(MemoryTest, WritesTheStateAsItIsWhenItsTurnHasCome) {
  save("a");
  save("b");
  scheduler.advance(500ms);
  memory.change().machine_id = "c";
  scheduler.advance(10s);
  EXPECT_EQ(store.machines, (Machines{"b", "c"})) << "the first as it was when it was written";
}

TEST_F(MemoryTest, DoesNotWriteWhatIsStored) {
  save_all("a");
  save_all("a");
  EXPECT_EQ(store.machines, Machines{"a"});
  save_all("b");
  save_all("a");
  EXPECT_EQ(store.machines, (Machines{"a", "b", "a"}));
}

TEST_F(MemoryTest, DoesNotWriteWhatItHasLoaded) {
  store.found.machine_id = "a";
  store.found.fork_was_used = true;
  load();
  save_all("a");
  EXPECT_EQ(store.machines, Machines{});
  save_all("b");
  EXPECT_EQ(store.machines, Machines{"b"});
}

// Of a version that knew no fork_was_used, and said started when a machine was about to have it.
TEST_F(MemoryTest, AStateOfAnOlderFormIsReadSoThatNothingIsLost) {
  store.found.volume_id = "fork";
  store.found.unconfirmed_sources = {"source"};
  store.found.fork_was_started = true;
  InstanceState today = store.found;
  today.fork_was_used = true;
  EXPECT_EQ(as_stored_today(today), today);
  load();
  EXPECT_TRUE(memory.state().fork_was_used) << "it may be newer than its source";
  EXPECT_FALSE(memory.state().fork_was_started) << "nobody saw it run: the source is kept";
  save_all("");
  EXPECT_EQ(store.machines, Machines{""}) << "as it is written today";
}

// A first load fails; then a check loads, and so does a start, which goes on at once.
TEST_F(MemoryTest, WhatHasChangedSinceItWasLoadedIsNotReadOver) {
  load();
  memory.change().machine_id = "m1";
  load();
  EXPECT_EQ(memory.state().machine_id, "m1");
}

TEST_F(MemoryTest, AnIntentThatStaysOpenRemembersAllVolumesOfItsTries) {
  CreateIntent intent;
  intent.mounts = {"a"};
  memory.intend_machine(intent);
  intent.mounts = {"b"};
  memory.intend_machine(intent);
  EXPECT_TRUE(may_have_mounted(*memory.state().machine_intent, "a"));
  EXPECT_FALSE(may_have_mounted(*memory.state().machine_intent, "c"));
  memory.change().machine_intent->mounts.clear();
  memory.intend_machine(intent);
  EXPECT_TRUE(may_have_mounted(*memory.state().machine_intent, "c")) << "what was not told then";
}

TEST_F(MemoryTest, WritesAgainWhatMayNotHaveBeenWritten) {
  save_all("a");
  store.broken = true;
  save_all("b");
  store.broken = false;
  save_all("a");
  EXPECT_EQ(store.machines, (Machines{"a", "b", "a"})) << "either may be stored";
}

}  // namespace
}  // namespace controller::instance
