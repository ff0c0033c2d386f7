// The command as its users see it: exit codes, what is printed, what is written.
#include "scenarios/runner/testing/command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include "scenarios/runner/testing/program.h"

namespace scenarios {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(Command, ExplainsItself) {
  for (const Words& command : {Words{},
                               {"run"},
                               {"replay"},
                               {"explore"},
                               {"schedules"},
                               {"minimize"},
                               {"localize"},
                               {"diff"},
                               {"list"},
                               {"check"}}) {
    auto arguments = command;
    arguments.emplace_back("--help");
    const auto ended = pairbench(arguments);
    EXPECT_EQ(ended.code, 0);
    EXPECT_THAT(ended.out, HasSubstr("Examples:\n  pairbench "))
        << ::testing::PrintToString(command);
    EXPECT_EQ(ended.err, "");
  }
  EXPECT_THAT(pairbench({"--version"}).out,
              ::testing::MatchesRegex("pairbench [0-9.]+ \\(.+\\)\n"));
}

TEST_F(Command, RefusesBadUsage) {
  calm();
  EXPECT_EQ(pairbench({"help", "help"}).code, 0);
  const auto nothing = pairbench({});
  EXPECT_EQ(nothing.code, 2);
  EXPECT_THAT(nothing.err, HasSubstr("Usage: pairbench"));
  expect_refused({"rnu"}, "unknown command \"rnu\": did you mean \"run\"?");
  expect_refused({"run"}, "PATH is required");
  expect_refused({"run", "lib", "--bogus"}, "unknown option \"--bogus\"");
  expect_refused({"run", "lib", "--sed", "3"},
                 "unknown option \"--sed\": did you mean \"--seed\"?");
  expect_refused({"run", "--filtre=x"}, "unknown option \"--filtre\": did you mean \"--filter\"?");
  expect_refused({"list", "lib", "-x"}, "unknown option \"-x\"");
  expect_refused({"--verison"}, "unknown option \"--verison\": did you mean \"--version\"?");
  expect_refused({"help", "rnu"}, "unknown command \"rnu\": did you mean \"run\"?");
  expect_refused({"helo"}, "unknown command \"helo\": did you mean \"help\"?");
  expect_refused({"run", "lib", "--seeds", "5"},
                 "--seeds: expected a first and a last seed, such as 1..100");
  expect_refused({"run", ""}, "an empty argument after run");
  expect_refused({""}, "an empty argument");
  expect_refused({"run", "lib", "--out", ""}, "an empty argument after --out");
  expect_refused({"run", "lib", "--seed="}, "an empty argument after lib");
  expect_refused({"run", "lib", "--seeds", "5..1"}, "the last is before the first");
  expect_refused({"run", "lib", "--seed", "-1"}, "--seed: expected a whole number");
  expect_refused({"run", "lib", "--seed", "1", "--seeds", "1..2"}, "excludes");
  expect_refused({"run", "lib", "--jobs", "0"}, "--jobs: expected a number from 1 to 256");
  expect_refused({"run", "lib", "--filter", "x*"}, "no scenario's name matches \"x*\"");
  expect_refused({"list", "lib", "--json", "--markdown"}, "excludes");
  expect_refused({"replay", "lib/calm.json", "--seed", "x"}, "--seed: expected a whole number");
}

TEST_F(Command, HelpsInEitherOrder) {
  for (const std::string command : {"run", "replay", "list", "check", "import-log"})
    EXPECT_EQ(pairbench({"help", command}).out, pairbench({command, "--help"}).out);
  EXPECT_EQ(pairbench({"help"}).out, pairbench({"--help"}).out);
  EXPECT_EQ(pairbench({"help"}).code, 0);
}

TEST_F(Command, TakesAValueThatLooksLikeAnOption) {
  calm();
  expect_refused({"run", "lib", "--filter", "--x"}, "no scenario's name matches \"--x\"");
}

TEST_F(Command, SendsResultsToReplay) {
  calm();
  ASSERT_EQ(pairbench({"run", "lib"}).code, 0);
  folder_.put("mine.json", folder_.contents("out/calm/1/result.json"));
  for (const std::string command : {"run", "check", "list"})
    for (const std::string file : {"out/calm/1/result.json", "mine.json"})
      expect_refused({command, file},
                     file + ": a result of a run, no scenario: pairbench replay runs it again");
}

TEST_F(Command, TellsWhichFaultRulesStruck) {
  const std::string faults = R"(, "faults": [
    {"name": "hangs", "match": {"operation": "list_devices"}, "when": {"first": 1}, "action": {"do": "hang"}},
    {"name": "asleep", "match": {"operation": "approve_device"}, "action": {"do": "hang"}}])";
  scenario("odd", faults);
  const auto one = pairbench({"run", "lib", "--seeds", "1..3"});
  EXPECT_EQ(one.code, 0);
  EXPECT_THAT(one.out, HasSubstr("\n    faults: asleep never struck, hangs 3×\n"));
  calm();
  const auto many = pairbench({"run", "lib"});
  EXPECT_THAT(many.out, HasSubstr("\n    faults: asleep never struck\n"));
  EXPECT_THAT(folder_.contents("out/odd/1/result.json"),
              HasSubstr("\"faults\": {\n    \"asleep\": 0,\n    \"hangs\": 1\n  }"));
  EXPECT_THAT(folder_.contents("out/summary.md"),
              HasSubstr("## Fault rules that never struck\n\n- odd: `asleep`\n"));
  EXPECT_THAT(pairbench({"replay", "lib/odd.json"}).err,
              HasSubstr("\n    faults: asleep never struck, hangs 1×\n"));
}

