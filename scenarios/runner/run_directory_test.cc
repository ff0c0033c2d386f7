#include "scenarios/runner/run_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/runner/run_one.h"
#include "scenarios/runner/testing/planned.h"
#include "scenarios/runner/testing/temporary_folder.h"

namespace scenarios {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;
using ::testing::HasSubstr;

// Files of this process can grow no further for a while, as on a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &old_);
    const struct rlimit lower = {bytes, old_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &lower);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &old_);
    ::signal(SIGXFSZ, on_signal_);
  }

 private:
  struct rlimit old_ = {};
  void (*on_signal_)(int) = ::signal(SIGXFSZ, SIG_IGN);
};

class RunDirectoryTest : public ::testing::Test {
 protected:
  [[nodiscard]] reports::FileError keep(const std::string& name, std::uint64_t seed) const {
    const auto plan = planned(name);
    return out_.keep(report_of(run_one(calm_run, plan, seed, true), plan), "trace\n");
  }

  TemporaryFolder folder_;
  RunDirectory out_{folder_.path("out")};
};

TEST_F(RunDirectoryTest, HasTheDocumentedLayout) {
  ASSERT_EQ(out_.prepare(plan_of({"a", "b"})), std::nullopt);
  ASSERT_EQ(keep("a", 7), std::nullopt);
  ASSERT_EQ(out_.write_seeds("a", "line\n"), std::nullopt);
  ASSERT_EQ(out_.finish({}, {}), std::nullopt);
  EXPECT_EQ(folder_.files("out"), (Names{"a/7/result.json", "a/7/trace.jsonl", "a/seeds.jsonl",
                                         "junit.xml", "perf.json", "summary.md"}));
  EXPECT_EQ(folder_.contents("out/a/7/trace.jsonl"), "trace\n");
  EXPECT_EQ(folder_.contents("out/a/seeds.jsonl"), "line\n");
}

TEST_F(RunDirectoryTest, ResultsDoNotTellWhereTheyAre) {
  ASSERT_EQ(keep("a", 1), std::nullopt);
  const RunDirectory other(folder_.path("elsewhere/deep"));
  const auto plan = planned("a");
  ASSERT_EQ(other.keep(report_of(run_one(calm_run, plan, 1, true), plan), "trace\n"), std::nullopt);
  EXPECT_EQ(folder_.contents("out/a/1/result.json"),
            folder_.contents("elsewhere/deep/a/1/result.json"));
  EXPECT_THAT(folder_.contents("out/a/1/result.json"), ::testing::Not(HasSubstr(folder_.path())));
}

TEST_F(RunDirectoryTest, KeepsBothFilesOfARunOrNone) {
  fs::create_directories(folder_.path("out/a/7/result.json"));
  EXPECT_THAT(keep("a", 7).value_or("no error"), HasSubstr("result.json: Is a directory"));
  EXPECT_EQ(folder_.files("out"), Names{});
}

TEST_F(RunDirectoryTest, KeepsTheOldFilesWhenTheNewOnesCannotBeWritten) {
  ASSERT_EQ(keep("a", 7), std::nullopt);
  const auto result = folder_.contents("out/a/7/result.json");
  {
    const FileSizeLimit limit(100);
    EXPECT_THAT(keep("a", 7).value_or("no error"), HasSubstr("result.json: File too large"));
    for (const char* name : {"a", "b"})
      EXPECT_THAT(keep(name, 8).value_or("no error"), HasSubstr("result.json: File too large"));
  }
  EXPECT_EQ(folder_.files("out"), (Names{"a/7/result.json", "a/7/trace.jsonl"}));
  EXPECT_EQ(folder_.contents("out/a/7/result.json"), result);
  EXPECT_FALSE(fs::exists(folder_.path("out/a/8")));
  EXPECT_FALSE(fs::exists(folder_.path("out/b")));
}

TEST_F(RunDirectoryTest, DropsARunAndNothingElse) {
  for (const char* name : {"a", "b"}) ASSERT_EQ(keep(name, 7), std::nullopt);
  ASSERT_EQ(keep("a", 8), std::nullopt);
  for (const char* name : {"a", "b"}) out_.drop(name, 7);
  EXPECT_EQ(folder_.files("out"), (Names{"a/8/result.json", "a/8/trace.jsonl"}));
  EXPECT_FALSE(fs::exists(folder_.path("out/b")));
}

TEST_F(RunDirectoryTest, ForgetsEarlierRunsOfTheSameScenarios) {
  for (const char* name : {"a", "b"}) {
    ASSERT_EQ(keep(name, 7), std::nullopt);
    ASSERT_EQ(out_.write_seeds(name, "line\n"), std::nullopt);
  }
  ASSERT_EQ(out_.finish({}, {}), std::nullopt);
  ASSERT_EQ(out_.prepare(plan_of({"a"})), std::nullopt);
  EXPECT_EQ(folder_.files("out"), (Names{"b/7/result.json", "b/7/trace.jsonl", "b/seeds.jsonl"}));
  EXPECT_FALSE(fs::exists(folder_.path("out/a/7")));
}

TEST_F(RunDirectoryTest, LeavesAloneWhatIsNotOurs) {
  const Names foreign = {"a/7/notes.txt", "a/mine/result.json", "a/result.json", "notes.txt"};
  for (const auto& name : foreign) folder_.put("out/" + name, "mine");
  folder_.put("far/result.json", "mine");
  fs::create_directory_symlink(folder_.path("far"), folder_.path("out/a/8"));
  ASSERT_EQ(keep("a", 7), std::nullopt);
  ASSERT_EQ(out_.prepare(plan_of({"a"})), std::nullopt);
  for (const auto& name : foreign) EXPECT_EQ(folder_.contents("out/" + name), "mine") << name;
  EXPECT_EQ(folder_.files("far"), Names{"result.json"});
  EXPECT_FALSE(fs::exists(folder_.path("out/a/7/result.json")));
}

TEST_F(RunDirectoryTest, FindsObstaclesBeforehand) {
  folder_.put("file", "");
  EXPECT_THAT(RunDirectory(folder_.path("file")).prepare(plan_of({"a"})).value_or(""),
              HasSubstr("Not a directory"));
  folder_.put("out/a", "");
  EXPECT_THAT(out_.prepare(plan_of({"a"})).value_or(""), HasSubstr("Not a directory"));
  fs::create_directories(folder_.path("out2/summary.md"));
  EXPECT_THAT(RunDirectory(folder_.path("out2")).prepare(plan_of({"a"})).value_or(""),
              HasSubstr("Is a directory"));
}

// So a look into a run directory that could not be prepared still shows the results before.
TEST_F(RunDirectoryTest, RemovesNothingWhenThereAreObstacles) {
  ASSERT_EQ(keep("a", 7), std::nullopt);
  folder_.put("out/b", "");
  EXPECT_TRUE(out_.prepare(plan_of({"a", "b"})).has_value());
  EXPECT_EQ(folder_.files("out/a"), (Names{"7/result.json", "7/trace.jsonl"}));
}

}  // namespace
}  // namespace scenarios
