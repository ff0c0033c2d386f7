// What the gateway prints: passed through, cut into lines, handed to the hooks (G1, G2, G3, G6).
#include <gmock/gmock.h>

#include <stdexcept>

#include "controller/gateway/line_splitter.h"
#include "controller/gateway/testing/supervised_gateway.h"

namespace controller::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto kOut = OutputStream::out;
constexpr auto kErr = OutputStream::err;

class SupervisorOutputTest : public SupervisedGateway {
 protected:
  SupervisorOutputTest() {
    supervisor->add_line_hook([this](OutputStream stream, std::string_view line, bool cut) {
      lines.push_back((stream == kOut ? "out " : "err ") + std::string(line) + (cut ? " CUT" : ""));
    });
  }
  std::vector<std::string> lines;
};

TEST_F(SupervisorOutputTest, BytesPassThroughBeforeTheLineIsComplete) {
  FakeSpawner::Child& child = running();
  child.print(kOut, "half");
  child.print(kErr, "\xff\x00\r\n");
  EXPECT_EQ(sink.out, "half");
  EXPECT_EQ(sink.err, "\xff");
  EXPECT_THAT(lines, IsEmpty());
}

TEST_F(SupervisorOutputTest, LinesAreSplitStreamByStream) {
  FakeSpawner::Child& child = running();
  child.print(kOut, "on");
  child.print(kErr, "two\r");
  child.print(kOut, "e\nthree\n\n");
  child.print(kErr, "\n");
  EXPECT_THAT(lines, ElementsAre("out one", "out three", "out ", "err two"));
}

TEST_F(SupervisorOutputTest, AnUnfinishedLastLineIsDeliveredBeforeTheExitIsNoticed) {
  FakeSpawner::Child& child = running();
  child.print(kOut, "last");
  child.print(kErr, "words");
  supervisor->set_on_state_change(
      [this](const SupervisorStatus& status) { lines.emplace_back(name_of(status.state)); });
  child.exit(1);
  EXPECT_THAT(lines, ElementsAre("out last", "err words", "crashed"));
}

TEST_F(SupervisorOutputTest, OutputOfAnOldChildNeverJoinsTheNext) {
  running().print(kOut, "old");
  spawner.last().exit(1);
  scheduler.advance(1s);
  spawner.last().print(kOut, "new\n");
  EXPECT_THAT(lines, ElementsAre("out old", "out new"));
  EXPECT_EQ(sink.out, "oldnew\n");
}

TEST_F(SupervisorOutputTest, OutputWhileStoppingAndDuringTheShutdownStillCounts) {
  FakeSpawner::Child& child = running({.dies_on_term = std::nullopt});
  stop();
  child.print(kOut, "closing\n");
  shutdown();
  child.print(kOut, "bye\n");
  EXPECT_THAT(lines, ElementsAre("out closing", "out bye"));
}

TEST_F(SupervisorOutputTest, AChildGivenUpIsStillDrainedApartFromTheNext) {
  FakeSpawner::Child& stuck = running({.dies_on_term = std::nullopt, .dies_on_kill = std::nullopt});
  stop();
  stuck.print(kOut, "st");
  scheduler.advance(15s);
  start();
  spawner.last().print(kOut, "ne");
  stuck.print(kOut, "uck\n");
  spawner.last().print(kOut, "w\n");
  EXPECT_THAT(lines, ElementsAre("out stuck", "out new"));
}

TEST_F(SupervisorOutputTest, ALongLineIsDeliveredOnceCutAndCounted) {
  FakeSpawner::Child& child = running();
  const std::string limit(kMaxLineBytes, 'x');
  child.print(kOut, limit + "\r\n");
  EXPECT_EQ(supervisor->lines_cut(), 0U);
  for (int i = 0; i < 5; ++i) child.print(kOut, limit);
  child.print(kOut, "\nnext\n");
  EXPECT_THAT(lines, ElementsAre("out " + limit, "out " + limit + " CUT", "out next"));
  EXPECT_EQ(supervisor->lines_cut(), 1U);
  EXPECT_EQ(sink.out.size(), 6 * kMaxLineBytes + 8);
}

TEST_F(SupervisorOutputTest, ALongUnfinishedLastLineIsCutToo) {
  FakeSpawner::Child& child = running();
  child.print(kErr, std::string(kMaxLineBytes + 1, 'x'));
  child.exit(0);
  EXPECT_THAT(lines, ElementsAre("err " + std::string(kMaxLineBytes, 'x') + " CUT"));
}

// ---- hooks that throw

TEST_F(SupervisorOutputTest, AHookThatThrowsLosesThatOneNotification) {
  std::vector<std::string> seen;
  supervisor->add_line_hook([&seen](OutputStream, std::string_view line, bool) {
    if (line == "bad") throw std::runtime_error("no");
    if (line == "worse") throw 7;
    seen.emplace_back(line);
  });
  std::vector<std::string> after;
  supervisor->add_line_hook(
      [&after](OutputStream, std::string_view line, bool) { after.emplace_back(line); });
  FakeSpawner::Child& child = running();
  child.print(kOut, "a\nbad\nb\nworse\nbad\nc\nhalf");
  child.exit(0);
  EXPECT_THAT(seen, ElementsAre("a", "b", "c", "half"));
  EXPECT_THAT(after, ElementsAre("a", "bad", "b", "worse", "bad", "c", "half"));
  EXPECT_EQ(lines.size(), 7U);
  EXPECT_EQ(supervisor->notifications_lost(), 3U);
  EXPECT_EQ(log.count("gateway.line_hook_threw"), 2U);  // the first and the second, not the third
}

TEST_F(SupervisorOutputTest, AHookMayAddAHook) {
  std::vector<std::string> late;
  bool added = false;
  supervisor->add_line_hook([&](OutputStream, std::string_view, bool) {
    if (std::exchange(added, true)) return;
    for (int i = 0; i < 100; ++i) {
      supervisor->add_line_hook(
          [&late](OutputStream, std::string_view line, bool) { late.emplace_back(line); });
    }
  });
  running().print(kOut, "one\ntwo\n");
  EXPECT_THAT(late, ::testing::Each("two"));
  EXPECT_EQ(late.size(), 100U);
}

}  // namespace
}  // namespace controller::testing
