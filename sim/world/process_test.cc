// S7: a process that is cut off never acts again, whatever its frames do when they are dropped.
#include "sim/world/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <functional>
#include <memory>
#include <set>

#include "controller/base/scope.h"
#include "sim/host/testing/bare_host.h"
#include "sim/world/testing/calls.h"
#include "sim/world/world.h"

namespace sim {
namespace {

using namespace std::chrono_literals;
using host_test::BareHost;
using host_test::Tape;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ProcessTest : public ::testing::Test {
 protected:
  std::function<void()> note(int number) {
    return [this, number] { log.push_back(number); };
  }
  VirtualScheduler time;
  Process process{time, 1, "mine"};
  Process other{time, 2, "other"};
  std::vector<int> log;
};

TEST_F(ProcessTest, WhatItHadWaitingNeverRuns) {
  Job posted(note(1));
  Alarm armed(note(2));
  Alarm others(note(3));
  process.post(posted);
  process.arm(armed, at(1s));
  other.arm(others, at(1s));
  process.cut_off();
  time.run_until(at(1h));
  EXPECT_THAT(log, ElementsAre(3));
}

// Due at the very instant of the crash, and behind it.
TEST_F(ProcessTest, WhatIsDueAtTheSameInstantNeverRuns) {
  Alarm crash([&] { process.cut_off(); });
  Alarm due(note(1));
  other.arm(crash, at(1s));
  process.arm(due, at(1s));
  time.run_until(at(1h));
  EXPECT_THAT(log, IsEmpty());
}

TEST_F(ProcessTest, WhatItStartsAfterwardsNeverRuns) {
  process.cut_off();
  Job posted(note(1));
  Alarm armed(note(2));
  process.post(posted);
  process.arm(armed, at(1s));
  process.arm(armed, at(2s));  // moved: nothing either
  EXPECT_EQ(time.run_until(at(1h)), VirtualScheduler::Outcome::idle);
  EXPECT_THAT(log, IsEmpty());
}

// ---- frames

// Acts, in every way that it can, when its frame goes.
struct Farewell {
  Process& process;
  controller::ChildProcess& child;
  Work& job;
  Timer& timer;
  bool& destroyed;
  ~Farewell() {
    destroyed = true;
    process.post(job);
    process.arm(timer, process.now() + 1s);
    child.signal(SIGTERM);
  }
};

controller::Task<void> wait_long(Process& process, std::unique_ptr<Farewell> farewell) {
  co_await controller::sleep(process, 1h);
  farewell.reset();
}

// A frame that waits, owned by a scope of `bare.parent`.
struct Waiting {
  explicit Waiting(BareHost& bare)
      : call(bare.start(host_test::kListTelegram)),
        scope(std::make_unique<controller::Scope>(bare.parent)) {
    auto* farewell = new Farewell{bare.parent, *call.child, job, timer, destroyed};
    scope->spawn(wait_long(bare.parent, std::unique_ptr<Farewell>(farewell)));
    bare.run(500ms);
  }
  BareHost::Started call;
  std::vector<int> log;
  bool destroyed = false;
  Job job{[this] { log.push_back(1); }};
  Alarm timer{[this] { log.push_back(2); }};
  std::unique_ptr<controller::Scope> scope;
};

TEST_F(ProcessTest, DestructorsOfDroppedFramesActOnNothing) {
  BareHost bare;
  Waiting waiting(bare);
  bare.parent.cut_off();
  waiting.scope.reset();
  EXPECT_TRUE(waiting.destroyed);
  bare.run(2h);
  EXPECT_THAT(waiting.log, IsEmpty());
  EXPECT_THAT(bare.tape.bodies<ChildSignalled>(), IsEmpty());
}

// The other way round they would: so the test above sees what it must.
TEST_F(ProcessTest, DestructorsOfALivingProcessDoAct) {
  BareHost bare;
  Waiting waiting(bare);
  waiting.scope.reset();
  bare.run(2h);
  EXPECT_THAT(waiting.log, ElementsAre(1, 2));
  EXPECT_EQ(bare.tape.bodies<ChildSignalled>().size(), 1U);
}

// ---- the whole controller

// Everything that a controller is at when it is killed: its boot, calls, timers, clients.
TEST(KilledController, DoesNothingAnyMore) {
  for (const Duration moment : {1ms, 5000ms, 10500ms, 12000ms, 61000ms, 75300ms}) {
    host_test::Calm calm;
    WorldConfig config;
    config.host = host_test::plain_host();
    config.machine = host_test::telegram_machine();
    config.controller.supervisor.gateway.argv = host_test::kGateway;
    World world(std::move(config), calm);
    Tape tape;
    world.add_sink(tape);
    world.start_controller();
    Alarm ask([&] { world.refresh(Kind::channels); });
    Alarm kill([&] { world.kill_controller(); });
    world.self().arm(ask, at(moment - 1ms));
    world.self().arm(kill, at(moment));
    world.time().run_until(at(24h));
    EXPECT_LE(world.time().now(), at(moment + 1min)) << "nothing is left to be done";
    const auto ended = tape.all<ControllerEnded>();
    ASSERT_EQ(ended.size(), 1U);
    EXPECT_TRUE(ended[0].second.killed);
    std::set<std::int64_t> killed;
    for (const Event& event : tape.events) {
      if (event.id <= ended[0].first.id || event.process == 0) continue;
      // The watchdog's work, not the controller's: each child once, and at this very moment.
      const auto* signal = std::get_if<ChildSignalled>(&event.body);
      ASSERT_TRUE(signal != nullptr && signal->signal == SIGKILL && event.at == at(moment))
          << "event " << event.id;
      EXPECT_TRUE(killed.insert(signal->pid).second) << "pid " << signal->pid;
    }
    EXPECT_EQ(tape.bodies<ChildSpawned>().size(), tape.bodies<ChildExited>().size());
  }
}

}  // namespace
}  // namespace sim
