#include "controller/posix/sqlite_store.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "controller/posix/testing/run_task.h"
#include "controller/posix/testing/temp_folder.h"

namespace controller::posix {
namespace {

using instance::InstanceState;
using instance::Status;
using testing::run_task;
using testing::TempFolder;

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void write_file(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::shared_ptr<const InstanceState> state_of(const std::string& sandbox,
                                              const std::string& machine) {
  InstanceState state;
  state.user_id = "u";
  state.sandbox_id = sandbox;
  state.status = Status::running;
  state.machine_id = machine;
  return std::make_shared<const InstanceState>(std::move(state));
}

class SqliteStoreTest : public ::testing::Test {
 protected:
  // What opening the file says; empty: it could be opened.
  std::string error_of_opening() {
    const auto opened = SqliteDatabase::open(path);
    return opened ? "" : opened.error();
  }

  // One life of a daemon.
  struct Life {
    explicit Life(const std::string& path)
        : database(std::move(SqliteDatabase::open(path).value())), worker(loop) {}
    EventLoop loop;
    std::unique_ptr<SqliteDatabase> database;
    Worker worker;
    SqliteStore stores{worker, *database};
  };

  TempFolder folder;
  std::string path = folder.file("state.db");
};

TEST_F(SqliteStoreTest, KeepsStatesFromLifeToLife) {
  {
    Life life(path);
    const auto a = life.stores.open("a");
    const auto b = life.stores.open("b");
    EXPECT_EQ(run_task(life.loop, a->load()).value(), std::nullopt);
    EXPECT_TRUE(run_task(life.loop, a->save(state_of("a", "m1"))));
    EXPECT_TRUE(run_task(life.loop, b->save(state_of("b", "m2"))));
    EXPECT_TRUE(run_task(life.loop, a->save(state_of("a", "m3"))));
  }
  {
    Life life(path);
    EXPECT_EQ(run_task(life.loop, life.stores.sandboxes()).value(),
              (std::vector<std::string>{"a", "b"}));
    const auto a = life.stores.open("a");
    EXPECT_EQ(run_task(life.loop, a->load()).value(), *state_of("a", "m3"));
    EXPECT_TRUE(run_task(life.loop, a->erase()));
    EXPECT_EQ(run_task(life.loop, a->load()).value(), std::nullopt);
  }
  Life life(path);
  EXPECT_EQ(run_task(life.loop, life.stores.sandboxes()).value(), std::vector<std::string>{"b"});
}

TEST_F(SqliteStoreTest, WhatIsWrongInARowIsAnErrorOfThatRow) {
  Life life(path);
  ASSERT_TRUE(life.database->run("INSERT INTO instances VALUES ('a', '{\"version\":1}')"));
  const auto a = life.stores.open("a");
  const auto b = life.stores.open("b");
  EXPECT_TRUE(run_task(life.loop, b->save(state_of("a", "m"))));
  EXPECT_EQ(run_task(life.loop, a->load()).error().text,
            "the stored state is wrong: \"userId\" is missing or wrong");
  EXPECT_EQ(run_task(life.loop, b->load()).error().text,
            "the stored state is that of another sandbox");
}

TEST_F(SqliteStoreTest, AFullDiskIsAnErrorAndNoEnd) {
  Life life(path);
  const auto store = life.stores.open("a");
  EXPECT_TRUE(run_task(life.loop, store->save(state_of("a", "m"))));
  const auto pages = life.database->run("PRAGMA page_count");
  ASSERT_TRUE(life.database->run("PRAGMA max_page_count=" + pages->at(0).at(0)));
  const auto saved = run_task(life.loop, store->save(state_of("a", std::string(100'000, 'm'))));
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().text, "database or disk is full");
  EXPECT_EQ(run_task(life.loop, store->load()).value(), *state_of("a", "m"));
  ASSERT_TRUE(life.database->run("PRAGMA max_page_count=1000"));
  EXPECT_TRUE(run_task(life.loop, store->save(state_of("a", std::string(100'000, 'n')))));
}

TEST_F(SqliteStoreTest, OneProcessHasTheFileAlone) {
  const Life life(path);
  EXPECT_EQ(error_of_opening(),
            path + " is in use by another process: end that one, or name another file.");
}

TEST_F(SqliteStoreTest, ADamagedFileIsRefusedAndKept) {
  {
    Life life(path);
    const auto store = life.stores.open("a");
    for (int i = 0; i < 3; ++i)
      (void)run_task(life.loop, store->save(state_of("a", std::string(20'000, 'm'))));
  }
  std::string bytes = bytes_of(path);
  ASSERT_GT(bytes.size(), 20'000U);
  std::fill(bytes.begin() + 4096, bytes.end(), '\x5a');
  write_file(path, bytes);
  EXPECT_NE(error_of_opening().find(" is damaged ("), std::string::npos) << error_of_opening();
  EXPECT_EQ(bytes_of(path), bytes);

  bytes.replace(0, 16, "no SQLite file at");
  write_file(path, bytes);
  EXPECT_EQ(error_of_opening().substr(0, path.size() + 35),
            path + " is damaged (file is not a database");
  EXPECT_NE(error_of_opening().find("Move it away"), std::string::npos);
  EXPECT_EQ(bytes_of(path), bytes);
}

TEST_F(SqliteStoreTest, AnotherProgramsFileIsRefused) {
  ASSERT_TRUE(Life(path).database->run("PRAGMA application_id=7"));
  EXPECT_EQ(error_of_opening(), path + " is an SQLite file of another program: name another one.");
}

TEST_F(SqliteStoreTest, ALaterVersionsFileIsRefused) {
  ASSERT_TRUE(Life(path).database->run("PRAGMA user_version=3"));
  EXPECT_EQ(error_of_opening(),
            path +
                " was written by another version of this program (tables of version 3): run "
                "that one, or name another file.");
}

TEST_F(SqliteStoreTest, EveryNameIsAFiles) {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(std::filesystem::path(path).parent_path());
  EXPECT_TRUE(SqliteDatabase::open(":memory:"));
  EXPECT_TRUE(std::filesystem::exists(folder.file(":memory:")));
  std::filesystem::current_path(before);
}

TEST_F(SqliteStoreTest, AnEarlierVersionsFileIsGoneOnWith) {
  {
    Life life(path);
    EXPECT_TRUE(run_task(life.loop, life.stores.open("a")->save(state_of("a", "m"))));
    for (const char* step :
         {"DROP TABLE kv",
          "CREATE TABLE kv (key TEXT PRIMARY KEY, value TEXT NOT NULL, expires_at_ms INTEGER NOT "
          "NULL) STRICT",
          "CREATE INDEX kv_expires ON kv (expires_at_ms)", "INSERT INTO kv VALUES ('k', 'v', 1)",
          "PRAGMA user_version=1"})
      ASSERT_TRUE(life.database->run(step));
  }
  for (int start = 0; start < 2; ++start) {
    Life life(path);
    EXPECT_EQ(run_task(life.loop, life.stores.open("a")->load()).value(), *state_of("a", "m"));
    EXPECT_TRUE(life.database->run("SELECT put_at_ms FROM kv"));
    EXPECT_EQ(life.database->run("SELECT count(*) FROM kv")->at(0).at(0), "0");
  }
}

TEST_F(SqliteStoreTest, AFolderThatIsMissingIsNamed) {
  path = folder.file("missing/state.db");
  EXPECT_EQ(error_of_opening(), path +
                                    " cannot be opened for writing (No such file or directory): "
                                    "its directory must exist, and both must be writable for this "
                                    "user.");
  path = folder.file("folder.db");
  std::filesystem::create_directory(path);
  EXPECT_NE(error_of_opening().find("cannot be opened for writing"), std::string::npos);
}

}  // namespace
}  // namespace controller::posix
