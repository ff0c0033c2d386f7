#include "scenarios/runner/plan.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scenarios/runner/testing/temporary_folder.h"

namespace scenarios {
namespace {

using Names = std::vector<std::string>;

std::string scenario_text(const std::string& name, const std::string& more = {}) {
  return R"({"version": 1, "name": ")" + name + R"(", "duration": "1s")" + more + "}";
}

Names names_of(const Plan& plan) {
  Names out;
  for (const auto& planned : plan.scenarios) out.push_back(planned.scenario.name);
  return out;
}

class MakePlan : public ::testing::Test {
 protected:
  TemporaryFolder folder_;
};

TEST_F(MakePlan, LoadsEverythingInOrder) {
  folder_.put("b.json", scenario_text("b", R"(, "seeds": [3, 1])"));
  folder_.put("a.json", scenario_text("a"));
  const auto plan = make_plan({folder_.path()});
  EXPECT_EQ(plan.errors, Names{});
  ASSERT_EQ(names_of(plan), (Names{"a", "b"}));
  EXPECT_EQ(plan.scenarios[0].seeds.size(), 1U);
  EXPECT_EQ(plan.scenarios[1].seeds.size(), 2U);
  EXPECT_EQ(plan.scenarios[1].seeds[0], 3U);
}

TEST_F(MakePlan, SeedsGivenTakeThePlaceOfThoseNamed) {
  folder_.put("b.json", scenario_text("b", R"(, "seeds": [3, 1])"));
  const auto plan = make_plan({folder_.path()}, {.filter = {}, .seeds = Seeds(10, 5)});
  EXPECT_EQ(plan.scenarios.at(0).seeds.size(), 5U);
  EXPECT_EQ(plan.scenarios[0].seeds[0], 10U);
}

TEST_F(MakePlan, TheFilterLeavesFilesUnread) {
  folder_.put("good.json", scenario_text("good"));
  folder_.put("broken.json", "{");
  const auto plan = make_plan({folder_.path()}, {.filter = "g*", .seeds = {}});
  EXPECT_EQ(plan.errors, Names{});
  EXPECT_EQ(names_of(plan), Names{"good"});
}

TEST_F(MakePlan, AFilterThatMatchesNothingIsAnError) {
  folder_.put("good.json", scenario_text("good"));
  EXPECT_EQ(make_plan({folder_.path()}, {.filter = "x*", .seeds = {}}).errors,
            Names{"no scenario's name matches \"x*\": pairbench list shows their names"});
}

TEST_F(MakePlan, NamesEveryBadFile) {
  const auto first = folder_.put("a.json", "{");
  folder_.put("b.json", scenario_text("b"));
  const auto second = folder_.put("c.json", scenario_text("c", R"(, "sed": 1)"));
  const auto plan = make_plan({folder_.path(), folder_.path("nowhere")});
  EXPECT_EQ(names_of(plan), Names{"b"});
  ASSERT_EQ(plan.errors.size(), 3U);
  EXPECT_NE(plan.errors[0].find("nowhere: no such file or folder"), std::string::npos);
  EXPECT_NE(plan.errors[1].find("a.json:1:2: "), std::string::npos) << plan.errors[1];
  EXPECT_NE(plan.errors[2].find("did you mean \"seed\"?"), std::string::npos) << plan.errors[2];
}

TEST_F(MakePlan, TwoOfOneNameWouldShareAFolder) {
  folder_.put("x/a.json", scenario_text("a"));
  folder_.put("y/a.json", scenario_text("a"));
  const auto plan = make_plan({folder_.path()});
  ASSERT_EQ(plan.errors.size(), 1U);
  EXPECT_NE(plan.errors[0].find("x/a.json has the same name: rename one of them"),
            std::string::npos)
      << plan.errors[0];
}

}  // namespace
}  // namespace scenarios
