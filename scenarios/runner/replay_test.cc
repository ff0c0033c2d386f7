#include "scenarios/runner/replay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "scenarios/runner/build_id.h"
#include "scenarios/runner/run_directory.h"
#include "scenarios/runner/testing/planned.h"
#include "scenarios/runner/testing/temporary_folder.h"

namespace scenarios {
namespace {

using ::testing::HasSubstr;

class ReplayTest : public ::testing::Test {
 protected:
  // result.json of a run with this seed, changed as told.
  [[nodiscard]] std::string result_of(const Planned& plan, std::uint64_t seed,
                                      const reports::Build& build = this_build(),
                                      std::uint64_t hash_change = 0) const {
    auto report = report_of(run_one(run_failing_at_threes, plan, seed, true), plan);
    report.build = build;
    report.trace_hash ^= hash_change;
    return folder_.put("result.json", reports::result_json(report));
  }
  [[nodiscard]] static Replayed replayed(const std::string& path) {
    const auto source = load_replay(path, std::nullopt);
    EXPECT_TRUE(source) << source.error();
    return replay(*source, run_failing_at_threes);
  }

  TemporaryFolder folder_;
};

constexpr const char* kScenario = R"(// A comment.
{"version": 1, "name": "x", "duration": "10s", "seeds": [4, 5]})";

TEST_F(ReplayTest, OfAScenarioTakesItsFirstSeed) {
  const auto file = folder_.put("x.json", kScenario);
  const auto source = load_replay(file, std::nullopt);
  ASSERT_TRUE(source) << source.error();
  EXPECT_FALSE(source->result);
  EXPECT_EQ(source->planned.seeds.size(), 1U);
  EXPECT_EQ(source->planned.seeds[0], 4U);
  const auto replayed = replay(*source, calm_run);
  EXPECT_EQ(replayed.outcome.trace, "seed 4\n");
  EXPECT_EQ(replayed.comment, "");
}

TEST_F(ReplayTest, OfAScenarioTakesTheSeedGiven) {
  const auto source = load_replay(folder_.put("x.json", kScenario), 99);
  ASSERT_TRUE(source) << source.error();
  EXPECT_EQ(source->planned.seeds[0], 99U);
}

TEST_F(ReplayTest, OfAResultRunsTheScenarioInIt) {
  auto plan = planned("x");
  plan.scenario.tags = {"special"};
  const auto source = load_replay(result_of(plan, 7), std::nullopt);
  ASSERT_TRUE(source) << source.error();
  EXPECT_EQ(source->planned.scenario, plan.scenario);
  EXPECT_EQ(source->planned.file, plan.file) << "though there is no such file";
  EXPECT_EQ(source->planned.seeds[0], 7U);
}

TEST_F(ReplayTest, SaysThatTheTraceIsTheSame) {
  const auto same = replayed(result_of(planned("x"), 7));
  EXPECT_TRUE(same.is_same);
  EXPECT_EQ(same.comment, "the same trace as in the result, 0000000000000007");
  EXPECT_EQ(same.outcome.result.verdict, Verdict::passed);
}

TEST_F(ReplayTest, AnotherTraceFromTheSameBuildIsNondeterministic) {
  const auto other = replayed(result_of(planned("x"), 7, this_build(), 0xF0));
  EXPECT_FALSE(other.is_same);
  EXPECT_EQ(other.comment, "another trace, 0000000000000007, than in the result, 00000000000000f7");
  EXPECT_EQ(other.outcome.result.verdict, Verdict::nondeterministic);
}

TEST_F(ReplayTest, AnotherTraceFromAnotherBuildKeepsTheVerdict) {
  auto build = this_build();
  build.version = "0.0.1";
  const auto other = replayed(result_of(planned("x"), 3, build, 0xF0));
  EXPECT_FALSE(other.is_same);
  EXPECT_THAT(other.comment, HasSubstr("the result is of another build (pairbench 0.0.1, "));
  EXPECT_EQ(other.outcome.result.verdict, Verdict::failed);
}

TEST_F(ReplayTest, TheSameTraceFromAnotherBuildIsNoted) {
  auto build = this_build();
  build.binary = "0000000000000000";
  const auto same = replayed(result_of(planned("x"), 7, build));
  EXPECT_TRUE(same.is_same);
  EXPECT_EQ(same.comment,
            "the same trace as in the result, 0000000000000007, though that is of another "
            "build (" +
                text_of(build) + "; this is " + text_of(this_build()) + ")");
  EXPECT_THAT(text_of(build), ::testing::EndsWith(", binary 0000000000000000"));
  EXPECT_NE(text_of(build), text_of(this_build()));
}

TEST_F(ReplayTest, KeptItIsTheSameResult) {
  const auto path = result_of(planned("x"), 3);
  const auto source = load_replay(path, std::nullopt);
  ASSERT_TRUE(source) << source.error();
  const auto again = replay(*source, run_failing_at_threes);
  EXPECT_EQ(reports::result_json(report_of(again.outcome, source->planned)),
            folder_.contents("result.json"));
}

TEST_F(ReplayTest, RefusesWithOneLine) {
  const auto error = [](const std::string& path, std::optional<std::uint64_t> seed = std::nullopt) {
    const auto source = load_replay(path, seed);
    return source ? std::string("no error") : source.error();
  };
  EXPECT_THAT(error(folder_.path("nowhere")), HasSubstr("nowhere: no such file"));
  EXPECT_THAT(error(folder_.path()), HasSubstr("is a folder"));
  EXPECT_THAT(error(folder_.put("bad.json", "{")), HasSubstr("bad.json:1:2: "));
  EXPECT_THAT(error(folder_.put("r.json", R"({"verdict": 1})")),
              HasSubstr("no result of pairbench"));
  EXPECT_THAT(error(result_of(planned("x"), 1), 5), HasSubstr("leave --seed out"));
  auto plan = planned("x");
  plan.scenario.gateway.replay.name = "no-such-recording";
  EXPECT_THAT(error(result_of(plan, 1)),
              HasSubstr("\"definition\": no recording \"no-such-recording\""));
}

}  // namespace
}  // namespace scenarios