TEST_F(Command, TellsWhichChoicesNeverCameIntoPlay) {
  scenario("odd", R"(, "choices": [{"site": "gateway.bot", "value": 1}])");
  const std::string line = "\n    choices: gateway.bot 1 never came into play\n";
  EXPECT_THAT(pairbench({"run", "lib", "--seeds", "1..3"}).out, HasSubstr(line));
  EXPECT_THAT(pairbench({"replay", "lib/odd.json"}).err, HasSubstr(line));
}

TEST_F(Command, RefusesBadInput) {
  calm();
  folder_.put("bad/bad.json", "{");
  fs::create_directory(folder_.path("empty"));
  for (const std::string command : {"run", "list", "check"}) {
    expect_refused({command, "nowhere"}, "nowhere: no such file or folder");
    expect_refused({command, "empty"}, "empty: no scenario in this folder");
    expect_refused({command, "bad"}, "bad/bad.json:1:2: ");
  }
  expect_refused({"run", "lib", "bad"}, "bad/bad.json:1:2: ");
  expect_refused({"replay", "nowhere"}, "nowhere: no such file");
  expect_refused({"replay", "bad/bad.json"}, "bad/bad.json:1:2: ");
}

TEST_F(Command, RefusesWhatCannotBeWrittenBeforeItRuns) {
  calm();
  folder_.put("file", "");
  expect_refused({"run", "lib", "--out", "file"}, "cannot write file: Not a directory");
  expect_refused({"run", "lib", "--out", "file/out"}, "cannot write file/out: ");
  expect_refused({"run", "lib", "--out", "/proc/out"}, "cannot write /proc/out: ");
  expect_refused({"run", "lib", "--junit", "lib"}, "cannot write lib: Is a directory");
  expect_refused({"run", "lib", "--junit", "file/junit.xml"}, "cannot write file");
  expect_refused({"run", "lib", "--junit", "ci/junit.xml"},
                 "cannot write ci/junit.xml: there is no folder ci; make it (mkdir -p)");
  expect_refused({"replay", "lib/calm.json", "--out", "file"},
                 "cannot write file: Not a directory");
}

TEST_F(Command, EndsAsTheWorstOfItsRuns) {
  calm();
  EXPECT_EQ(pairbench({"run", "lib"}).code, 0);
  inconclusive();
  EXPECT_EQ(pairbench({"run", "lib"}).code, 3);
  failing();
  EXPECT_EQ(pairbench({"run", "lib"}).code, 1);
  EXPECT_EQ(pairbench({"run", "lib", "--filter", "v*"}).code, 3);
}

TEST_F(Command, PrintsALineForEachScenarioAndWhatWentWrong) {
  calm();
  failing();
  inconclusive();
  const auto ended = pairbench({"run", "lib", "--jobs", "3"});
  EXPECT_EQ(ended.err, "");
  EXPECT_THAT(ended.out,
              ::testing::ContainsRegex("^calm +passed +1 min +[0-9,]+×\n"
                                       "failing +failed +1 min +[0-9,]+×\n"
                                       "    expect\\[0\\]: .*1000.*\n"
                                       "    seed 1: out/failing/1/\n"
                                       "    replay: pairbench replay lib/failing.json --seed 1\n"
                                       "vague +inconclusive +1 min +[0-9,]+×\n"
                                       "    never came about: controller_killed\n"));
  EXPECT_THAT(ended.out, HasSubstr("\n3 scenarios, 3 runs: 1 passed, 1 inconclusive, 1 failed\n"));
  EXPECT_THAT(ended.out, HasSubstr("Results: out/summary.md"));
  EXPECT_THAT(ended.out, Not(HasSubstr("\033"))) << "colours are for terminals";
}

