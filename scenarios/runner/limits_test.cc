// A run that goes beyond a limit of its scenario is stopped, and does not pass for one that ended.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/format/loader.h"
#include "scenarios/runner/limit_watch.h"
#include "scenarios/runner/run.h"
#include "scenarios/runner/testing/command.h"

namespace scenarios {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

Scenario lasting(Duration duration) {
  Scenario scenario;
  scenario.name = "limited";
  scenario.duration = duration;
  return scenario;
}

constexpr const char* kTimeIsUp =
    "the run did not end within 2 min of virtual time (limits.virtual_time)";

TEST(Limits, ARunThatTakesMoreVirtualTimeIsEndless) {
  auto scenario = lasting(5min);
  scenario.limits.virtual_time = 2min;
  const auto result = run_scenario(scenario, {.seed = 1});
  EXPECT_EQ(result.verdict, Verdict::failed);
  EXPECT_EQ(result.endless, kTimeIsUp);
  EXPECT_EQ(result.virtual_time, 2min);
}

TEST(Limits, ARunThatEndsWithinThemIsNot) {
  for (const Duration limit : {2min, 10min}) {
    auto scenario = lasting(2min);
    scenario.limits.virtual_time = limit;
    const auto result = run_scenario(scenario, {.seed = 1});
    EXPECT_EQ(result.verdict, Verdict::passed);
    EXPECT_EQ(result.endless, "");
    EXPECT_EQ(result.virtual_time, 2min);
  }
}

// No controller, nothing to do: it is over before it begins.
TEST(Limits, ARunWithNothingLeftToDoHasEnded) {
  auto scenario = lasting(5min);
  scenario.controller.start = false;
  scenario.limits.virtual_time = 2min;
  const auto result = run_scenario(scenario, {.seed = 1});
  EXPECT_EQ(result.endless, "");
  EXPECT_EQ(result.verdict, Verdict::passed);
  EXPECT_EQ(result.virtual_time, 5min) << "nothing happened until then";
}

TEST(Limits, ARunOfTooManyEventsIsEndless) {
  auto scenario = lasting(24h);
  scenario.limits.events = 1200;
  const auto result = run_scenario(scenario, {.seed = 1});
  EXPECT_EQ(result.verdict, Verdict::failed);
  EXPECT_EQ(result.endless, "the run did not end within 1,200 events (limits.events)");
  EXPECT_LE(result.steps, 1200U);
  EXPECT_LT(result.virtual_time, 24h);
}

Scenario with_step(Duration duration, const std::string& step) {
  return *parse_scenario(R"({"version": 1, "name": "limited", "duration": ")" +
                             std::to_string(duration / 1s) + R"(s", "steps": [)" + step + "]}",
                         "limited.json");
}

