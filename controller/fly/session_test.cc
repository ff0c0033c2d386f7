#include "controller/fly/session.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <optional>
#include <utility>

#include "controller/base/scope.h"
#include "controller/base/testing/fakes.h"
#include "controller/base/testing/test_scheduler.h"
#include "controller/fly/testing/scripted_api.h"

namespace controller::fly {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ScriptedApi;
using testing::TestScheduler;
using Answer = ScriptedApi::Answer;

// Always draws the same share of what is possible.
class SteadyRandom final : public Random {
 public:
  int percent = 100;
  std::vector<std::uint64_t> bounds;
  std::uint64_t below(std::uint64_t bound) override {
    bounds.push_back(bound);
    return (bound - 1) * static_cast<std::uint64_t>(percent) / 100;
  }
};

Answer refused(RefusalKind kind, bool may_have_happened = false, int status = 409) {
  Answer answer;
  answer.refusal.emplace();
  answer.refusal->kind = kind;
  answer.refusal->status = status;
  answer.refusal->text = "as scripted";
  answer.refusal->may_have_happened = may_have_happened;
  return answer;
}
Answer transient() { return refused(RefusalKind::transient, true, 503); }
Answer fine() { return {}; }
Answer hanging() {
  Answer answer;
  answer.hangs = true;
  return answer;
}

class SessionTest : public ::testing::Test {
 protected:
  SessionTest() : api(scheduler), scope(scheduler) {}

  Session session() { return Session({scheduler, random, log, api}, limits, parent.token()); }

  // Runs `task` until it ends, at most for `span`.
  template <class T>
  std::optional<Reply<T>> run(Task<Reply<T>> task, Duration span = minutes(10)) {
    std::optional<Reply<T>> reply;
    scope.spawn(keep(std::move(task), reply));
    scheduler.advance(span);
    return reply;
  }

  const std::string id = "m1";
  const std::string instance = "i1";
  const std::string any_version;
  TestScheduler scheduler;
  SteadyRandom random;
  testing::MemoryLog log;
  ScriptedApi api;
  SessionLimits limits;
  CancelSource parent;
  Scope scope;

