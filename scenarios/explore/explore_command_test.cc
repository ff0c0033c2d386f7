// `pairbench explore` and `pairbench schedules` as their users see them.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>

#include "scenarios/runner/testing/command.h"

namespace scenarios {
namespace {

using ::testing::HasSubstr;
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
}

TEST_F(ExploreCommand, CannotWriteIntoAFile) {
  folder_.put("taken", "");
  const auto ended = pairbench({"explore", "--runs", "1", "--out", "taken"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr("taken"));
}

TEST_F(ExploreCommand, TriesTheSchedulesOfAScenario) {
  calm();
  const auto ended = pairbench({"schedules", "lib/calm.json", "--deviations", "1"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("all with up to 1 deviation from the order of arrival"));
}

TEST_F(ExploreCommand, WritesTheScheduleThatFails) {
  failing();
  const auto ended = pairbench({"schedules", "lib/failing.json", "--out", "bad.json"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(pairbench({"run", "bad.json"}).code, 1);
}

}  // namespace
}  // namespace scenarios