// All at one instant: the lines must not be one piece of work.
TEST(Limits, ABurstThatNeverEndsIsEndless) {
  auto scenario =
      with_step(5min, R"({"at": "1m", "do": "log_burst", "line": "x", "lines": 100000000})");
  scenario.limits.events = 20'000;
  const auto result = run_scenario(scenario, {.seed = 1});
  EXPECT_EQ(result.verdict, Verdict::failed);
  EXPECT_EQ(result.endless, "the run did not end within 20,000 events (limits.events)");
  EXPECT_LT(result.events, 25'000U);
  EXPECT_EQ(result.virtual_time, 1min);
}

TEST(Limits, ABurstKeepsItsOrderAndItsInstant) {
  const auto scenario =
      with_step(2min, R"({"at": "1m", "do": "log_burst", "line": "x", "lines": 1000},
                                           {"at": "61s", "do": "log", "line": "after"})");
  std::string trace;
  const auto result = run_scenario(scenario, {.seed = 1, .trace = &trace});
  EXPECT_EQ(result.endless, "");
  std::size_t lines = 0;
  std::size_t end = 0;
  for (std::size_t at = 0;
       (at = trace.find("\"event\":\"hook.line\",\"stderr\":false,\"line\":\"x\"", at)) !=
       std::string::npos;
       ++at, ++lines) {
    end = at;
    const auto begin = trace.rfind('\n', at) + 1;
    EXPECT_THAT(trace.substr(begin, at - begin), HasSubstr("\"t_us\":60000000,"));
  }
  EXPECT_EQ(lines, 1000U);
  EXPECT_GT(trace.find("\"line\":\"after\""), end);
}

TEST(Limits, EventsThatAreTooLargeAreEndless) {
  auto scenario = with_step(
      5min, R"({"at": "1m", "do": "log", "line": "a line of some length", "every": "1ms"})");
  scenario.limits.event_bytes = std::uint64_t{1} << 20U;
  std::string trace;
  const auto result = run_scenario(scenario, {.seed = 1, .trace = &trace});
  EXPECT_EQ(result.verdict, Verdict::failed);
  EXPECT_EQ(result.endless, "the run did not end within 1 MiB of events (limits.event_bytes)");
  EXPECT_LT(trace.size(), 3U << 20U);
}

// Whole floods are printed at once; the next one waits until it was seen that this was too much.
// In the trace, a control character takes six bytes. A line takes about 100 beside its texts.
TEST(Limits, EventsWeighAsMuchAsTheyTakeInTheTrace) {
  constexpr std::size_t kBeside = 100;
  const auto fits = [](const std::string& text, std::size_t bytes) {
    Limits limits;
    limits.event_bytes = kBeside + bytes;
    sim::VirtualScheduler time;
    const sim::WallClock wall(time, sim::WallTime());
    sim::Recorder recorder(time, wall);
    recorder.emit(1, sim::GatewayWrote{1, false, text});
    return !LimitWatch(limits, recorder).exceeded();
  };
  for (int byte = 0; byte < 256; ++byte) {
    const bool control = byte < 0x20 || byte == 0x7f;
    for (const std::size_t around : {0U, 3U, 8U, 13U}) {
      const std::string filling(around, 'x');
      const std::string text = filling + static_cast<char>(byte) + filling;
      const std::size_t weight = 2 * around + (control ? 6 : 1);
      EXPECT_TRUE(fits(text, weight)) << byte;
      EXPECT_FALSE(fits(text, weight - 1)) << byte;
    }
  }
  EXPECT_TRUE(fits(std::string(20, '\n'), 120));
  EXPECT_FALSE(fits(std::string(20, '\n'), 119));
}

TEST(Limits, FloodsThatAreTooLargeAreEndless) {
  std::string floods;
  for (int i = 0; i < 20; ++i)
    floods +=
        std::string(i > 0 ? "," : "") + R"({"name": "f)" + std::to_string(i) +
        R"(", "match": {"operation": "gateway"}, "action": {"do": "flood", "bytes": 1000000, "after": "20s"}})";
  auto scenario = *parse_scenario(
      R"({"version": 1, "name": "limited", "duration": "60s", "faults": [)" + floods + "]}",
      "limited.json");
  scenario.limits.event_bytes = std::uint64_t{4} << 20U;
  std::string trace;
  const auto result = run_scenario(scenario, {.seed = 1, .trace = &trace});
  EXPECT_EQ(result.endless, "the run did not end within 4 MiB of events (limits.event_bytes)");
  EXPECT_LT(trace.size(), 9U << 20U);
}

TEST(Limits, AnInterruptedRunEndsWhereItIs) {
  auto scenario = lasting(24h);
  scenario.clauses = {"C10"};
  int left = 5000;
  const auto result =
      run_scenario(scenario, {.seed = 1, .trace = nullptr, .stopped = [&] { return --left <= 0; }});
  EXPECT_TRUE(result.interrupted);
  EXPECT_EQ(result.verdict, Verdict::inconclusive);
  EXPECT_THAT(result.clauses_not_tested, ::testing::IsEmpty()) << "it might have come later";
  EXPECT_LT(result.virtual_time, 24h);
}

TEST(Limits, AClauseWithoutAJudgeIsNotTested) {
  auto scenario = lasting(2min);
  scenario.clauses = {"C1", "M3", "S2"};
  const auto result = run_scenario(scenario, {.seed = 1});
  EXPECT_EQ(result.verdict, Verdict::inconclusive);
  EXPECT_THAT(result.clauses_not_tested, ::testing::ElementsAre("M3", "S2"));
}

TEST_F(Command, SaysWhichLimitStoppedARun) {
  folder_.put("lib/late.json", R"({"version": 1, "name": "late", "duration": "5m",
                                   "limits": {"virtual_time": "2m"}})");
  folder_.put("lib/busy.json", R"({"version": 1, "name": "busy", "duration": "5m",
                                   "limits": {"events": 100}})");
  const auto ended = pairbench({"run", "lib"});
  const std::string busy = "the run did not end within 100 events (limits.events)";
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.out, ::testing::ContainsRegex("late +failed"));
  EXPECT_THAT(ended.out, ::testing::ContainsRegex("busy +failed"));
  for (const std::string& text :
       {ended.out, folder_.contents("out/summary.md"), folder_.contents("out/junit.xml")}) {
    EXPECT_THAT(text, HasSubstr("of virtual time (limits.virtual"));
    EXPECT_THAT(text, HasSubstr("100 events (limits.events)"));
  }
  EXPECT_THAT(folder_.contents("out/late/1/result.json"),
              HasSubstr("\"endless\": \"" + std::string(kTimeIsUp) + "\""));
  EXPECT_THAT(folder_.contents("out/busy/1/result.json"), HasSubstr("\"endless\": \"" + busy));
}

}  // namespace
}  // namespace scenarios
