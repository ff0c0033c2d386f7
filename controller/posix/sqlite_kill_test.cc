// What the store has accepted survives SIGKILL at any moment.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <string>
#include <thread>

#include "controller/posix/file_descriptor.h"
#include "controller/posix/sqlite_store.h"
#include "controller/posix/system.h"
#include "controller/posix/testing/run_task.h"
#include "controller/posix/testing/temp_folder.h"

namespace controller::posix {
namespace {

using instance::InstanceState;
using testing::run_task;

struct Life {
  explicit Life(const std::string& path)
      : database(std::move(SqliteDatabase::open(path).value())), worker(loop) {}
  EventLoop loop;
  std::unique_ptr<SqliteDatabase> database;
  Worker worker;
  SqliteStore stores{worker, *database};
  std::unique_ptr<instance::InstanceStore> store = stores.open("a");
};

// The volume's id is told by the machine's, and long enough for several pages.
InstanceState state_of(int number) {
  InstanceState state;
  state.sandbox_id = "a";
  state.machine_id = std::to_string(number);
  state.volume_id =
      std::string(static_cast<std::size_t>(number % 7) * 3000, 'v') + std::to_string(number);
  return state;
}

// Saves one state after the other for ever, and tells each that was accepted.
[[noreturn]] void save_until_killed(const std::string& path, int first, int tell) {
  Life life(path);
  for (int number = first;; ++number) {
    if (!run_task(life.loop,
                  life.store->save(std::make_shared<const InstanceState>(state_of(number)))))
      ::_exit(1);
    if (::write(tell, &number, sizeof number) != sizeof number) ::_exit(1);
  }
}

int stored_number(const std::string& path) {
  Life life(path);
  const auto loaded = run_task(life.loop, life.store->load());
  EXPECT_TRUE(loaded) << loaded.error().text;
  if (!loaded || !loaded.value()) return 0;
  const int number = std::stoi((*loaded)->machine_id);
  EXPECT_EQ(**loaded, state_of(number));
  return number;
}

TEST(SqliteKill, LeavesTheOldStateOrTheNewOne) {
  const testing::TempFolder folder;
  const std::string path = folder.file("state.db");
  EXPECT_EQ(stored_number(path), 0);
  SystemRandom random;
  int last = 0;
  for (int kills = 0; kills < 100; ++kills) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    FileDescriptor reading(ends[0]);
    FileDescriptor writing(ends[1]);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) save_until_killed(path, last + 1, writing.number());
    writing.reset();
    int number = 0;
    int accepted = last;
    // Every other one may still be opening the file, or making it.
    if (kills % 2 == 0 && ::read(reading.number(), &number, sizeof number) == sizeof number)
      accepted = number;
    std::this_thread::sleep_for(std::chrono::microseconds(random.below(8'000)));
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the store failed by itself";
    while (::read(reading.number(), &number, sizeof number) == sizeof number) accepted = number;
    const int stored = stored_number(path);
    ASSERT_GE(stored, accepted);
    ASSERT_LE(stored, accepted + 1);
    last = stored;
  }
  EXPECT_GE(last, 100);
}

}  // namespace
}  // namespace controller::posix
