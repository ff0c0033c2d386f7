#include "controller/gateway/version_probe.h"

#include <gtest/gtest.h>

#include "controller/base/child_command_runner.h"
#include "controller/base/testing/fake_spawner.h"
#include "controller/base/testing/test_scheduler.h"

namespace controller::testing {
namespace {

using namespace std::chrono_literals;

TEST(ParseVersion, FindsTheLineThatIsOne) {
  const GatewayVersion recorded{"2026.3.13", "61d171a"};
  EXPECT_EQ(parse_version("OpenClaw 2026.3.13 (61d171a)\n"), recorded);
  EXPECT_EQ(parse_version("\n[plugins] loaded 3\r\nOpenClaw 2026.3.13 (61d171a)\r\nbye"), recorded);
  EXPECT_EQ(parse_version("kilo 1.2-beta.3"), (GatewayVersion{"1.2-beta.3", std::nullopt}));
  for (const char* none : {"", "OpenClaw", "2026.3.13", "Error: at 1.2.3 of x", "OpenClaw v1.2",
                           "OpenClaw 20.", "OpenClaw 1.2 61d171a", "OpenClaw 1.2 ()"})
    EXPECT_EQ(parse_version(none), std::nullopt) << none;
}

class VersionProbeTest : public ::testing::Test {
 protected:
  void ask() {
    scope.spawn(run());
    scheduler.run_ready();
  }
  Task<void> run() {
    auto version = co_await probe.get();
    answers.push_back(version ? version->version : "none");
  }

  TestScheduler scheduler;
  FakeSpawner spawner{scheduler};
  Semaphore slot{scheduler, 1};
  ChildCommandRunner runner{scheduler, spawner};
  VersionProbe probe{scheduler, runner, slot, SpawnSpec{{"openclaw", "--version"}, {}}};
  Scope scope{scheduler};
  std::vector<std::string> answers;
};

TEST_F(VersionProbeTest, AsksOnceForAll) {
  ask();
  ask();
  spawner.last().print(OutputStream::out, "OpenClaw 1.2 (ab1)\n");
  spawner.last().exit(0);
  scheduler.run_ready();
  ask();
  EXPECT_EQ(answers, (std::vector<std::string>{"1.2", "1.2", "1.2"}));
  EXPECT_EQ(spawner.count(), 1U);
}

TEST_F(VersionProbeTest, TriesAgainAfterFailureAndTimeOut) {
  ask();
  spawner.last().print(OutputStream::out, "OpenClaw 1.2 (ab1)\n");
  spawner.last().exit(1);
  scheduler.run_ready();
  ask();
  scheduler.advance(5s);
  EXPECT_EQ(answers, (std::vector<std::string>{"none", "none"}));
  ask();
  EXPECT_EQ(spawner.count(), 3U);
}

TEST_F(VersionProbeTest, StopAnswersAtOnceAndNothingStartsAfterIt) {
  ask();
  probe.stop();
  scheduler.run_ready();
  EXPECT_EQ(answers, (std::vector<std::string>{"none"}));
  EXPECT_FALSE(spawner.last().alive);
  ask();
  EXPECT_EQ(spawner.count(), 1U);
  EXPECT_EQ(answers.size(), 2U);
}

}  // namespace
}  // namespace controller::testing