 private:
  template <class T>
  static Task<void> keep(Task<Reply<T>> task, std::optional<Reply<T>>& out) {
    auto reply = co_await std::move(task);
    out.emplace(std::move(reply));
  }
};

TEST_F(SessionTest, PassesOnWhatWorks) {
  auto calls = session();
  EXPECT_TRUE(run(calls.get_machine(id, {}))->ok());
  EXPECT_EQ(api.calls(), std::vector<std::string>{"get_machine m1"});
  EXPECT_EQ(calls.calls_left(), 59);
  EXPECT_TRUE(log.events.empty());
}

TEST_F(SessionTest, PassesOnEveryCallWithItsArguments) {
  auto calls = session();
  const MachineFilter filter{"key", "value"};
  const CreateMachine machine{"name", "dfw", {}};
  const CreateVolume volume{"vol", "dfw", 10, ""};
  const MachineSpec spec{"img", {}, {}, {}, {}};
  const std::vector<std::string> command = {"ls", "-l"};
  EXPECT_TRUE(run(calls.list_machines(filter, {}), {})->ok());
  EXPECT_TRUE(run(calls.create_machine(machine, {}), {})->ok());
  EXPECT_TRUE(run(calls.update_machine(id, spec, {}), {})->ok());
  EXPECT_TRUE(run(calls.start_machine(id, {}), {})->ok());
  EXPECT_TRUE(run(calls.stop_machine(id, {}), {})->ok());
  EXPECT_TRUE(run(calls.wait_for(id, MachineState::stopped, instance, {}), {})->ok());
  EXPECT_TRUE(run(calls.destroy_machine(id, {}), {})->ok());
  EXPECT_TRUE(run(calls.exec(id, command, seconds(7), {}), {})->ok());
  EXPECT_TRUE(run(calls.list_volumes({}), {})->ok());
  EXPECT_TRUE(run(calls.get_volume(id, {}), {})->ok());
  EXPECT_TRUE(run(calls.create_volume(volume, {}), {})->ok());
  EXPECT_TRUE(run(calls.destroy_volume(id, {}), {})->ok());
  const std::vector<std::string> expected = {
      "list_machines key=value", "create_machine name", "update_machine m1 img",
      "start_machine m1",        "stop_machine m1",     "wait m1 stopped i1",
      "destroy_machine m1",      "exec m1 ls 7",        "list_volumes",
      "get_volume m1",           "create_volume vol",   "destroy_volume m1",
  };
  EXPECT_EQ(api.calls(), expected);
}

TEST_F(SessionTest, RepeatsWhatIsWorthIt) {
  auto calls = session();
  api.next = {transient(), refused(RefusalKind::lease), refused(RefusalKind::rate_limited),
              refused(RefusalKind::concurrent_update), fine()};
  EXPECT_TRUE(run(calls.update_machine(id, MachineSpec{}, {}))->ok());
  EXPECT_EQ(api.log.size(), 5U);
  EXPECT_EQ(log.count("fly.retry"), 4U);
  EXPECT_EQ(calls.calls_left(), 55);
}

TEST_F(SessionTest, RepeatsNothingElse) {
  for (int i = 0; i <= static_cast<int>(RefusalKind::unknown); ++i) {
    const auto kind = static_cast<RefusalKind>(i);
    if (worth_retrying(refused(kind).refusal.value())) continue;
    auto calls = session();
    api.log.clear();
    api.otherwise = refused(kind, true);
    const auto reply = run(calls.get_machine(id, {}));
    ASSERT_FALSE(reply->ok());
    EXPECT_EQ(reply->error().kind, kind);
    EXPECT_EQ(reply->error().text, "as scripted");
    EXPECT_EQ(api.log.size(), 1U) << name_of(kind);
  }
}

TEST_F(SessionTest, WaitsTwiceAsLongEachTime) {
  auto calls = session();
  api.otherwise = transient();
  run(calls.get_machine(id, {}));
  const std::vector<std::uint64_t> most = {500'001,   1'000'001,  2'000'001, 4'000'001,
                                           8'000'001, 16'000'001, 30'000'001};
  EXPECT_EQ(random.bounds, most);
  ASSERT_EQ(api.log.size(), 8U);
  EXPECT_EQ(api.log[1].at - api.log[0].at, milliseconds(500));
  EXPECT_EQ(api.log[7].at - api.log[6].at, seconds(30));
}

TEST_F(SessionTest, TheWaitIsDrawnFromZeroOn) {
  auto calls = session();
  random.percent = 0;
  api.next = {transient(), transient(), fine()};
  EXPECT_TRUE(run(calls.get_machine(id, {}))->ok());
  EXPECT_EQ(api.log[2].at, api.log[0].at);
}

TEST_F(SessionTest, RetryAfterIsTheLeast) {
  auto calls = session();
  random.percent = 0;
  Answer later = refused(RefusalKind::rate_limited, false, 429);
  later.refusal->retry_after = seconds(40);
  api.next = {later, fine()};
  EXPECT_TRUE(run(calls.get_machine(id, {}))->ok());
  EXPECT_EQ(api.log[1].at - api.log[0].at, seconds(40));
}

TEST_F(SessionTest, TriesOfACallAreBounded) {
  auto calls = session();
  api.otherwise = transient();
  const auto reply = run(calls.create_machine(CreateMachine{}, {}));
  EXPECT_EQ(api.log.size(), 8U);
  EXPECT_EQ(reply->error().kind, RefusalKind::transient);
  EXPECT_EQ(reply->error().status, 503);
  EXPECT_EQ(calls.calls_left(), 52);
}

TEST_F(SessionTest, CallsAreBounded) {
  limits.calls = 3;
  auto calls = session();
  EXPECT_TRUE(run(calls.get_machine(id, {}), {})->ok());
  api.otherwise = transient();
  EXPECT_EQ(run(calls.get_machine(id, {}), seconds(10))->error().status, 503);
  EXPECT_EQ(api.log.size(), 3U);
  EXPECT_EQ(calls.calls_left(), 0);

  const auto reply = run(calls.get_machine(id, {}), {});
  EXPECT_EQ(api.log.size(), 3U) << "no call is left";
  EXPECT_EQ(reply->error().kind, RefusalKind::transient);
  EXPECT_EQ(reply->error().status, 0);
  EXPECT_FALSE(reply->error().may_have_happened);
}

TEST_F(SessionTest, TimeIsBounded) {
  auto calls = session();
  api.otherwise = hanging();
  const auto reply = run(calls.wait_for(id, MachineState::started, instance, {}), minutes(5));
  ASSERT_TRUE(reply);
  EXPECT_TRUE(calls.expired());
  EXPECT_TRUE(reply->error().may_have_happened);
  const auto tries = api.log.size();
  EXPECT_EQ(tries, 5U);  // 65 s each, and the back-off between them
  EXPECT_FALSE(run(calls.get_machine(id, {}), {})->ok());
  EXPECT_EQ(api.log.size(), tries) << "the time is up";
}

TEST_F(SessionTest, AWaitBeyondTheEndIsNotBegun) {
  auto calls = session();
  Answer later = refused(RefusalKind::rate_limited, false, 429);
  later.refusal->retry_after = minutes(5);
  api.otherwise = later;
  const auto reply = run(calls.get_machine(id, {}), {});
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->error().kind, RefusalKind::rate_limited);
  EXPECT_EQ(log.count("fly.retry"), 0U);
}

