// Process groups and full pipes: what gateway and CLI calls have in common.
#include "sim/host/child.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "sim/host/gateway_child.h"
#include "sim/host/testing/bare_host.h"

namespace sim {
namespace {

using namespace std::chrono_literals;
using namespace host_test;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

FaultRule forks(Operation operation, fault::Fork fork) { return always(operation, fork); }
fault::Fork stubborn() {
  fault::Fork fork;
  fork.ignore_term = true;
  return fork;
}

// The kinds of the events of a group, in order.
std::vector<std::string> story(const BareHost& bare) {
  std::vector<std::string> kinds;
  for (const Event& event : bare.tape.events) {
    std::visit(
        [&](const auto& body) {
          const std::string kind(body.kKind);
          if (kind.starts_with("child.")) kinds.push_back(kind.substr(6));
        },
        event.body);
  }
  return kinds;
}

TEST(ProcessGroup, ASignalReachesAllOfIt) {
  fault::Fork fork;
  fork.count = 2;
  BareHost bare({forks(Operation::gateway, fork)});
  const auto gateway = bare.start(kGateway);
  bare.run(1min);
  gateway.child->signal(SIGTERM);
  bare.run(2min);
  EXPECT_THAT(story(bare), ElementsAre("spawned", "forked", "forked", "signalled", "fork_ended",
                                       "fork_ended", "exited"));
  EXPECT_THAT(gateway.heard->exits, ElementsAre(exited(0)));
}

// The end is told when the whole group is gone.
TEST(ProcessGroup, WhatADeadChildLeavesIsKilledBeforeItIsReaped) {
  fault::Fork fork = stubborn();
  fork.reaped_after = 3s;
  BareHost bare({forks(Operation::gateway, fork)});
  const auto gateway = bare.start(kGateway);
  bare.run(1min);
  gateway.child->signal(SIGTERM);
  bare.run(1min + 1s);
  EXPECT_THAT(gateway.heard->exits, IsEmpty());
  EXPECT_EQ(bare.host.gateway(), nullptr) << "the gateway itself is dead";
  EXPECT_EQ(bare.machine.port, GatewayPort::closed);
  bare.run(2min);
  EXPECT_THAT(story(bare), ElementsAre("spawned", "forked", "signalled", "died", "group_killed",
                                       "fork_ended", "exited"));
  EXPECT_THAT(gateway.heard->exits, ElementsAre(exited(0)));
  EXPECT_GT(gateway.heard->ended, at(1min + 3s));
}

TEST(ProcessGroup, OfACallAsWell) {
  BareHost bare({forks(Operation::list_channel, stubborn())});
  const auto call = bare.start(kListTelegram);
  bare.run(1min);
  EXPECT_THAT(story(bare),
              ElementsAre("spawned", "forked", "died", "group_killed", "fork_ended", "exited"));
  EXPECT_THAT(call.heard->exits, ElementsAre(exited(0)));
  EXPECT_THAT(call.heard->out, HasSubstr("requests"));
}

TEST(ProcessGroup, TermLeavesTheStubbornAlone) {
  BareHost bare({forks(Operation::gateway, stubborn()),
                 FaultRule{"deaf", Match{Operation::gateway, {}}, {}, fault::IgnoreTerm{}}});
  const auto gateway = bare.start(kGateway);
  bare.run(1min);
  gateway.child->signal(SIGTERM);
  bare.run(2min);
  EXPECT_THAT(bare.tape.bodies<ForkEnded>(), IsEmpty());
  gateway.child->signal(SIGKILL);
  bare.run(3min);
  EXPECT_EQ(bare.tape.bodies<ForkEnded>().size(), 1U);
  EXPECT_THAT(gateway.heard->exits, ElementsAre(killed_by(SIGKILL)));
}

TEST(ProcessGroup, ForksWhenTheRuleSaysUnlessDeadByThen) {
  fault::Fork fork;
  fork.after = 10s;
  BareHost bare({forks(Operation::any, fork), forks(Operation::gateway, fork)});
  const auto call = bare.start(kListTelegram);  // takes a second
  const auto gateway = bare.start(kGateway);
  bare.run(1min);
  const auto forked = bare.tape.all<ChildForked>();
  ASSERT_EQ(forked.size(), 1U);
  EXPECT_EQ(forked[0].first.at, at(10s));
  EXPECT_EQ(forked[0].second.group, gateway.child->pid());
}

// Killed, it takes up to 5 ms to die.
TEST(ProcessGroup, GetsNobodyFromAChildThatIsBeingKilled) {
  fault::Fork fork;
  fork.after = 10s;
  BareHost bare({forks(Operation::gateway, fork)});
  const auto gateway = bare.start(kGateway);
  bare.run(10s - 1us);
  gateway.child->signal(SIGKILL);
  bare.run(1min);
  EXPECT_THAT(bare.tape.bodies<ChildForked>(), IsEmpty());
  EXPECT_THAT(gateway.heard->exits, ElementsAre(killed_by(SIGKILL)));
}

TEST(ProcessGroup, DiesWithTheParentOfItsChild) {
  BareHost bare({forks(Operation::gateway, stubborn())});
  const auto gateway = bare.start(kGateway);
  bare.run(1min);
  bare.parent.cut_off();
  bare.host.kill_children_of(bare.parent);
  bare.run(2min);
  EXPECT_EQ(bare.tape.bodies<ForkEnded>().size(), 1U);
  EXPECT_EQ(bare.tape.bodies<ChildExited>().size(), 1U);
}

// ---- pipes

TEST(Pipe, HoldsSixtyFourKibibytes) {
  Pipe pipe;
  std::string read;
  EXPECT_EQ(pipe.write(std::string(60 * 1024, 'a')), 60U * 1024);
  EXPECT_EQ(pipe.write(std::string(60 * 1024, 'b')), 4U * 1024);
  EXPECT_EQ(pipe.write("c"), 0U);
  pipe.read(read);
  EXPECT_EQ(read, std::string(60 * 1024, 'a') + std::string(4 * 1024, 'b'));
  EXPECT_EQ(pipe.write("c"), 1U);
  pipe.read(read);
  EXPECT_EQ(read, "c");
}

// A parent that reads when the test says so.
struct Lazy final : Parent {
  explicit Lazy(Host& host_in) : host(host_in) {}
  void readable(Child& child, OutputStream /*stream*/) override { living = &child; }
  void died(Child& /*child*/) override {}
  void ended(Child& child) override {
    status = child.status();
    read(OutputStream::err);
    host.reap(child);
    living = nullptr;
  }
  void read(OutputStream stream) {
    if (living == nullptr) return;
    std::string bytes;
    living->read(stream, bytes);
    taken += bytes.size();
  }
  Host& host;
  std::size_t taken = 0;
  Child* living = nullptr;
  std::optional<controller::ExitStatus> status;
};

fault::Flood flood(std::uint64_t bytes) { return fault::Flood{bytes, FaultStream::err, 1s}; }

TEST(FullPipe, AGatewayThatNobodyReadsDoesNotComeUp) {
  BareHost bare({always(Operation::gateway, flood(100'000))});
  Lazy parent(bare.host);
  ASSERT_TRUE(bare.host.spawn(bare.parent, {kGateway, {}}, parent));
  bare.run(1min);
  const auto blocked = bare.tape.all<ChildBlocked>();
  ASSERT_EQ(blocked.size(), 1U);
  EXPECT_EQ(blocked[0].first.at, at(1s));
  EXPECT_TRUE(blocked[0].second.to_stderr);
  EXPECT_THAT(bare.tape.bodies<GatewayListening>(), IsEmpty());

  parent.read(OutputStream::err);
  EXPECT_EQ(parent.taken, Pipe::kCapacity);
  bare.run(2min);
  EXPECT_EQ(bare.tape.bodies<ChildUnblocked>().size(), 1U);
  ASSERT_EQ(bare.tape.all<GatewayListening>().size(), 1U);
  EXPECT_EQ(bare.tape.all<GatewayListening>()[0].first.at, at(1min));
  parent.read(OutputStream::err);
  EXPECT_GE(parent.taken, 100'000U);
}

TEST(FullPipe, ABlockedGatewayNeitherAnswersNorShutsDown) {
  BareHost bare({always(Operation::gateway, fault::Flood{100'000, FaultStream::err, 30s})});
  Lazy parent(bare.host);
  const auto pid = bare.host.spawn(bare.parent, {kGateway, {}}, parent);
  bare.run(1min);
  EXPECT_EQ(bare.machine.port, GatewayPort::silent);
  bare.host.signal(pid.value(), SIGTERM);
  bare.run(2min);
  EXPECT_EQ(parent.status, std::nullopt);
  parent.read(OutputStream::err);
  bare.run(3min);
  EXPECT_EQ(parent.status, exited(0));
}

TEST(FullPipe, KillEndsABlockedOne) {
  BareHost bare({always(Operation::gateway, flood(100'000))});
  Lazy parent(bare.host);
  const auto pid = bare.host.spawn(bare.parent, {kGateway, {}}, parent);
  bare.run(1min);
  bare.host.signal(pid.value(), SIGKILL);
  bare.run(2min);
  EXPECT_EQ(parent.status, killed_by(SIGKILL));
}

TEST(FullPipe, ACallThatNobodyReadsDoesNotEnd) {
  BareHost bare({always(Operation::list_channel, flood(200'000))});
  Lazy parent(bare.host);
  ASSERT_TRUE(bare.host.spawn(bare.parent, {kListTelegram, {}}, parent));
  bare.run(1min);
  EXPECT_EQ(parent.status, std::nullopt);
  for (int waited = 2; waited <= 5; ++waited) {
    parent.read(OutputStream::err);
    bare.run(std::chrono::minutes(waited));
  }
  EXPECT_GE(parent.taken, 200'000U);
  EXPECT_EQ(parent.status, exited(0));
}

// The parent of real life reads at once, however much it is.
TEST(FullPipe, WhoIsReadIsNeverBlocked) {
  BareHost bare({always(Operation::gateway, flood(1'000'000))});
  const auto gateway = bare.start(kGateway);
  bare.run(1min);
  EXPECT_THAT(bare.tape.bodies<ChildBlocked>(), IsEmpty());
  EXPECT_GE(gateway.heard->err.size(), 1'000'000U);
  EXPECT_EQ(bare.tape.bodies<GatewayListening>().size(), 1U);
}

}  // namespace
}  // namespace sim
