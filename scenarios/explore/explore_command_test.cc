// `pairbench explore` and `pairbench schedules` as their users see them.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "scenarios/runner/testing/command.h"

namespace scenarios {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using Json = nlohmann::json;

class ExploreCommand : public Command {
 protected:
  [[nodiscard]] Json report(const std::string& folder) const {
    return Json::parse(folder_.contents(folder + "/explore.json"));
  }
};

TEST_F(ExploreCommand, IsTheSameWhateverTheThreadsAndInParts) {
  const auto ended = pairbench({"explore", "--runs", "24", "--jobs", "1", "--out", "one"});
  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("24 runs: 0 failed."));
  EXPECT_EQ(pairbench({"explore", "--runs", "24", "--jobs", "3", "--out", "two"}).code, 0);
  EXPECT_EQ(report("one"), report("two"));
  EXPECT_EQ(report("one")["runs"], 24);
  EXPECT_TRUE(report("one")["complete"]);
  for (const std::string part : {"1/2", "2/2"})
    EXPECT_EQ(pairbench({"explore", "--runs", "12", "--shard", part, "--out", "part"}).code, 0);
}

TEST_F(ExploreCommand, RefusesBadUsage) {
  expect_refused({"explore", "--profile", "controler"},
                 "--profile: unknown profile \"controler\": did you mean \"controller\"?");
  expect_refused({"explore", "--shard", "3/2"}, "--shard: expected a part of how many");
  expect_refused({"explore", "--shard", "0/2"}, "--shard: expected a part of how many");
  expect_refused({"explore", "--runs", "0"}, "--runs: expected a number from 1");
  expect_refused({"explore", "--time", "fast"}, "--time: ");
  expect_refused({"schedules", "nowhere.json"}, "nowhere.json: no such file");
  calm();
  expect_refused({"schedules", "lib/calm.json", "--runs", "x"}, "--runs: ");
  expect_refused({"schedules", "lib/calm.json", "--out", "./lib/calm.json"},
                 "that is the file to be read");
  expect_refused({"minimize", "lib/calm.json", "--out", "lib/calm.json"},
                 "that is the file to be read");
  expect_refused({"schedules", "lib/calm.json", "--deviations", "-1"}, "--deviations: ");
  expect_refused({"schedules", "lib/calm.json", "--out", "No_Name.json"}, "--out No_Name.json: ");
  expect_refused({"schedules", "lib/calm.json", "--out", "bad"},
                 "--out bad: a scenario is in a .json file: expected bad.json");
}

TEST_F(ExploreCommand, SaysThatItsTimeWasOverBeforeOneRunWas) {
  const auto ended = pairbench({"explore", "--time", "0.001ms", "--jobs", "1"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, HasSubstr("--time: it was over before one run was"));
  EXPECT_THAT(ended.out, Not(HasSubstr("No failure")));
}

TEST_F(ExploreCommand, ARunIsTheSameByItselfAndWithOthers) {
  const Words run = {"explore", "--first", "29", "--runs", "1", "--keep"};
  auto alone = run;
  for (const std::string word : {"--profile", "instance", "--out", "alone"}) alone.push_back(word);
  ASSERT_EQ(pairbench(run).code, 0);
  ASSERT_EQ(pairbench(alone).code, 0);
  const auto files = folder_.files("alone/explored-instance-1-29");
  ASSERT_THAT(files, SizeIs(2));
  const auto result = "explored-instance-1-29/" + files[0];
  EXPECT_THAT(folder_.contents("explored/" + result),
              HasSubstr("\"replay\": \"pairbench explore --seed 1 --first 29 --runs 1 --profile "
                        "instance\""));
  EXPECT_EQ(folder_.contents("explored/" + result), folder_.contents("alone/" + result));
  ASSERT_EQ(pairbench({"replay", "alone/" + result, "--out", "again"}).code, 0);
  EXPECT_EQ(folder_.contents("again/" + result), folder_.contents("alone/" + result));
}

TEST_F(ExploreCommand, KeepsTheScenarioOfEachRun) {
  ASSERT_EQ(pairbench({"explore", "--runs", "6", "--keep"}).code, 0);
  for (const std::string name : {"explored-controller-1-4", "explored-instance-1-5"}) {
    ASSERT_EQ(pairbench({"replay", "explored/" + name + ".json", "--out", "again"}).code, 0);
    const auto trace = name + "/" + folder_.files("explored/" + name).at(0) + "/trace.jsonl";
    EXPECT_EQ(folder_.contents("again/" + trace), folder_.contents("explored/" + trace));
  }
}

TEST_F(ExploreCommand, ItsReportIsNoScenario) {
  ASSERT_EQ(pairbench({"explore", "--runs", "1"}).code, 0);
  expect_refused({"run", "explored/explore.json"}, "explored/explore.json: the report of an explo");
  expect_refused({"replay", "explored/explore.json"}, "json: the report of an exploration: ");
}

TEST_F(ExploreCommand, CannotWriteIntoAFile) {
  folder_.put("taken", "");
  const auto ended = pairbench({"explore", "--runs", "1", "--out", "taken"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr("taken"));
}

TEST_F(ExploreCommand, LeavesItsReportWhenNobodyReadsWhatItSays) {
  ASSERT_EQ(::mkfifo(folder_.path("pipe").c_str(), 0600), 0);
  std::thread reader([&] { ::close(::open(folder_.path("pipe").c_str(), O_RDONLY)); });
  Program program(folder_, {"explore", "--runs", "20"}, {.out_to = "pipe"});
  reader.join();
  const auto ended = program.wait();
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.err, "pairbench: cannot write to standard output\n");
  EXPECT_THAT(folder_.contents("explored/explore.json"), HasSubstr("\"runs\": 20"));
}

TEST_F(ExploreCommand, TriesTheSchedulesOfAScenario) {
  calm();
  const auto ended = pairbench({"schedules", "lib/calm.json", "--deviations", "1"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("all with up to 1 deviation from the order of arrival"));
}

TEST_F(ExploreCommand, WritesTheScheduleThatFails) {
  failing();
  const auto ended = pairbench({"schedules", "lib/failing.json", "--out", "a b/bad.json"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.out, ContainsRegex("\nFAILED: .*gateway_spawns.*\n"
                                       "  replay: pairbench replay 'a b/bad.json'\n"
                                       "  smaller: pairbench minimize 'a b/bad.json'\n"));
  EXPECT_EQ(pairbench({"run", "a b/bad.json"}).code, 1);
}

TEST_F(ExploreCommand, SchedulesThatProveNothingAreInconclusive) {
  inconclusive();
  const auto ended = pairbench({"schedules", "lib/vague.json", "--runs", "3"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.out, HasSubstr("; 3 inconclusive (pairbench run tells why)\n"));
}

}  // namespace
}  // namespace scenarios