TEST_F(Command, WritesTheRunDirectory) {
  calm();
  failing();
  fs::create_directory(folder_.path("ci"));
  ASSERT_EQ(pairbench({"run", "lib", "--seeds", "7..8", "--junit", "ci/junit.xml"}).code, 1);
  EXPECT_EQ(folder_.files("out"),
            (Words{"calm/seeds.jsonl", "failing/7/result.json", "failing/7/trace.jsonl",
                   "failing/8/result.json", "failing/8/trace.jsonl", "failing/seeds.jsonl",
                   "junit.xml", "perf.json", "summary.md"}));
  EXPECT_EQ(folder_.contents("ci/junit.xml"), folder_.contents("out/junit.xml"));
  ASSERT_EQ(pairbench({"run", "lib", "--filter", "calm"}).code, 0);
  EXPECT_EQ(folder_.files("out/calm"), (Words{"1/result.json", "1/trace.jsonl", "seeds.jsonl"}));
}

TEST_F(Command, WritesTheSameBytesEveryTime) {
  calm();
  failing();
  inconclusive();
  ASSERT_EQ(pairbench({"run", "lib", "--seeds", "1..6", "--jobs", "1"}).code, 1);
  ASSERT_EQ(pairbench({"run", "lib", "--seeds", "1..6", "--jobs", "4", "--out", "again"}).code, 1);
  const auto names = folder_.files("out");
  EXPECT_EQ(folder_.files("again"), names);
  for (const auto& name : names) {
    const bool same = folder_.contents("out/" + name) == folder_.contents("again/" + name);
    EXPECT_TRUE(same || name == "perf.json") << name;
  }
}

TEST_F(Command, ReplaysTheSameTrace) {
  failing();
  ASSERT_EQ(pairbench({"run", "lib", "--seeds", "3..4"}).code, 1);
  const auto trace = folder_.contents("out/failing/4/trace.jsonl");
  ASSERT_GT(trace.size(), 100U);
  const auto of_result = pairbench({"replay", "out/failing/4/result.json"});
  EXPECT_EQ(of_result.code, 1);
  EXPECT_TRUE(of_result.out == trace);
  EXPECT_THAT(of_result.err, HasSubstr("the same trace as in the result, "));
  EXPECT_THAT(of_result.err,
              HasSubstr("\n    replay: pairbench replay out/failing/4/result.json\n"));
  EXPECT_TRUE(pairbench({"replay", "lib/failing.json", "--seed", "4"}).out == trace);
  const auto kept = pairbench({"replay", "out/failing/4/result.json", "--out", "again"});
  EXPECT_THAT(kept.out, HasSubstr("Trace: again/failing/4/trace.jsonl\n"));
  EXPECT_EQ(folder_.files("again"), (Words{"failing/4/result.json", "failing/4/trace.jsonl"}));
  EXPECT_TRUE(folder_.contents("again/failing/4/trace.jsonl") == trace);
  EXPECT_EQ(folder_.contents("again/failing/4/result.json"),
            folder_.contents("out/failing/4/result.json"));
}

TEST_F(Command, AReplayThatDiffersIsNondeterministic) {
  calm();
  ASSERT_EQ(pairbench({"run", "lib"}).code, 0);
  auto result = folder_.contents("out/calm/1/result.json");
  const auto hash = result.find("\"trace_hash\": \"") + 15;
  result[hash] = result[hash] == '0' ? '1' : '0';
  folder_.put("other.json", result);
  const auto ended = pairbench({"replay", "other.json"});
  EXPECT_EQ(ended.code, 4);
  EXPECT_THAT(ended.err, HasSubstr("another trace, "));
}

TEST_F(Command, AFullDiskIsAnErrorAndLeavesNothingHalf) {
  failing();
  Program program(folder_, {"run", "lib", "--seeds", "1..4"},
                  {.out_to = "/dev/null", .file_size_max = 512});
  const auto ended = program.wait();
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr("pairbench: cannot write out/failing/"));
  EXPECT_EQ(folder_.files("out"), Words{});
  Program list(folder_, {"list", "lib"}, {.out_to = "/dev/full"});
  const auto listed = list.wait();
  EXPECT_EQ(listed.code, 2);
  EXPECT_THAT(listed.err, HasSubstr("cannot write to standard output"));
}

