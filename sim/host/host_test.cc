#include "sim/host/host.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "sim/host/gateway_child.h"
#include "sim/host/testing/bare_host.h"

namespace sim {
namespace {

using namespace std::chrono_literals;
using namespace host_test;
using controller::ExitStatus;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::int64_t> signalled(const BareHost& bare) {
  std::vector<std::int64_t> pids;
  for (const auto& signal : bare.tape.bodies<ChildSignalled>()) pids.push_back(signal.pid);
  return pids;
}

TEST(Host, ProcessIdsCountUpAndAreNotUsedTwice) {
  FaultRule second = always(Operation::any, fault::SpawnError{});
  second.when.nth = 2;
  BareHost bare({second});
  const auto one = bare.start(kVersion);
  const auto failed = bare.start(kVersion);
  const auto two = bare.start(kVersion);
  bare.run(1min);
  const auto three = bare.start(kVersion);
  EXPECT_EQ(one.child->pid(), 100);
  EXPECT_EQ(failed.error, "cannot be started");
  EXPECT_EQ(two.child->pid(), 101);
  EXPECT_EQ(three.child->pid(), 102);
  EXPECT_EQ(bare.tape.bodies<SpawnFailed>().size(), 1U);
  EXPECT_EQ(bare.tape.bodies<ChildSpawned>().size(), 3U);
}

TEST(Host, EveryChildIsReapedOnce) {
  BareHost bare;
  const auto one = bare.start(kVersion);
  const auto two = bare.start(kVersion);
  bare.run(100ms);
  two.child->signal(SIGKILL);
  bare.run(1min);
  EXPECT_EQ(one.heard->exits.size(), 1U);
  EXPECT_THAT(two.heard->exits, ElementsAre(killed_by(SIGKILL)));
  EXPECT_EQ(bare.tape.bodies<ChildExited>().size(), 2U);
}

TEST(Host, SignalsReachTheLivingOnly) {
  BareHost bare;
  const auto call = bare.start(kVersion);
  bare.run(1min);
  ASSERT_EQ(call.heard->exits.size(), 1U);
  call.child->signal(SIGKILL);
  bare.run(2min);
  EXPECT_EQ(call.heard->exits.size(), 1U);
  EXPECT_THAT(signalled(bare), IsEmpty());
}

TEST(Host, LettingGoOfAChildKillsItAndTellsNobody) {
  BareHost bare;
  auto call = bare.start(kVersion);
  bare.run(100ms);
  call.child.reset();
  bare.run(1min);
  EXPECT_THAT(call.heard->exits, IsEmpty());
  EXPECT_THAT(signalled(bare), ElementsAre(100));
  const auto exits = bare.tape.bodies<ChildExited>();
  ASSERT_EQ(exits.size(), 1U);
  EXPECT_EQ(exits[0].signal, SIGKILL);
}

// A parent that lets go as soon as it hears of the end, as the real seam allows.
struct LetsGo final : controller::ChildEvents {
  void on_output(OutputStream /*stream*/, std::string_view /*bytes*/) override {}
  void on_exit(ExitStatus /*status*/) override { child.reset(); }
  std::unique_ptr<controller::ChildProcess> child;
};

TEST(Host, AHandleMayGoWhenItsChildEnds) {
  BareHost bare;
  LetsGo parent;
  parent.child =
      std::move(HostSpawner(bare.host, bare.parent).spawn({kVersion, {}}, parent).value());
  bare.run(1min);
  EXPECT_EQ(parent.child, nullptr);
  EXPECT_THAT(signalled(bare), IsEmpty());
}

// ---- the end of a parent (S7)

TEST(Host, TheChildrenOfADeadParentDieUnheard) {
  BareHost bare({always(Operation::any, fault::IgnoreTerm{})});
  Process other(bare.time, 2, "other");
  const auto gateway = bare.start(kGateway);
  const auto call = bare.start(kListTelegram);
  const auto others = bare.start(kListTelegram, other);
  bare.run(500ms);
  const auto heard = gateway.heard->out;
  bare.parent.cut_off();
  bare.host.kill_children_of(bare.parent);
  bare.run(1min);
  EXPECT_THAT(gateway.heard->exits, IsEmpty());
  EXPECT_EQ(gateway.heard->out, heard);
  EXPECT_THAT(call.heard->exits, IsEmpty());
  EXPECT_THAT(signalled(bare), ElementsAre(100, 101));
  EXPECT_EQ(bare.host.gateway(), nullptr);
  EXPECT_THAT(others.heard->exits, ElementsAre(ExitStatus{0, std::nullopt}));
  EXPECT_EQ(bare.tape.bodies<ChildExited>().size(), 3U);
}

TEST(Host, AParentThatIsCutOffNeitherStartsNorSignals) {
  BareHost bare;
  auto call = bare.start(kListTelegram);
  auto dropped = bare.start(kListTelegram);
  bare.parent.cut_off();
  call.child->signal(SIGTERM);
  dropped.child.reset();
  EXPECT_EQ(bare.start(kListTelegram).error, "the process is gone");
  bare.run(1min);
  EXPECT_THAT(signalled(bare), IsEmpty());
  EXPECT_EQ(bare.tape.bodies<ChildSpawned>().size(), 2U);
}

}  // namespace
}  // namespace sim
