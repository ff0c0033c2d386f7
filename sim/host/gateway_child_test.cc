#include "sim/host/gateway_child.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "sim/choice/seeded_choices.h"
#include "sim/host/testing/bare_host.h"

namespace sim {
namespace {

using namespace std::chrono_literals;
using namespace host_test;
using controller::ExitStatus;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

FaultRule gateway_rule(FaultAction action) { return always(Operation::gateway, std::move(action)); }

std::string written(const BareHost& bare, bool to_stderr) {
  std::string all;
  for (const auto& wrote : bare.tape.bodies<GatewayWrote>())
    if (wrote.to_stderr == to_stderr) all += wrote.bytes;
  return all;
}

TEST(GatewayChild, BootsListensAndPrints) {
  BareHost bare;
  const auto gateway = bare.start(kGateway);
  EXPECT_EQ(bare.host.gateway()->pid(), gateway.child->pid());
  bare.run(9999ms);
  EXPECT_FALSE(bare.host.gateway()->listening());
  bare.run(1h);
  EXPECT_TRUE(bare.host.gateway()->listening());
  EXPECT_EQ(bare.machine.port, GatewayPort::listening);
  const auto listening = bare.tape.all<GatewayListening>();
  ASSERT_EQ(listening.size(), 1U);
  EXPECT_EQ(listening[0].first.at, at(10s));
  EXPECT_THAT(gateway.heard->out, HasSubstr("listening on ws://"));
  EXPECT_EQ(gateway.heard->out, written(bare, false));
  EXPECT_EQ(gateway.heard->err, written(bare, true));
  EXPECT_THAT(gateway.heard->exits, IsEmpty());
}

// What is printed is the same, however the pipe cuts it.
TEST(GatewayChild, ItsOutputIsCutAnywhere) {
  BareHost whole;
  const auto reference = whole.start(kGateway);
  whole.run(1min);
  std::size_t more_pieces = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SeededChoices choices(seed);
    BareHost bare({}, plain_host(), &choices);
    const auto gateway = bare.start(kGateway);
    bare.run(1min);
    more_pieces += gateway.heard->pieces.size() > reference.heard->pieces.size() ? 1 : 0;
    EXPECT_EQ(std::count(gateway.heard->out.begin(), gateway.heard->out.end(), '\n'),
              std::count(reference.heard->out.begin(), reference.heard->out.end(), '\n'));
    EXPECT_EQ(gateway.heard->out, written(bare, false));
  }
  EXPECT_GT(more_pieces, 10U);
}

TEST(GatewayChild, TermShutsItDown) {
  BareHost bare;
  const auto gateway = bare.start(kGateway);
  bare.run(1min);
  const auto before = gateway.heard->out.size();
  gateway.child->signal(SIGTERM);
  EXPECT_EQ(bare.machine.port, GatewayPort::closed);
  EXPECT_FALSE(bare.host.gateway()->listening()) << "nobody reaches it any more";
  bare.run(1min + 50ms);
  gateway.child->signal(SIGTERM);  // it is at it already
  bare.run(2min);
  EXPECT_THAT(gateway.heard->exits, ElementsAre(exited(0)));
  EXPECT_EQ(gateway.heard->ended, at(1min + 120ms));
  EXPECT_GT(gateway.heard->out.size(), before) << "it says goodbye";
  EXPECT_EQ(bare.host.gateway(), nullptr);
}

// Its shutdown takes longer than what was left of its boot.
TEST(GatewayChild, TermWhileItBootsKeepsItFromListening) {
  BareHost bare;
  const auto gateway = bare.start(kGateway);
  bare.run(9950ms);
  gateway.child->signal(SIGTERM);
  bare.run(1min);
  EXPECT_THAT(gateway.heard->exits, ElementsAre(exited(0)));
  EXPECT_EQ(gateway.heard->ended, at(9950ms + 120ms));
  EXPECT_THAT(bare.tape.bodies<GatewayListening>(), IsEmpty());
}

TEST(GatewayChild, KillOvertakesItsShutdown) {
  BareHost bare;
  const auto gateway = bare.start(kGateway);
  bare.run(1min);
  gateway.child->signal(SIGTERM);
  bare.run(1min + 10ms);
  gateway.child->signal(SIGKILL);
  bare.run(2min);
  EXPECT_THAT(gateway.heard->exits, ElementsAre(killed_by(SIGKILL)));
  EXPECT_EQ(gateway.heard->ended, at(1min + 11ms));
}

TEST(GatewayChild, TermIgnoredIsNoEndButKillIs) {
  BareHost bare({gateway_rule(fault::IgnoreTerm{})});
  const auto gateway = bare.start(kGateway);
  gateway.child->signal(SIGTERM);
  bare.run(1min);
  ASSERT_NE(bare.host.gateway(), nullptr);
  EXPECT_TRUE(bare.host.gateway()->listening());
  gateway.child->signal(SIGKILL);
  bare.run(2min);
  EXPECT_THAT(gateway.heard->exits, ElementsAre(killed_by(SIGKILL)));
  EXPECT_EQ(bare.machine.port, GatewayPort::closed);
}

// Killed in the middle of its boot: it neither prints nor listens any more.
TEST(GatewayChild, AnUnkillableOneIsReapedLate) {
  BareHost bare({gateway_rule(fault::Unkillable{30s})});
  const auto gateway = bare.start(kGateway);
  bare.run(5s);
  const auto printed = gateway.heard->out.size();
  gateway.child->signal(SIGTERM);
  gateway.child->signal(SIGKILL);
  bare.run(10min);
  EXPECT_THAT(gateway.heard->exits, ElementsAre(killed_by(SIGKILL)));
  EXPECT_EQ(gateway.heard->ended, at(35s));
  EXPECT_EQ(gateway.heard->out.size(), printed);
  EXPECT_THAT(bare.tape.bodies<GatewayListening>(), IsEmpty());
}

TEST(GatewayChild, EndsAsTheRuleSays) {
  BareHost exits({gateway_rule(fault::Exit{7, "oh no\n", "", 3s})});
  const auto exiting = exits.start(kGateway);
  exits.run(1min);
  EXPECT_THAT(exiting.heard->exits, ElementsAre(exited(7)));
  EXPECT_EQ(exiting.heard->ended, at(3s));
  EXPECT_THAT(exiting.heard->err, HasSubstr("oh no\n"));

  BareHost crashes({gateway_rule(fault::Crash{Signal::segv, false, 20s})});
  const auto crashing = crashes.start(kGateway);
  crashes.run(1min);
  EXPECT_THAT(crashing.heard->exits, ElementsAre(killed_by(SIGSEGV)));
  EXPECT_EQ(crashing.heard->ended, at(20s));
}

TEST(GatewayChild, CannotBeStarted) {
  BareHost bare({gateway_rule(fault::SpawnError{"no such file"})});
  const auto gateway = bare.start(kGateway);
  EXPECT_EQ(gateway.child, nullptr);
  EXPECT_EQ(gateway.error, "no such file");
  EXPECT_EQ(bare.host.gateway(), nullptr);
  const auto failures = bare.tape.bodies<SpawnFailed>();
  ASSERT_EQ(failures.size(), 1U);
  EXPECT_EQ(failures[0].role, ChildRole::gateway);
  EXPECT_THAT(bare.tape.bodies<ChildSpawned>(), IsEmpty());
}

TEST(GatewayChild, LivesOnWithItsStdoutClosed) {
  BareHost bare({gateway_rule(fault::CloseStdout{5s})});
  const auto gateway = bare.start(kGateway);
  bare.run(5s);
  const auto printed = gateway.heard->out.size();
  bare.run(1min);
  EXPECT_EQ(gateway.heard->out.size(), printed);
  bare.host.gateway()->write(OutputStream::err, "still here\n");
  EXPECT_THAT(gateway.heard->err, HasSubstr("still here\n"));
  EXPECT_TRUE(bare.host.gateway()->listening());
}

TEST(GatewayChild, FloodsTheStreamThatTheRuleNames) {
  BareHost bare({gateway_rule(fault::Flood{100'000, FaultStream::err, 5s})});
  const auto gateway = bare.start(kGateway);
  bare.run(4s);
  EXPECT_LT(gateway.heard->err.size(), 100'000U);
  bare.run(1min);
  EXPECT_GE(gateway.heard->err.size(), 100'000U);
}

TEST(GatewayChild, FloodsNoMoreOnceItIsToldToEnd) {
  BareHost bare({gateway_rule(fault::Flood{100'000, FaultStream::err, 20s})});
  const auto gateway = bare.start(kGateway);
  bare.run(20s - 1ms);
  gateway.child->signal(SIGTERM);
  bare.run(1min);
  EXPECT_LT(gateway.heard->err.size(), 100'000U);
  EXPECT_THAT(gateway.heard->exits, ElementsAre(exited(0)));
}

TEST(GatewayChild, PrintsARecordingAtItsOwnTimes) {
  const Recording recording = {{1s, RecordingStream::out, "first"},
                               {2s, RecordingStream::marker, "somebody did something"},
                               {3s, RecordingStream::err, "second"},
                               {4s, RecordingStream::out, "listening on ws://127.0.0.1:3001"}};
  HostConfig config = plain_host();
  config.replay = &recording;
  BareHost bare({}, config);
  const auto gateway = bare.start(kGateway);
  bare.run(3s);
  EXPECT_EQ(gateway.heard->out, "first\n");
  EXPECT_EQ(gateway.heard->err, "second\n");
  bare.run(4s);
  EXPECT_TRUE(bare.host.gateway()->listening());
  gateway.child->signal(SIGTERM);
  bare.run(1min);
  EXPECT_THAT(gateway.heard->exits, ElementsAre(exited(0)));
  EXPECT_EQ(gateway.heard->out, "first\nlistening on ws://127.0.0.1:3001\n");
}

}  // namespace
}  // namespace sim