TEST_F(Command, AnInterruptKeepsWhatIsWhole) {
  calm();
  scenario("long");
  Ended ended;
  // On a busy machine the first runs take their time.
  for (auto wait = std::chrono::milliseconds(50); wait < std::chrono::seconds(60); wait *= 4) {
    Program program(folder_, {"run", "lib", "--seeds", "1..1000000", "--jobs", "2"});
    std::this_thread::sleep_for(wait);
    program.send(SIGINT);
    ended = program.wait();
    const bool some_ran = ended.out.find(" passed\n") != std::string::npos;
    if (ended.code != 130 || some_ran) break;
  }
  EXPECT_EQ(ended.code, 130);
  EXPECT_THAT(ended.out, HasSubstr("Interrupted: this is not all of it.\n"));
  EXPECT_THAT(ended.out,
              ::testing::ContainsRegex("calm +interrupted .*\n    [0-9,]+ of 1,000,000 runs: "
                                       "[0-9,]+ passed\n"));
  EXPECT_THAT(folder_.contents("out/summary.md"), HasSubstr("The run was interrupted"));
  EXPECT_THAT(folder_.contents("out/summary.md"), HasSubstr("| **interrupted** |"));
  EXPECT_THAT(folder_.contents("out/junit.xml"), HasSubstr("The run was interrupted."));
}

// A run that goes on until it gets this signal, so many times.
Ended endless_until(const TemporaryFolder& folder, int signal, int times) {
  folder.put("lib/endless.json",
             R"({"version": 1, "name": "endless", "duration": "400d",
                 "limits": {"events": 1000000000000, "event_bytes": 1000000000000}})");
  Program program(folder, {"run", "lib"});
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!fs::exists(folder.path("out/endless")) && std::chrono::steady_clock::now() < patience)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  for (int i = 0; i < times; ++i) {
    program.send(signal);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return program.wait();
}

TEST_F(Command, SignalsWithinAnInstantAreOneInterrupt) {
  for (const int signal : {SIGTERM, SIGHUP, SIGINT}) {
    const auto ended = endless_until(folder_, signal, 20);
    EXPECT_EQ(ended.code, 128 + signal);
    EXPECT_THAT(ended.out, HasSubstr("Interrupted: this is not all of it.\n"));
    EXPECT_THAT(folder_.contents("out/summary.md"), HasSubstr("The run was interrupted"));
  }
}

TEST_F(Command, AnInterruptEndsARunThatGoesOn) {
  const auto ended = endless_until(folder_, SIGINT, 1);
  EXPECT_EQ(ended.code, 130);
  EXPECT_THAT(ended.out,
              ::testing::ContainsRegex("^endless +interrupted .*\n"
                                       "    interrupted at [0-9.]+ s of virtual time\n"));
  EXPECT_THAT(ended.out, HasSubstr("\n1 scenario, 1 run: 1 interrupted\n"));
  EXPECT_THAT(ended.out, HasSubstr("Interrupted: this is not all of it.\n"));
  EXPECT_GT(folder_.contents("out/endless/1/trace.jsonl").size(), 100U);
  EXPECT_THAT(folder_.contents("out/endless/1/result.json"), HasSubstr("\"interrupted\": true"));
}

TEST_F(Command, AReplayThatCannotBeWrittenLeavesTheOldResults) {
  failing();
  ASSERT_EQ(pairbench({"run", "lib"}).code, 1);
  const auto before = folder_.files("out");
  const auto result = folder_.contents("out/failing/1/result.json");
  Program program(folder_, {"replay", "out/failing/1/result.json", "--out", "out"},
                  {.out_to = "stdout.txt", .file_size_max = 1000});
  const auto ended = program.wait();
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr("cannot write out/failing/1/"));
  EXPECT_THAT(ended.out, Not(HasSubstr("Trace: ")));
  EXPECT_EQ(folder_.files("out"), before);
  EXPECT_EQ(folder_.contents("out/failing/1/result.json"), result);
}

TEST_F(Command, RunsTheFolderThatHoldsItsResults) {
  calm();
  for (int i = 0; i < 2; ++i) EXPECT_EQ(pairbench({"run", "."}).code, 0);
  for (const std::string command : {"list", "check"}) EXPECT_EQ(pairbench({command, "."}).code, 0);
}

TEST_F(Command, SaysThatAClauseHasNoJudge) {
  scenario("format", R"(, "clauses": ["S4"])");
  const auto ended = pairbench({"run", "lib"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.out,
              HasSubstr("    S4 was not tested: nobody judges it in a scenario of this kind\n"));
}

TEST_F(Command, ChecksEveryFile) {
  calm();
  folder_.put("lib/bad.json", "{");
  folder_.put("lib/worse.json", "[]");
  const auto ended = pairbench({"check", "lib"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.out, "ok  lib/calm.json\n");
  EXPECT_THAT(ended.err, HasSubstr("lib/bad.json:1:2: "));
  EXPECT_THAT(ended.err, HasSubstr("lib/worse.json:1:1: "));
  EXPECT_EQ(pairbench({"check", "lib/calm.json"}).code, 0);
}

}  // namespace
}  // namespace scenarios