TEST_F(SessionTest, EachTryHasItsTime) {
  auto calls = session();
  random.percent = 0;
  api.next = {hanging(), fine()};
  EXPECT_TRUE(run(calls.get_machine(id, {}))->ok());
  EXPECT_EQ(api.log[1].at - api.log[0].at, seconds(30));
}

TEST_F(SessionTest, AWaitThatTimedOutIsWaitedAgain) {
  auto calls = session();
  random.percent = 0;
  const Answer timeout = refused(RefusalKind::wait_timeout, true, 408);
  api.next = {timeout, hanging(), timeout, fine()};
  EXPECT_TRUE(run(calls.wait_for(id, MachineState::started, any_version, {}))->ok());
  EXPECT_EQ(api.log.size(), 4U);
  EXPECT_EQ(api.log[2].at - api.log[1].at, seconds(65));
}

TEST_F(SessionTest, AWaitForAVersionThatTimedOutIsOver) {
  auto calls = session();
  Answer late = refused(RefusalKind::wait_timeout, true, 408);
  api.next = {hanging(), late, late};
  late.takes = seconds(60);
  api.next.push_back(late);
  EXPECT_FALSE(run(calls.wait_for(id, MachineState::stopped, instance, {}))->ok());
  EXPECT_EQ(api.log.size(), 4U) << "what came before its time is tried again";
}

TEST_F(SessionTest, AWaitThatIsRefusedIsOver) {
  auto calls = session();
  api.otherwise = refused(RefusalKind::not_found, false, 404);
  EXPECT_FALSE(run(calls.wait_for(id, MachineState::started, instance, {}), {})->ok());
  EXPECT_EQ(api.log.size(), 1U);
}

TEST_F(SessionTest, WhatDoesHarmTwiceIsNotRepeatedWhenItMayHaveHappened) {
  auto calls = session();
  const std::vector<std::string> command = {"ls"};
  api.otherwise = transient();
  EXPECT_TRUE(run(calls.create_volume(CreateVolume{}, {}), {})->error().may_have_happened);
  EXPECT_TRUE(run(calls.exec(id, command, seconds(60), {}), {})->error().may_have_happened);
  EXPECT_EQ(api.log.size(), 2U);

  api.otherwise = fine();
  api.next = {refused(RefusalKind::transient, false, 0), refused(RefusalKind::rate_limited)};
  EXPECT_TRUE(run(calls.create_volume(CreateVolume{}, {}))->ok());
  EXPECT_EQ(api.log.size(), 5U);
}

