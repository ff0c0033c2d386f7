// What an instance does with callers that leave, or ask at a bad moment. Its life against a whole
// Fly is in sim/cloud/instance_test.cc.
#include "controller/instance/instance.h"

#include <gtest/gtest.h>

#include <memory>

#include "controller/base/testing/fake_key_value_store.h"
#include "controller/base/testing/fake_transport.h"
#include "controller/base/testing/fakes.h"
#include "controller/base/testing/test_scheduler.h"
#include "controller/fly/testing/scripted_api.h"

namespace controller::instance {
namespace {

using namespace std::chrono_literals;

// Keeps one state; each access takes `takes`.
class SlowStore final : public InstanceStore {
 public:
  explicit SlowStore(Scheduler& scheduler) : scheduler_(scheduler) {}

  std::optional<InstanceState> disk;
  Duration takes = 10ms;
  bool erasing = false;

  Task<Result<std::optional<InstanceState>, StoreError>> load() override {
    co_await sleep(scheduler_, takes);
    co_return disk;
  }
  Task<Result<Stored, StoreError>> save(std::shared_ptr<const InstanceState> state) override {
    co_await sleep(scheduler_, takes);
    disk = *state;
    co_return Stored{};
  }
  Task<Result<Stored, StoreError>> erase() override {
    erasing = true;
    co_await sleep(scheduler_, takes);
    disk.reset();
    co_return Stored{};
  }

 private:
  Scheduler& scheduler_;
};

class NoRandom final : public Random {
 public:
  std::uint64_t below(std::uint64_t /*bound*/) override { return 0; }
};

class InstanceTest : public ::testing::Test {
 protected:
  InstanceTest() {
    fly.otherwise.takes = 1s;
    transport.reply(200, "{}");
    callers.spawn(load());
    scheduler.advance(1s);
  }

  static InstanceConfig config() {
    InstanceConfig config;
    config.app = "app";
    config.secret = "secret";
    config.image = "img";
    return config;
  }

  using Answer = std::shared_ptr<std::optional<Outcome>>;
  Answer start(Scope& caller) {
    auto answer = std::make_shared<std::optional<Outcome>>();
    caller.spawn(run_start(answer));
    return answer;
  }
  Answer destroy() {
    auto answer = std::make_shared<std::optional<Outcome>>();
    callers.spawn(run_destroy(answer));
    return answer;
  }

  controller::testing::TestScheduler scheduler;
  controller::testing::FakeWallClock wall;
  NoRandom random;
  controller::testing::MemoryLog log;
  controller::testing::ScriptedApi fly{scheduler};
  controller::testing::FakeTransport transport{scheduler};
  controller::testing::FakeKeyValueStore kv{scheduler};
  SlowStore store{scheduler};
  Instance instance{{scheduler, wall, random, log, fly, transport, kv, store}, config(), "alice"};
  Scope callers{scheduler};

 private:
  Task<void> load() { (void)co_await instance.load(); }
  Task<void> run_start(Answer answer) { *answer = co_await instance.start(); }
  Task<void> run_destroy(Answer answer) { *answer = co_await instance.destroy(); }
};

// Fly refuses whatever is asked, so that every start ends soon.
TEST_F(InstanceTest, AStartGoesOnWhenItsCallerLeaves) {
  fly::Refusal refusal;
  refusal.kind = fly::RefusalKind::invalid;
  refusal.status = 400;
  fly.otherwise.refusal = refusal;
  {
    Scope leaver(scheduler);
    const Answer first = start(leaver);
    scheduler.advance(500ms);
    ASSERT_EQ(fly.log.size(), 1U) << "it is under way";
  }
  const Answer joined = start(callers);
  scheduler.advance(10min);
  ASSERT_TRUE(*joined) << "whoever joins it has an outcome";
  EXPECT_EQ((*joined)->status, 400);
  EXPECT_EQ(fly.log.size(), 1U) << "that of the start that was under way";
  EXPECT_EQ(instance.state().status, Status::stopped);
}

// What is no status of an answer is none of ours either.
TEST(Trouble, HasAStatusThatHttpKnows) {
  for (const auto& [status, shown] :
       {std::pair(0, 503), {-1, 502}, {200, 502}, {302, 502}, {400, 400}, {599, 599}, {999, 502}}) {
    fly::Refusal refusal;
    refusal.status = status;
    EXPECT_EQ(trouble_of("reading", refusal).status, shown) << status;
  }
}

TEST(InstanceState, AnIntentTellsWhichVolumesItsMachineMayHave) {
  CreateIntent intent;
  EXPECT_TRUE(may_have_mounted(intent, "a")) << "an older form does not tell";
  intent.mounts = {"a", "b"};
  EXPECT_TRUE(may_have_mounted(intent, "b"));
  EXPECT_FALSE(may_have_mounted(intent, "c"));
}

TEST_F(InstanceTest, NothingIsStoredOnceTheStateIsErased) {
  const Answer first = destroy();
  while (!store.erasing) scheduler.advance(1ms);
  const Answer second = destroy();
  scheduler.advance(1min);
  EXPECT_EQ((*first)->status, 200);
  EXPECT_EQ((*second)->status, 200);
  EXPECT_TRUE(instance.erased());
  EXPECT_FALSE(store.disk);
}

TEST_F(InstanceTest, DestroysThatAreAskedForAgainAndAgainComeToAnEnd) {
  for (int i = 0; i < 40; ++i) {
    (void)destroy();
    scheduler.advance(500ms);
  }
  EXPECT_TRUE(instance.erased());
}

}  // namespace
}  // namespace controller::instance
