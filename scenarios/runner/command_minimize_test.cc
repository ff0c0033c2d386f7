// `pairbench minimize` and `pairbench diff`, as users see them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include "scenarios/runner/testing/command.h"

namespace scenarios {
namespace {

namespace fs = std::filesystem;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class MinimizeCommand : public Command {
 protected:
  // Fails because of one of its steps.
  void crashing() const {
    scenario("crashing", R"(, "order": "fifo",
      "steps": [{"at": "1s", "do": "label", "text": "a"}, {"at": "20.5s", "do": "gateway_exit", "code": 7},
                {"at": "30s", "do": "label", "text": "b"}],
      "expect": [{"metric": "gateway_spawns", "max": 1}])");
  }
  // The result of such a run, changed as told.
  void change_result(const std::string& from, const std::string& to) const {
    const std::string name = "out/crashing/1/result.json";
    auto text = folder_.contents(name);
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    folder_.put(name, text.replace(at, from.size(), to));
  }
};

TEST_F(MinimizeCommand, WritesASmallerScenarioThatFailsAlike) {
  crashing();
  ASSERT_EQ(pairbench({"run", "lib"}).code, 1);
  const auto ended = pairbench({"minimize", "out/crashing/1/result.json"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.err, "");
  EXPECT_THAT(ended.out, ContainsRegex("crashing with seed 1: .*gateway_spawns.*\n"
                                       "before: 3 steps, 0 faults, .*\n"
                                       "after:  1 step, 0 faults, .*\n"
                                       "[0-9,]+ runs in .*\n"
                                       "Scenario: crashing-minimal.json\n"
                                       "replay: pairbench replay crashing-minimal.json\n"));
  const auto again = pairbench({"replay", "crashing-minimal.json"});
  EXPECT_EQ(again.code, 1);
  EXPECT_THAT(again.err, HasSubstr("gateway_spawns"));
}

TEST_F(MinimizeCommand, WritesTheSameBytesEveryTime) {
  crashing();
  fs::create_directory(folder_.path("again"));
  for (const std::string out : {"small.json", "again/small.json"})
    ASSERT_EQ(pairbench({"minimize", "lib/crashing.json", "--seed", "9", "--out", out}).code, 0);
  EXPECT_EQ(folder_.contents("small.json"), folder_.contents("again/small.json"));
  EXPECT_THAT(folder_.contents("small.json"), HasSubstr("\"name\": \"small\""));
}

TEST_F(MinimizeCommand, RefusesBadUsage) {
  crashing();
  const std::string file = "lib/crashing.json";
  expect_refused({"minimize"}, "FILE is required");
  expect_refused({"minimize", file, "--seed", "x"}, "--seed: expected a whole number");
  expect_refused({"minimize", file, "--runs", "0"}, "--runs: expected a number from 1 on");
  expect_refused({"minimize", file, "--time", "soon"}, "--time: expected a duration");
  expect_refused({"minimize", file, "--time", "0s"}, "--time: expected a duration longer than 0s");
  expect_refused({"minimize", file, "--out", "No_Name.json"}, "--out No_Name.json: ");
  expect_refused({"minimize", file, "--out", "/proc/x.json"}, "cannot write /proc/x.json");
  expect_refused({"minimize", file, "--out", "bad"},
                 "--out bad: a scenario is in a .json file: expected bad.json");
}

TEST_F(MinimizeCommand, ReplacesOnlyWhatItWrote) {
  crashing();
  const std::string out = "crashing-minimal.json";
  folder_.put(out, "mine");
  expect_refused({"minimize", "lib/crashing.json"}, out + " is there already: --force replaces it");
  EXPECT_EQ(pairbench({"minimize", "lib/crashing.json", "--force"}).code, 0);
  EXPECT_EQ(pairbench({"minimize", "lib/crashing.json"}).code, 0);
}

TEST_F(MinimizeCommand, TellsARunThatIsNotDeterministic) {
  calm();
  ASSERT_EQ(pairbench({"run", "lib"}).code, 0);
  auto text = folder_.contents("out/calm/1/result.json");
  const std::string passed = "\"verdict\": \"passed\"";
  folder_.put("odd.json",
              text.replace(text.find(passed), passed.size(), "\"verdict\": \"nondeterministic\""));
  for (const std::string command : {"minimize", "localize"}) {
    const auto ended = pairbench({command, "odd.json"});
    EXPECT_EQ(ended.code, 4);
    EXPECT_THAT(ended.err, HasSubstr("calm with seed 1: passed, but the result says "
                                     "nondeterministic: the run is not deterministic\n"));
  }
}

TEST_F(MinimizeCommand, RefusesBadInput) {
  calm();
  inconclusive();
  folder_.put("binary", std::string("\x00\xFF\x01", 3));
  folder_.put("foreign.json", R"({"trace_hash": 7, "definition": []})");
  expect_refused({"minimize", "nowhere.json"}, "nowhere.json: no such file");
  expect_refused({"minimize", "lib"}, "lib: ");
  expect_refused({"minimize", "binary"}, "binary");
  expect_refused({"minimize", "foreign.json"}, "foreign.json: ");
  expect_refused({"minimize", "lib/calm.json"}, "passed, and only what failed can be looked into");
  expect_refused({"minimize", "lib/vague.json"},
                 "inconclusive, and only what failed can be looked into");
}

TEST_F(MinimizeCommand, AsksBeforeItTakesAResultOfAnotherBuild) {
  crashing();
  ASSERT_EQ(pairbench({"run", "lib"}).code, 1);
  change_result("\"compiler\": \"", "\"compiler\": \"other ");
  expect_refused(
      {"minimize", "out/crashing/1/result.json"},
      "out/crashing/1/result.json: the result is of another build (pairbench 0.1.0, other ");
  EXPECT_EQ(pairbench({"minimize", "out/crashing/1/result.json", "--anyway"}).code, 0);
}

TEST_F(MinimizeCommand, KeepsTheBestSoFarWhenItMayNotGoOn) {
  crashing();
  const auto ended = pairbench({"minimize", "lib/crashing.json", "--runs", "5"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out, HasSubstr("5 runs in "));
  EXPECT_THAT(ended.out, HasSubstr("--runs allows no more, there may be something simpler\n"));
  EXPECT_EQ(pairbench({"replay", "crashing-minimal.json"}).code, 1);
}

TEST_F(MinimizeCommand, KeepsTheBestSoFarWhenItIsInterrupted) {
  // So many values to lower that it takes minutes.
  std::string steps;
  for (int i = 0; i < 300; ++i)
    steps += (i == 0 ? "" : ", ") + std::string(R"({"at": ")") + std::to_string(31 + i) +
             R"(.5s", "do": "log", "line": "line )" + std::to_string(i) + "\"}";
  folder_.put("lib/long.json", R"({"version": 1, "name": "long", "duration": "10m", "tags": ["x"],
      "order": "fifo", "steps": [)" +
                                   steps + R"(],
      "expect": [{"metric": "log_lines", "max": 250}]})");
  Program program(folder_, {"minimize", "lib/long.json", "--time", "10m", "--runs", "1000000"});
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  program.send(SIGINT);
  const auto ended = program.wait();
  EXPECT_EQ(ended.code, 130);
  EXPECT_THAT(ended.out, HasSubstr("; interrupted, this is the best so far\n"));
  const auto again = pairbench({"replay", "long-minimal.json"});
  EXPECT_EQ(again.code, 1);
  EXPECT_THAT(again.err, HasSubstr("log_lines"));
}

TEST_F(MinimizeCommand, SaysWhenTheDiskIsFull) {
  crashing();
  folder_.put("crashing-minimal.json", "old");
  Program program(folder_, {"minimize", "lib/crashing.json", "--force"},
                  {.out_to = "stdout.txt", .file_size_max = 50});
  const auto ended = program.wait();
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr("cannot write crashing-minimal.json"));
  EXPECT_THAT(ended.out, Not(HasSubstr("Scenario: ")));
  EXPECT_EQ(folder_.contents("crashing-minimal.json"), "old");
}

TEST_F(MinimizeCommand, LocalizeShowsWhenARunBecameDoomed) {
  scenario("unlucky", R"(, "order": "fifo",
    "faults": [{"name": "rare", "match": {"operation": "approve_channel"}, "when": {"percent": 20},
                "action": {"do": "exit", "code": 9}}],
    "steps": [{"at": "20s", "do": "message", "channel": "telegram", "from": "alice"},
              {"at": "40s", "name": "in", "do": "approve", "channel": "telegram", "from": "alice"}],
    "expect": [{"reply": "in", "status": 200}])");
  ASSERT_EQ(pairbench({"run", "lib", "--seeds", "1..40"}).code, 1);
  const auto result = "out/unlucky/" + folder_.files("out/unlucky").front();
  ASSERT_THAT(result, HasSubstr("/result.json"));
  const auto ended = pairbench({"localize", result, "--runs", "30"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, ContainsRegex("^unlucky with seed [0-9]+: expected the step .*\n"
                                       "  drawn anew from 0.000 s on: [0-9]+ of 30 "
                                       "continuations fail\n"));
  EXPECT_THAT(ended.out,
              ContainsRegex("\n  drawn anew from 40.000 s on: ([0-9]) of 30 .*\nDoomed by what was "
                            "drawn at 40.000 s: drawn anew after it, 30 of 30 continuations fail; "
                            "it too, [0-9] of 30 continuations\n"));
  EXPECT_THAT(ended.out, HasSubstr("\"event\":\"fault\",\"rule\":\"rare\""));
  EXPECT_EQ(pairbench({"localize", result, "--runs", "30"}).out, ended.out);
}

TEST_F(MinimizeCommand, LocalizeSaysWhenChanceDoesNotMatterAndRefusesWhatPassed) {
  crashing();
  calm();
  const auto ended = pairbench({"localize", "lib/crashing.json"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out, HasSubstr("\nDoomed from the start: 20 of 20 continuations fail, "
                                   "whatever is drawn\n"));
  expect_refused({"localize", "lib/calm.json"}, "passed, and only what failed can be looked into");
  expect_refused({"localize", "lib/calm.json", "--runs", "0"}, "--runs: expected a number from 1");
  expect_refused({"localize", "nowhere.json"}, "nowhere.json: no such file");
}

TEST_F(MinimizeCommand, DiffShowsWhereTwoRunsPart) {
  failing();
  ASSERT_EQ(pairbench({"run", "lib", "--seeds", "1..2"}).code, 1);
  ASSERT_EQ(pairbench({"run", "lib", "--seeds", "1..2", "--out", "again"}).code, 1);
  const auto same = pairbench({"diff", "out", "again"});
  EXPECT_EQ(same.code, 0);
  EXPECT_EQ(same.out, "7 files on both sides, all the same\n");
  ASSERT_EQ(pairbench({"replay", "out/failing/1/result.json", "--out", "replayed"}).code, 1);
  for (const Words& sides : {Words{"out", "replayed"}, {"replayed", "out"}}) {
    const auto replayed = pairbench({"diff", sides[0], sides[1]});
    EXPECT_EQ(replayed.code, 0);
    EXPECT_THAT(replayed.out, HasSubstr("2 files on both sides, all the same\n5 files more"));
  }
  fs::create_directory(folder_.path("empty"));
  expect_refused({"diff", "empty", "empty"}, "neither folder has results: empty, empty");
  EXPECT_EQ(pairbench({"diff", "out", "empty"}).code, 4);
  const auto different =
      pairbench({"diff", "out/failing/1/trace.jsonl", "again/failing/2/trace.jsonl"});
  EXPECT_EQ(different.code, 4);
  EXPECT_THAT(different.out, ContainsRegex("^out/failing/1/trace.jsonl: the first different event "
                                           "is the one in line [0-9]+:\n"));
  EXPECT_THAT(different.out, ContainsRegex("\n  - \\{\"id\":.*\n  \\+ \\{\"id\":.*\n"));
  EXPECT_THAT(different.out, HasSubstr("\n1 of 1 file differs\n"));
  expect_refused({"diff", "out"}, "RIGHT is required");
  expect_refused({"diff", "out", "nowhere"}, "nowhere: no such file or folder");
}

}  // namespace
}  // namespace scenarios
