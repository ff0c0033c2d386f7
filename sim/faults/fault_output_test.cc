#include "sim/faults/fault_output.h"

#include <gtest/gtest.h>

#include <vector>

#include "sim/choice/seeded_choices.h"

namespace sim {
namespace {

CliOutput shaped(const std::vector<FaultAction>& actions, CliOutput output = {"{}", "warning"},
                 std::uint64_t seed = 1) {
  std::vector<FaultRule> rules;
  for (const FaultAction& action : actions) rules.push_back({"rule", {}, {}, action});
  std::vector<const FaultRule*> struck;
  for (const FaultRule& rule : rules) struck.push_back(&rule);
  SeededChoices choices(seed);
  shape_output(struck, output, choices);
  return output;
}

TEST(FaultOutput, OtherActionsLeaveItAlone) {
  EXPECT_EQ(shaped({fault::Hang{}, fault::Delay{}, fault::IgnoreTerm{}}),
            (CliOutput{"{}", "warning"}));
}

TEST(FaultOutput, IsReplaced) {
  EXPECT_EQ(shaped({fault::Stdout{"[]"}}), (CliOutput{"[]", "warning"}));
  EXPECT_EQ(shaped({fault::StdoutFile{"name", "recorded"}}), (CliOutput{"recorded", "warning"}));
}

TEST(FaultOutput, GetsLinesAround) {
  EXPECT_EQ(shaped({fault::Prefix{"banner"}}).out, "banner\n{}");
  EXPECT_EQ(shaped({fault::Prefix{"banner\n"}}).out, "banner\n{}");
  EXPECT_EQ(shaped({fault::Suffix{"bye"}}).out, "{}\nbye\n");
}

TEST(FaultOutput, IsCut) {
  EXPECT_EQ(shaped({fault::Truncate{1}}).out, "{");
  EXPECT_EQ(shaped({fault::Truncate{0}}).out, "");
  EXPECT_EQ(shaped({fault::Truncate{2}}).out, "{}");
  EXPECT_EQ(shaped({fault::Truncate{9}}).out, "{}");
}

TEST(FaultOutput, IsFlooded) {
  EXPECT_EQ(shaped({fault::Flood{1000, FaultStream::out, {}}}).out.size(), 1002U);
  EXPECT_EQ(shaped({fault::Flood{1000, FaultStream::err, {}}}).err.size(), 1007U);
  EXPECT_EQ(flood_text(130), std::string(63, '.') + '\n' + std::string(63, '.') + "\n..");
}

TEST(FaultOutput, ActionsApplyInTheOrderOfTheRules) {
  EXPECT_EQ(shaped({fault::Prefix{"ab"}, fault::Truncate{2}}).out, "ab");
  EXPECT_EQ(shaped({fault::Truncate{1}, fault::Prefix{"ab"}}).out, "ab\n{");
}

TEST(FaultOutput, GarbageIsPrintableOrZeroAndHangsOnTheSeed) {
  const std::string garbage = shaped({fault::Garbage{5000}}).out;
  ASSERT_EQ(garbage.size(), 5000U);
  for (const char c : garbage) ASSERT_TRUE(c == '\0' || (c >= ' ' && c <= '~')) << int{c};
  EXPECT_NE(garbage.find('\0'), std::string::npos);
  EXPECT_NE(garbage.find('~'), std::string::npos);
  EXPECT_EQ(garbage, shaped({fault::Garbage{5000}}).out);
  EXPECT_NE(garbage, shaped({fault::Garbage{5000}}, {}, 2).out);
}

}  // namespace
}  // namespace sim
