#include "scenarios/runner/discover.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "reports/explore_json.h"
#include "reports/perf_json.h"
#include "scenarios/runner/testing/temporary_folder.h"

namespace scenarios {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

class Discover : public ::testing::Test {
 protected:
  // As the names stand below the folder.
  [[nodiscard]] Names found(const Names& paths) const {
    Names full;
    for (const auto& path : paths) full.push_back(folder_.path(path));
    Names names;
    for (const auto& file : discover(full).files)
      names.push_back(
          fs::absolute(file).lexically_normal().lexically_relative(folder_.path()).string());
    return names;
  }
  [[nodiscard]] Names errors(const std::string& path) const {
    return discover({folder_.path(path)}).errors;
  }

  TemporaryFolder folder_;
};

TEST_F(Discover, LeavesOutTheResultsOfEarlierRuns) {
  folder_.put("out/a/1/result.json", R"({"version": 1, "verdict": "passed"})");
  folder_.put("out/perf.json", reports::perf_json({}));
  folder_.put("out/explore.json", reports::explore_json({}));
  folder_.put("lib/explore.json", R"({"name": "explore"})");
  folder_.put("lib/perf.json", R"({"name": "perf"})");
  folder_.put("lib/result.json", R"({"name": "result"})");
  EXPECT_EQ(found({""}), (Names{"lib/explore.json", "lib/perf.json", "lib/result.json"}));
  EXPECT_EQ(found({"out/perf.json"}), Names{"out/perf.json"}) << "it was asked for by name";
  EXPECT_EQ(errors("out"), Names{folder_.path("out") + ": no scenario in this folder: it holds no "
                                                       "*.json file but results"});
}

TEST_F(Discover, SearchesFoldersInOrder) {
  for (const char* name : {"b.json", "a.json", "sub/c.json", "a/z.json", "x.txt", "y.jsonl"})
    folder_.put(name, "");
  EXPECT_EQ(found({""}), (Names{"a.json", "a/z.json", "b.json", "sub/c.json"}));
}

TEST_F(Discover, LeavesOutWhatIsHidden) {
  for (const char* name : {".hidden.json", ".git/x.json", "a.json"}) folder_.put(name, "");
  EXPECT_EQ(found({""}), Names{"a.json"});
}

TEST_F(Discover, TakesAFileWhateverItsName) {
  folder_.put("scenario.txt", "");
  EXPECT_EQ(found({"scenario.txt"}), Names{"scenario.txt"});
}

TEST_F(Discover, KeepsTheOrderOfThePathsAndTakesEachFileOnce) {
  folder_.put("a.json", "");
  folder_.put("b.json", "");
  EXPECT_EQ(found({"b.json", "", "sub/../a.json"}), (Names{"b.json", "a.json"}));
}

TEST_F(Discover, DoesNotFollowLinksToFolders) {
  folder_.put("sub/a.json", "");
  fs::create_directory_symlink(folder_.path(), folder_.path("sub/loop"));
  fs::create_symlink(folder_.path("nowhere"), folder_.path("sub/dangling.json"));
  EXPECT_EQ(found({""}), Names{"sub/a.json"});
}

TEST_F(Discover, NamesEveryPathThatLeadsNowhere) {
  fs::create_directory(folder_.path("empty"));
  folder_.put("a.json", "");
  const auto both = discover({folder_.path("x"), folder_.path("a.json"), folder_.path("empty")});
  EXPECT_EQ(both.files.size(), 1U);
  EXPECT_EQ(both.errors,
            (Names{folder_.path("x") + ": no such file or folder",
                   folder_.path("empty") +
                       ": no scenario in this folder: it holds no *.json file but results"}));
  EXPECT_EQ(errors("a.json/x").size(), 1U);
}

TEST(RelativePath, IsTheSameInEveryCheckout) {
  EXPECT_EQ(relative_path("a/./b//../c.json"), "a/c.json");
  EXPECT_EQ(relative_path((fs::current_path() / "a" / "c.json").string()), "a/c.json");
  EXPECT_EQ(relative_path("../c.json"), "../c.json");
  EXPECT_FALSE(fs::path(relative_path("/elsewhere/c.json")).is_absolute());
}

TEST(Matches, TakesGlobs) {
  EXPECT_TRUE(matches("", "anything"));
  EXPECT_TRUE(matches("*", "anything"));
  EXPECT_TRUE(matches("approv*", "approvals-join"));
  EXPECT_TRUE(matches("*-jo?n", "approvals-join"));
  EXPECT_TRUE(matches("[a-c]x", "bx"));
  EXPECT_FALSE(matches("approv", "approvals-join"));
  EXPECT_FALSE(matches("[!a-c]x", "bx"));
  EXPECT_TRUE(matches("[", "["));
}

}  // namespace
}  // namespace scenarios