TEST_F(SessionTest, AnExecHasTheTimeThatItIsToldAndSomeMore) {
  auto calls = session();
  const std::vector<std::string> command = {"ls"};
  api.otherwise = hanging();
  auto reply = run(calls.exec(id, command, seconds(60), {}), seconds(69));
  EXPECT_FALSE(reply);
  scheduler.advance(seconds(1));
  EXPECT_EQ(scope.running(), 0U);
}

TEST_F(SessionTest, AnyTryMayHaveHappened) {
  auto calls = session();
  api.next = {transient(), refused(RefusalKind::capacity, false)};
  const auto reply = run(calls.create_machine(CreateMachine{}, {}));
  EXPECT_EQ(reply->error().kind, RefusalKind::capacity);
  EXPECT_TRUE(reply->error().may_have_happened);

  api.next = {refused(RefusalKind::lease), refused(RefusalKind::capacity, false)};
  EXPECT_FALSE(run(calls.create_machine(CreateMachine{}, {}))->error().may_have_happened);
}

TEST_F(SessionTest, CancellingEndsACall) {
  for (const bool by_parent : {true, false}) {
    for (const bool while_hanging : {true, false}) {
      CancelSource session_parent;
      CancelSource caller;
      Session calls({scheduler, random, log, api}, limits, session_parent.token());
      api.log.clear();
      api.otherwise = while_hanging ? hanging() : transient();
      const auto early = run(calls.get_machine(id, caller.token()), milliseconds(100));
      EXPECT_FALSE(early);
      (by_parent ? session_parent : caller).cancel();
      scheduler.run_ready();
      EXPECT_EQ(scope.running(), 0U);
      EXPECT_EQ(api.log.size(), 1U);
      EXPECT_EQ(log.count("fly.retry"), while_hanging ? 0U : 1U);
      log.events.clear();
    }
  }
}

TEST_F(SessionTest, ACancelledSessionCallsNothing) {
  auto calls = session();
  parent.cancel();
  const auto reply = run(calls.get_machine(id, {}), {});
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->error().status, 0);
  EXPECT_TRUE(api.log.empty());
  EXPECT_EQ(calls.calls_left(), 60);
}

// Whatever comes back: the bounds of M10 hold, and no call outlives its session's time.
RC_GTEST_PROP(SessionProperty, IsBounded, ()) {
  TestScheduler scheduler;
  SteadyRandom random;
  random.percent = *rc::gen::inRange(0, 101);
  testing::MemoryLog log;
  ScriptedApi api(scheduler);
  Session calls({scheduler, random, log, api}, {}, {});
  Scope scope(scheduler);
  const std::string id = "m1";
  const auto kinds = *rc::gen::container<std::vector<int>>(100, rc::gen::inRange(-2, 14));
  for (const int kind : kinds) {
    api.next.push_back(kind == -2   ? hanging()
                       : kind == -1 ? fine()
                                    : refused(static_cast<RefusalKind>(kind), kind % 2 == 0));
  }
  const auto one = [](Task<Reply<Done>> call) -> Task<void> { (void)co_await std::move(call); };
  for (int i = 0; i < 30; ++i) {
    scope.spawn(one(calls.wait_for(id, MachineState::started, id, {})));
    scheduler.advance(*rc::gen::inRange(0, 60) * seconds(1));
    RC_ASSERT(api.log.size() <= 60U);
  }
  scheduler.advance(minutes(5));
  RC_ASSERT(scope.running() == 0U);
  for (const auto& call : api.log) RC_ASSERT(call.at < Instant{} + minutes(5));
}

}  // namespace
}  // namespace controller::fly
