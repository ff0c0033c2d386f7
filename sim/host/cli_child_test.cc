#include "sim/host/cli_child.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "sim/gateway/cli_cost.h"
#include "sim/host/testing/bare_host.h"

namespace sim {
namespace {

using namespace std::chrono_literals;
using namespace host_test;
using controller::ExitStatus;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;

void ask(BareHost& bare, const std::string& code) {
  bare.machine.store("telegram").seed({"id-" + code, code, bare.wall.now(), bare.wall.now(), {}});
}

// Runs one list call to its end, and tells how it ended and when.
struct Ran {
  explicit Ran(BareHost& bare) : started(bare.start(kListTelegram)) { bare.run(10min); }
  BareHost::Started started;
  [[nodiscard]] const Listener& heard() const { return *started.heard; }
};

TEST(CliChild, AnswersWhenItEndsAndIsReaped) {
  BareHost bare;
  ask(bare, "ABCD2345");
  const Ran ran(bare);
  EXPECT_THAT(ran.heard().exits, ElementsAre(exited(0)));
  EXPECT_EQ(ran.heard().ended, at(1s));
  EXPECT_THAT(ran.heard().out, HasSubstr("ABCD2345"));
  const auto exits = bare.tape.bodies<ChildExited>();
  ASSERT_EQ(exits.size(), 1U);
  EXPECT_EQ(exits[0].pid, ran.started.child->pid());
  EXPECT_EQ(exits[0].code, 0);
  EXPECT_EQ(exits[0].command, CliPurpose::list_channel);
  EXPECT_EQ(exits[0].channel, "telegram");
  EXPECT_TRUE(exits[0].answered);
  EXPECT_EQ(exits[0].out_bytes, static_cast<std::int64_t>(ran.heard().out.size()));
  EXPECT_EQ(exits[0].err_bytes, static_cast<std::int64_t>(ran.heard().err.size()));
}

// It reads the store at nine tenths of its time: what comes later, it does not see.
TEST(CliChild, ItsAnswerIsFixedWhenItReadsTheStore) {
  BareHost bare;
  ask(bare, "EARLY234");
  const auto started = bare.start(kListTelegram);
  bare.run(950ms);
  ask(bare, "LATE2345");
  bare.run(10s);
  const auto reads = bare.tape.all<StoreRead>();
  ASSERT_EQ(reads.size(), 1U);
  EXPECT_EQ(reads[0].first.at, at(900ms));
  EXPECT_THAT(reads[0].second.keys, ElementsAre("EARLY234"));
  EXPECT_THAT(started.heard->out, ::testing::Not(HasSubstr("LATE2345")));
}

// A lock file that is left behind: the call waits until it is 30 s old, and takes it away.
TEST(CliChild, AStaleLockDelaysItOnce) {
  for (const bool fixed : {true, false}) {
    HostConfig config = plain_host();
    if (!fixed) config.cli_duration.reset();
    BareHost bare({}, config);
    bare.run(10s);
    bare.machine.pairing_locked_since = bare.wall.now();
    bare.run(15s);
    const auto call = bare.start(kListTelegram);
    bare.run(2min);
    EXPECT_GT(call.heard->ended, at(40s)) << fixed;
    EXPECT_LT(call.heard->ended, at(42s)) << fixed;
    const auto next = bare.start(kListTelegram);
    bare.run(3min);
    EXPECT_LT(next.heard->ended, at(2min + 5s)) << fixed;
  }
}

TEST(CliChild, TellsItsMemory) {
  BareHost bare;
  const auto call = bare.start(kListTelegram);
  const auto gateway = bare.start(kGateway);
  bare.run(1min);
  gateway.child->signal(SIGKILL);
  bare.run(2min);
  const auto exits = bare.tape.bodies<ChildExited>();
  ASSERT_EQ(exits.size(), 2U);
  EXPECT_EQ(exits[0].max_rss_kb, kPairingListCost.rss_kb.least);
  EXPECT_EQ(exits[1].max_rss_kb, 0) << "nobody measured that of the gateway";
}

TEST(CliChild, CallsAtOnceSlowEachOtherDown) {
  HostConfig config = plain_host();
  config.cli_contention = true;
  BareHost bare({}, config);
  const auto one = bare.start(kListTelegram);
  const auto two = bare.start(kListTelegram);
  bare.run(10s);
  EXPECT_EQ(one.heard->ended, at(2110ms));
  EXPECT_EQ(two.heard->ended, at(2110ms));
}

// ---- signals

TEST(CliChild, TermEndsItBeforeItActs) {
  BareHost bare;
  const auto started = bare.start(kListTelegram);
  bare.run(500ms);
  started.child->signal(SIGTERM);
  EXPECT_THAT(started.heard->exits, IsEmpty()) << "never from inside signal()";
  bare.run(500ms + 500us);
  started.child->signal(SIGTERM);  // changes nothing
  bare.run(10s);
  EXPECT_THAT(started.heard->exits, ElementsAre(killed_by(SIGTERM)));
  EXPECT_EQ(started.heard->ended, at(501ms));
  EXPECT_EQ(started.heard->out, "");
  EXPECT_THAT(bare.tape.bodies<StoreRead>(), IsEmpty());
}

TEST(CliChild, TermIgnoredIsNoEndButKillIs) {
  BareHost bare({always(Operation::any, fault::IgnoreTerm{})});
  const auto patient = bare.start(kListTelegram);
  const auto killed = bare.start(kListTelegram);
  patient.child->signal(SIGTERM);
  killed.child->signal(SIGTERM);
  bare.run(500ms);
  killed.child->signal(SIGKILL);
  bare.run(10s);
  EXPECT_THAT(patient.heard->exits, ElementsAre(exited(0)));
  EXPECT_EQ(patient.heard->ended, at(1s));
  EXPECT_THAT(killed.heard->exits, ElementsAre(killed_by(SIGKILL)));
  EXPECT_EQ(killed.heard->ended, at(501ms));
}

TEST(CliChild, AHangEndsBySignalsOnly) {
  BareHost bare({always(Operation::any, fault::Hang{})});
  const auto started = bare.start(kListTelegram);
  bare.run(1h);
  EXPECT_THAT(started.heard->exits, IsEmpty());
  started.child->signal(SIGTERM);
  bare.run(2h);
  EXPECT_THAT(started.heard->exits, ElementsAre(killed_by(SIGTERM)));
}

// Stuck in the kernel, it does nothing more until it is gone; further signals change nothing.
TEST(CliChild, AnUnkillableOneIsReapedLate) {
  BareHost bare({always(Operation::any, fault::Unkillable{30s})});
  const auto started = bare.start(kListTelegram);
  started.child->signal(SIGTERM);
  bare.run(500ms);
  started.child->signal(SIGKILL);
  bare.run(20s);
  started.child->signal(SIGKILL);
  bare.run(10min);
  EXPECT_THAT(started.heard->exits, ElementsAre(killed_by(SIGKILL)));
  EXPECT_EQ(started.heard->ended, at(30500ms));
  EXPECT_EQ(started.heard->out, "");
  EXPECT_THAT(bare.tape.bodies<StoreRead>(), IsEmpty());
}

// ---- faults

TEST(CliChild, ExitsAsTheRuleSaysWithoutActing) {
  BareHost bare({always(Operation::any, fault::Exit{3, "oh no\n", "half\n", {}})});
  const Ran ran(bare);
  EXPECT_THAT(ran.heard().exits, ElementsAre(exited(3)));
  EXPECT_EQ(ran.heard().err, "oh no\n");
  EXPECT_EQ(ran.heard().out, "half\n");
  EXPECT_THAT(bare.tape.bodies<StoreRead>(), IsEmpty());
  EXPECT_FALSE(bare.tape.bodies<ChildExited>().at(0).answered);
}

TEST(CliChild, CrashesBeforeOrAfterItActed) {
  for (const bool carried_out : {false, true}) {
    BareHost bare({always(Operation::any, fault::Crash{Signal::segv, carried_out, {}})});
    const Ran ran(bare);
    EXPECT_THAT(ran.heard().exits, ElementsAre(killed_by(SIGSEGV)));
    EXPECT_EQ(ran.heard().out, "");
    EXPECT_EQ(bare.tape.bodies<StoreRead>().size(), carried_out ? 1U : 0U);
    EXPECT_FALSE(bare.tape.bodies<ChildExited>().at(0).answered);
  }
}

TEST(CliChild, EndsEarlyWhenTheRuleSaysWhen) {
  BareHost bare({always(Operation::any, fault::Crash{Signal::abort, false, 200ms})});
  const Ran ran(bare);
  EXPECT_THAT(ran.heard().exits, ElementsAre(killed_by(SIGABRT)));
  EXPECT_EQ(ran.heard().ended, at(200ms));
}

TEST(CliChild, ALostReplyActsAndIsKilled) {
  BareHost bare({always(Operation::any, fault::LostReply{})});
  const Ran ran(bare);
  EXPECT_THAT(ran.heard().exits, ElementsAre(killed_by(SIGKILL)));
  EXPECT_EQ(bare.tape.bodies<StoreRead>().size(), 1U);
  EXPECT_EQ(ran.heard().out, "");
}

TEST(CliChild, ADelayComesOnTop) {
  BareHost bare({always(Operation::any, fault::Delay{7s})});
  EXPECT_EQ(Ran(bare).heard().ended, at(8s));
}

// ---- output

TEST(CliChild, OutputComesInPiecesOfAPipe) {
  BareHost bare({always(Operation::any, fault::Flood{200'000, FaultStream::out, {}})});
  const Ran ran(bare);
  EXPECT_GT(ran.heard().out.size(), 200'000U);
  EXPECT_GE(ran.heard().pieces.size(), 4U);
  EXPECT_THAT(ran.heard().pieces, Each(Le(std::size_t{64} * 1024)));
  EXPECT_TRUE(bare.tape.bodies<ChildExited>().at(0).answered);
}

// The controller takes 1 MiB of a stream (C5). The child prints all the same.
TEST(CliChild, MoreThanTheControllerTakesIsNoAnswer) {
  constexpr std::uint64_t kCap = 1 << 20;
  for (const auto stream : {FaultStream::out, FaultStream::err}) {
    BareHost bare({always(Operation::any, fault::Flood{kCap + 1, stream, {}})});
    const Ran ran(bare);
    EXPECT_THAT(ran.heard().exits, ElementsAre(exited(0)));
    EXPECT_GT(ran.heard().out.size() + ran.heard().err.size(), kCap);
    EXPECT_FALSE(bare.tape.bodies<ChildExited>().at(0).answered);
  }
  BareHost bare({always(Operation::any, fault::Flood{kCap, FaultStream::err, {}})});
  const Ran ran(bare);
  EXPECT_EQ(ran.heard().err.size(), kCap);
  EXPECT_TRUE(bare.tape.bodies<ChildExited>().at(0).answered);
}

}  // namespace
}  // namespace sim
