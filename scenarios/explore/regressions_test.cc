// What exploration found once stays mended.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/format/loader.h"
#include "scenarios/runner/run.h"

namespace scenarios {
namespace {

std::vector<std::string> regression_files() {
  std::vector<std::string> files;
  const std::string folder = std::string(PAIRBENCH_SOURCE_DIR) + "/scenarios/regressions";
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    files.push_back(entry.path().string());
  std::ranges::sort(files);
  return files;
}

TEST(Regressions, Pass) {
  const std::vector<std::string> files = regression_files();
  EXPECT_GE(files.size(), 10U);
  for (const std::string& file : files) {
    const auto scenario = load_scenario(file);
    ASSERT_TRUE(scenario.ok()) << to_string(scenario.error());
    EXPECT_FALSE(scenario->about.empty()) << file << " does not say what it was";
    for (const std::uint64_t seed : seeds_of(*scenario)) {
      RunOptions options;
      options.seed = seed;
      const RunResult result = run_scenario(*scenario, options);
      EXPECT_EQ(result.verdict, Verdict::passed) << file << " with seed " << seed;
      for (const Violation& violation : result.violations)
        ADD_FAILURE() << violation.clause << ": " << violation.text;
    }
  }
}

}  // namespace
}  // namespace scenarios
