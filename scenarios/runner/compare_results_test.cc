#include "scenarios/runner/compare_results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/runner/testing/temporary_folder.h"

namespace scenarios {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CompareResults : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const std::string side : {"left/", "right/"}) {
      folder_.put(side + "perf.json", side);
      folder_.put(side + "summary.md", "fine\n");
      folder_.put(side + "x/1/trace.jsonl", "{\"id\":1}\n{\"id\":2}\n");
      folder_.put(side + "x/1/result.json", "{}\n");
    }
  }
  [[nodiscard]] ResultComparison compared(const std::string& below = {}) const {
    const auto found =
        compare_results(folder_.path("left/" + below), folder_.path("right/" + below));
    EXPECT_TRUE(found) << found.error();
    return found ? *found : ResultComparison{};
  }
  [[nodiscard]] static std::vector<std::string> names(const ResultComparison& found) {
    std::vector<std::string> out;
    for (const auto& difference : found.differences) out.push_back(difference.name);
    return out;
  }

  TemporaryFolder folder_;
};

TEST_F(CompareResults, FindsNothingBetweenEqualFoldersButPerfJson) {
  const auto found = compared();
  EXPECT_THAT(found.differences, IsEmpty());
  EXPECT_EQ(found.files, 3U);
}

TEST_F(CompareResults, ShowsTracesFirst) {
  folder_.put("right/summary.md", "bad\n");
  folder_.put("right/x/1/result.json", "[]\n");
  folder_.put("right/x/1/trace.jsonl", "{\"id\":1}\n{\"id\":3}\n");
  const auto found = compared();
  EXPECT_THAT(names(found), ElementsAre("x/1/trace.jsonl", "x/1/result.json", "summary.md"));
  EXPECT_EQ(found.differences[0].text,
            "the first different event is the one in line 2:\n"
            "    {\"id\":1}\n  - {\"id\":2}\n  + {\"id\":3}\n");
  EXPECT_THAT(found.differences[1].text,
              HasSubstr("the first different line is the one in line 1"));
}

TEST_F(CompareResults, MissesNoFileThatOneSideLacks) {
  folder_.put("right/y/1/trace.jsonl", "");
  folder_.put("left/z", "");
  const auto found = compared();
  EXPECT_THAT(names(found), ElementsAre("y/1/trace.jsonl", "z"));
  EXPECT_THAT(found.differences[0].text, HasSubstr("only in " + folder_.path("right")));
  EXPECT_THAT(found.differences[1].text, HasSubstr("only in " + folder_.path("left")));
  EXPECT_EQ(found.files, 5U);
}

TEST_F(CompareResults, OfTwoResultsComparesTheirTracesToo) {
  EXPECT_EQ(compared("x/1/result.json").files, 2U);
  folder_.put("right/x/1/trace.jsonl", "{\"id\":1}\n");
  EXPECT_THAT(names(compared("x/1/result.json")),
              ElementsAre(folder_.path("left/x/1/trace.jsonl")));
  EXPECT_EQ(compared("x/1/trace.jsonl").differences.size(), 1U);
}

TEST_F(CompareResults, RefusesWhatItCannotRead) {
  const auto why = [&](const std::string& left, const std::string& right) {
    const auto found = compare_results(folder_.path(left), folder_.path(right));
    return found ? "" : found.error();
  };
  EXPECT_THAT(why("left", "nowhere"), HasSubstr("nowhere: no such file or folder"));
  EXPECT_THAT(why("left", "right/summary.md"), HasSubstr("one is a folder, the other a file"));
  folder_.put("left/odd", "");
  std::filesystem::create_directory(folder_.path("right/odd"));
  std::filesystem::create_symlink("nothing", folder_.path("left/broken"));
  folder_.put("right/broken", "");
  EXPECT_THAT(why("left", "right"), HasSubstr("broken: cannot be read"));
}

}  // namespace
}  // namespace scenarios
