#include "scenarios/explore/keep_finding.h"

#include <gmock/gmock.h>

#include "scenarios/format/loader.h"
#include "scenarios/runner/run.h"
#include "scenarios/runner/testing/temporary_folder.h"

namespace scenarios {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class KeepFinding : public ::testing::Test {
 protected:
  // A failure whose run is kept elsewhere.
  static Found found() {
    auto scenario = parse_scenario(R"({"version": 1, "name": "x", "duration": "10s",
        "expect": [{"metric": "gateway_spawns", "min": 1000}]})",
                                   "x.json");
    Found found{7, {"", std::move(*scenario), Seeds(3, 1), "pairbench explore"}, {}, "too few"};
    const auto result = run_scenario(found.planned.scenario, {.seed = 3});
    found.fingerprint = *fingerprint_of(result);
    return found;
  }
  [[nodiscard]] KeepOptions options(const std::string& out = {}) const {
    return {folder_.path(out), run_scenario, MinimizeOptions{}};
  }

  TemporaryFolder folder_;
};

TEST_F(KeepFinding, WritesTheSmallestScenario) {
  const auto kept = keep_finding(found(), options());
  EXPECT_FALSE(kept.error);
  EXPECT_EQ(kept.report.result, "x/3/result.json");
  EXPECT_EQ(kept.report.minimized, "x-minimal.json");
  EXPECT_EQ(kept.report.explore, "pairbench explore");
  EXPECT_EQ(kept.end, MinimizeEnd::done);
  EXPECT_THAT(folder_.files(), ElementsAre("x-minimal.json"));
}

TEST_F(KeepFinding, WritesItThoughTheRunCouldNotBeKept) {
  Found unkept = found();
  unkept.unkept = "the disk is full";
  const auto kept = keep_finding(unkept, options());
  EXPECT_EQ(kept.error, "the disk is full");
  EXPECT_EQ(kept.report.result, "");
  EXPECT_EQ(kept.report.minimized, "x-minimal.json");
  EXPECT_THAT(folder_.files(), ElementsAre("x-minimal.json"));
}

TEST_F(KeepFinding, TellsTheFirstErrorAndNamesNoFileThatIsNotThere) {
  folder_.put("file", "");
  auto kept = keep_finding(found(), options("file"));
  EXPECT_THAT(kept.error.value_or(""), HasSubstr("cannot write "));
  EXPECT_EQ(kept.report.minimized, "");
  EXPECT_EQ(kept.report.finding, "too few");
  Found unkept = found();
  unkept.unkept = "the disk is full";
  EXPECT_EQ(keep_finding(unkept, options("file")).error, "the disk is full");
}

TEST_F(KeepFinding, SaysThatTheTimeWasOver) {
  auto stopped = options();
  stopped.minimize->stopped = [] { return true; };
  const auto kept = keep_finding(found(), stopped);
  EXPECT_EQ(kept.end, MinimizeEnd::stopped);
  EXPECT_EQ(kept.report.minimized, "");
  EXPECT_THAT(folder_.files(), IsEmpty());
}

}  // namespace
}  // namespace scenarios
