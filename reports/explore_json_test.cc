#include "reports/explore_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace reports {
namespace {

using Json = nlohmann::json;

ExploreReport some_report() {
  ExploreReport report;
  report.build = {"1.2", "g++", "abc"};
  report.profile = "all";
  report.seed = 18446744073709551615U;
  report.shard = 2;
  report.shards = 4;
  report.complete = true;
  report.runs = 12;
  report.failed = 3;
  report.digest = 0xabcU;
  report.clauses = {{"C1", 5}, {"C2", 0}};
  report.situations = {{"line_cut", 1}};
  ExploreFinding finding;
  finding.fingerprint = "C9: broke";
  finding.finding = "it broke at \xff";
  finding.number = 7;
  finding.runs = 3;
  finding.result = "explored-1-7/3/result.json";
  report.findings.push_back(finding);
  return report;
}

TEST(ExploreJson, HoldsAllOfIt) {
  const Json json = Json::parse(explore_json(some_report()));
  EXPECT_EQ(json["version"], kExploreVersion);
  EXPECT_EQ(json["build"]["binary"], "abc");
  EXPECT_EQ(json["seed"], 18446744073709551615U);
  EXPECT_EQ(json["shard"]["index"], 2);
  EXPECT_EQ(json["shard"]["count"], 4);
  EXPECT_EQ(json["complete"], true);
  EXPECT_EQ(json["failed"], 3);
  EXPECT_EQ(json["digest"], "0000000000000abc");
  EXPECT_EQ(json["clauses"]["C2"], 0);
  EXPECT_EQ(json["situations"]["line_cut"], 1);
}

TEST(ExploreJson, AFindingThatWasNotMinimisedHasNoPathToIt) {
  const Json finding = Json::parse(explore_json(some_report()))["findings"][0];
  EXPECT_EQ(finding["number"], 7);
  EXPECT_EQ(finding["runs"], 3);
  EXPECT_EQ(finding["result"], "explored-1-7/3/result.json");
  EXPECT_TRUE(finding["minimized"].is_null());
}

TEST(ExploreJson, IsValidWhateverTheBytes) {
  EXPECT_TRUE(Json::accept(explore_json(some_report())));
}

}  // namespace
}  // namespace reports
