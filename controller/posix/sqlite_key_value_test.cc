#include "controller/posix/sqlite_key_value.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "controller/base/testing/fakes.h"
#include "controller/posix/testing/run_task.h"
#include "controller/posix/testing/temp_folder.h"

namespace controller::posix {
namespace {

using std::chrono::seconds;
using testing::run_task;

class SqliteKeyValueTest : public ::testing::Test {
 protected:
  std::optional<std::string> get(const std::string& key) {
    return run_task(loop, kv.get(key, CancelToken())).value();
  }
  void put(const std::string& key, const std::string& value, Duration ttl) {
    EXPECT_TRUE(run_task(loop, kv.put(key, value, ttl, CancelToken())));
  }
  std::string rows() { return database->run("SELECT count(*) FROM kv")->at(0).at(0); }

  testing::TempFolder folder;
  controller::testing::FakeWallClock clock;
  EventLoop loop;
  std::unique_ptr<SqliteDatabase> database =
      std::move(SqliteDatabase::open(folder.file("kv.db")).value());
  Worker worker{loop};
  SqliteKeyValue kv{worker, *database, clock};
};

TEST_F(SqliteKeyValueTest, GivesBackAnyBytesUntilTheyAreReplacedOrErased) {
  const std::string bytes("a\0b\xff\n'\"", 7);
  EXPECT_EQ(get("k"), std::nullopt);
  put("k", bytes, seconds(1));
  put("l", "", seconds(1));
  EXPECT_EQ(get("k"), bytes);
  EXPECT_EQ(get("l"), "");
  put("k", "other", seconds(1));
  EXPECT_EQ(get("k"), "other");
  EXPECT_TRUE(run_task(loop, kv.erase("k", CancelToken())));
  EXPECT_EQ(get("k"), std::nullopt);
  EXPECT_TRUE(run_task(loop, kv.erase("k", CancelToken())));
}

TEST_F(SqliteKeyValueTest, ForgetsWhenTheTimeToLiveIsOver) {
  clock.time = WallTime(seconds(1'800'000'000));
  put("short", "1", seconds(120));
  put("long", "2", seconds(121));
  clock.time += std::chrono::milliseconds(119'999);
  EXPECT_EQ(get("short"), "1");
  clock.time += std::chrono::milliseconds(1);
  EXPECT_EQ(get("short"), std::nullopt);
  EXPECT_EQ(get("long"), "2");
  EXPECT_EQ(rows(), "2");
  put("new", "3", seconds(1));
  EXPECT_EQ(rows(), "2");
}

// Else it would live for as long as the clock was set back, and its time to live on top.
TEST_F(SqliteKeyValueTest, ForgetsWhenTheClockIsSetBack) {
  clock.time = WallTime(seconds(1'800'000'000));
  put("k", "1", seconds(120));
  clock.time -= seconds(3600);
  EXPECT_EQ(get("k"), std::nullopt);
  EXPECT_EQ(rows(), "1");
  put("new", "2", seconds(120));
  EXPECT_EQ(get("new"), "2");
  EXPECT_EQ(rows(), "1");
}

TEST_F(SqliteKeyValueTest, AnErrorHasNoKeyAndNoValue) {
  ASSERT_TRUE(database->run("DROP TABLE kv"));
  const auto put = run_task(loop, kv.put("key", "value", seconds(1), CancelToken()));
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().text, "SQL logic error");
}

TEST_F(SqliteKeyValueTest, IsGivenUpAtOnceAndCarriedOutAllTheSame) {
  CancelSource source;
  source.cancel();
  const auto given_up = run_task(loop, kv.put("k", "v", seconds(1), source.token()));
  ASSERT_FALSE(given_up);
  EXPECT_EQ(given_up.error().text, "given up");
  EXPECT_EQ(get("k"), "v");
}

}  // namespace
}  // namespace controller::posix
