#include "controller/posix/child_spawner.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <string>
#include <thread>

#include "controller/base/testing/fakes.h"
#include "controller/posix/file_descriptor.h"
#include "controller/posix/testing/temp_folder.h"

namespace controller::posix {
namespace {

using std::chrono::milliseconds;

// Whether the process exists and is no zombie.
bool alive(pid_t pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string text((std::istreambuf_iterator<char>(stat)), std::istreambuf_iterator<char>());
  const std::size_t name_end = text.rfind(')');
  return name_end != std::string::npos && text.at(name_end + 2) != 'Z';
}

bool gone_within(pid_t pid, milliseconds span) {
  for (auto waited = milliseconds(0); waited < span; waited += milliseconds(2)) {
    if (!alive(pid)) return true;
    std::this_thread::sleep_for(milliseconds(2));
  }
  return false;
}

std::set<std::string> open_descriptors() {
  std::set<std::string> numbers;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd"))
    numbers.insert(entry.path().filename());
  return numbers;
}

class Child : public ChildEvents {
 public:
  explicit Child(EventLoop& loop) : loop_(loop) {}

  void on_output(OutputStream stream, std::string_view bytes) override {
    EXPECT_FALSE(exit);
    (stream == OutputStream::out ? out : err) += bytes;
    if (!until.empty() && out.find(until) != std::string::npos) loop_.stop();
  }
  void on_exit(ExitStatus status) override {
    EXPECT_FALSE(exit);
    if (at_exit) at_exit();
    exit = status;
    handle.reset();
    loop_.stop();
  }

  std::string until;  // ends the loop as soon as this was printed
  std::string out;
  std::string err;
  std::function<void()> at_exit;
  std::optional<ExitStatus> exit;
  std::unique_ptr<ChildProcess> handle;

 private:
  EventLoop& loop_;
};

class ChildSpawnerTest : public ::testing::Test {
 protected:
  ChildSpawnerTest() { begin(kGroupPatience); }

  void begin(Duration group_patience) {
    spawner.reset();
    auto started = ChildSpawner::start(loop, group_patience);
    EXPECT_TRUE(started);
    spawner = std::move(started.value());
  }

  void spawn(Child& child, std::vector<std::string> argv,
             std::vector<std::string> environment = {}) {
    auto spawned = spawner->spawn(SpawnSpec{std::move(argv), std::move(environment)}, child);
    ASSERT_TRUE(spawned) << spawned.error();
    child.handle = std::move(spawned.value());
  }
  void shell(Child& child, const std::string& script) { spawn(child, {"/bin/sh", "-c", script}); }

  std::string error_of(std::vector<std::string> argv) {
    Child child(loop);
    auto spawned = spawner->spawn(SpawnSpec{std::move(argv), {}}, child);
    return spawned ? "started" : spawned.error();
  }

  EventLoop loop;
  std::unique_ptr<ChildSpawner> spawner;
};

TEST_F(ChildSpawnerTest, DeliversBothStreamsThenTheExit) {
  Child child(loop);
  shell(child, "echo out; echo err >&2; exit 3");
  loop.run();
  EXPECT_EQ(child.out, "out\n");
  EXPECT_EQ(child.err, "err\n");
  EXPECT_EQ(child.exit, (ExitStatus{3, std::nullopt}));
}

TEST_F(ChildSpawnerTest, TellsTheSignalThatEndedIt) {
  Child child(loop);
  shell(child, "kill -USR1 $$");
  loop.run();
  EXPECT_EQ(child.exit, (ExitStatus{std::nullopt, SIGUSR1}));
}

TEST_F(ChildSpawnerTest, LosesNothingOfALotOfOutput) {
  Child child(loop);
  shell(child, "head -c 20000000 /dev/zero; head -c 3000000 /dev/zero >&2");
  loop.run();
  EXPECT_EQ(child.out.size(), 20000000U);
  EXPECT_EQ(child.err.size(), 3000000U);
}

TEST_F(ChildSpawnerTest, PassesArgumentsAsTheyAreAndAddsToTheEnvironment) {
  ::setenv("PAIRBENCH_TEST_KEPT", "kept", 1);
  ::setenv("PAIRBENCH_TEST_REPLACED", "old", 1);
  Child child(loop);
  spawn(
      child,
      {"sh", "-c", "echo \"$0|$1|$PAIRBENCH_TEST_KEPT|$PAIRBENCH_TEST_REPLACED\"", "a b", "$HOME;"},
      {"PAIRBENCH_TEST_REPLACED=new"});
  loop.run();
  EXPECT_EQ(child.out, "a b|$HOME;|kept|new\n");
}

TEST_F(ChildSpawnerTest, GivesTheChildItsOwnGroupNoInputAndNoOtherDescriptor) {
  const FileDescriptor inheritable(::dup(2));
  Child child(loop);
  shell(child, "ls /proc/self/fd | tr '\\n' ' '; cat; cut -d ' ' -f 5 /proc/$$/stat; echo $$");
  const std::int64_t pid = child.handle->pid();
  loop.run();
  const std::string number = std::to_string(pid);
  EXPECT_EQ(child.out, "0 1 2 3 " + number + "\n" + number + "\n");  // 3: the folder that ls reads
}

TEST_F(ChildSpawnerTest, GivesTheChildTheUsualSignals) {
  ::signal(SIGPIPE, SIG_IGN);
  Child child(loop);
  shell(child, "grep -E 'Sig(Blk|Ign)' /proc/self/status");
  loop.run();
  ::signal(SIGPIPE, SIG_DFL);
  EXPECT_EQ(child.out, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

TEST_F(ChildSpawnerTest, SaysWhyAProgramCannotStart) {
  EXPECT_EQ(error_of({"/nowhere/at/all"}), "cannot start: No such file or directory");
  EXPECT_EQ(error_of({"/etc/passwd"}), "cannot start: Permission denied");
  EXPECT_EQ(error_of({"/"}), "cannot start: Permission denied");
  EXPECT_EQ(error_of({"no-such-program-in-path"}), "cannot start: not found in PATH");
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), 0);  // the watchdog, and no zombie
}

TEST_F(ChildSpawnerTest, LooksInPathForProgramsAlone) {
  const testing::TempFolder folder;
  std::filesystem::create_directories(folder.file("first/tool"));
  std::filesystem::create_directory(folder.file("second"));
  std::filesystem::create_symlink("/bin/echo", folder.file("second/tool"));
  const std::string usual = ::getenv("PATH");
  ::setenv("PATH", (folder.file("first") + ':' + folder.file("second")).c_str(), 1);
  Child child(loop);
  spawn(child, {"tool", "found"});
  ::setenv("PATH", usual.c_str(), 1);
  ASSERT_TRUE(child.handle);
  loop.run();
  EXPECT_EQ(child.out, "found\n");
}

TEST_F(ChildSpawnerTest, KillsWhatIsLeftOfTheGroupWhenTheLeaderExits) {
  Child child(loop);
  shell(child, "sleep 1000 & echo $!");
  loop.run();
  EXPECT_EQ(child.exit, (ExitStatus{0, std::nullopt}));
  EXPECT_TRUE(gone_within(std::stoi(child.out), milliseconds(5000)));
}

// Whether a process of that group exists, zombies included.
bool group_exists(pid_t group) { return ::kill(-group, 0) == 0; }

TEST_F(ChildSpawnerTest, TellsTheExitOnceTheWholeGroupIsGone) {
  // Each needs a while to die: its memory has to be given back.
  const std::string slow = "head -c 30000000 /dev/zero | tail -c 29999999 | sleep 1000 & ";
  Child child(loop);
  child.until = "ready";
  shell(child, slow + slow + slow + "sleep 0.3; echo ready; sleep 1000");
  loop.run();
  child.until.clear();
  const auto pid = static_cast<pid_t>(child.handle->pid());
  bool existed = true;
  child.at_exit = [&] { existed = group_exists(pid); };
  ::kill(pid, SIGKILL);  // the leader alone
  loop.run();
  EXPECT_EQ(child.exit, (ExitStatus{std::nullopt, SIGKILL}));
  EXPECT_FALSE(existed);
}

// Joins the group with a process that, once killed, nobody reaps before the returned one ends.
pid_t fork_unreaped_member(pid_t group) {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe(ends.data()), 0);
  const pid_t parent = ::fork();
  if (parent == 0) {
    if (::fork() == 0 && ::setpgid(0, group) == 0 && ::write(ends[1], "x", 1) < 0) ::_exit(1);
    for (;;) ::pause();
  }
  char joined = 0;
  EXPECT_EQ(::read(ends[0], &joined, 1), 1);
  for (const int end : ends) ::close(end);
  return parent;
}

TEST_F(ChildSpawnerTest, TellsTheExitOfAGroupThatIsStuckAfterAll) {
  begin(std::chrono::milliseconds(50));
  controller::testing::MemoryLog log;
  spawner->report_to(log);
  Child child(loop);
  spawn(child, {"/bin/sleep", "1000"});
  const std::string pid = std::to_string(child.handle->pid());
  const pid_t parent = fork_unreaped_member(static_cast<pid_t>(child.handle->pid()));
  child.handle->signal(SIGKILL);
  loop.run();
  EXPECT_EQ(child.exit, (ExitStatus{std::nullopt, SIGKILL}));
  EXPECT_EQ(log.lines, (std::vector<std::string>{"child.group_stuck pid=" + pid}));
  ::kill(parent, SIGKILL);
}

TEST_F(ChildSpawnerTest, DoesNotWaitForAStrangerThatHoldsThePipe) {
  Child child(loop);
  shell(child, "setsid sleep 1000 & echo $!; sleep 0.05");
  loop.run();
  EXPECT_EQ(child.exit, (ExitStatus{0, std::nullopt}));
  ::kill(std::stoi(child.out), SIGKILL);
}

TEST_F(ChildSpawnerTest, SignalsReachTheWholeGroup) {
  Child child(loop);
  child.until = "ready";
  shell(child,
        "trap 'wait; echo outer; exit 7' TERM; "
        "sh -c 'trap \"echo inner; exit\" TERM; echo ready; while :; do sleep 0.01; done' & wait");
  loop.run();
  child.until.clear();
  child.handle->signal(SIGTERM);
  loop.run();
  EXPECT_EQ(child.out, "ready\ninner\nouter\n");
  EXPECT_EQ(child.exit, (ExitStatus{7, std::nullopt}));
}

TEST_F(ChildSpawnerTest, OneThatClosesItsOutputsLivesOn) {
  Child child(loop);
  child.until = "x";
  shell(child, "echo x; exec >&- 2>&-; exec sleep 1000");
  loop.run();
  EXPECT_FALSE(child.exit);
  child.handle->signal(SIGKILL);
  loop.run();
  EXPECT_EQ(child.exit, (ExitStatus{std::nullopt, SIGKILL}));
}

TEST_F(ChildSpawnerTest, DroppingTheHandleKillsTheGroupAndTellsNothing) {
  Child dropped(loop);
  dropped.until = "\n";
  shell(dropped, "sleep 1000 & echo $!; wait");
  loop.run();
  const pid_t pid = static_cast<pid_t>(dropped.handle->pid());
  dropped.handle.reset();
  Child other(loop);
  shell(other, "sleep 0.05");
  loop.run();
  EXPECT_FALSE(dropped.exit);
  EXPECT_TRUE(gone_within(std::stoi(dropped.out), milliseconds(5000)));
  EXPECT_EQ(::kill(pid, 0), -1);  // reaped, not only dead
}

TEST_F(ChildSpawnerTest, LeavesNoDescriptorAndNoZombie) {
  const auto once = [this] {
    Child child(loop);
    shell(child, "echo x; echo y >&2");
    loop.run();
  };
  once();
  const auto before = open_descriptors();
  for (int i = 0; i < 50; ++i) once();
  EXPECT_EQ(open_descriptors(), before);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), 0);  // the watchdog alone
}

// With so few descriptors left that each of the steps fails once.
TEST_F(ChildSpawnerTest, WantOfDescriptorsIsAnErrorAndLeavesNothing) {
  const auto before = open_descriptors();
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const rlimit usual = limit;
  bool started = false;
  int failures = 0;
  for (int more = 0; more < 20 && !started; ++more) {
    Child child(loop);
    limit.rlim_cur = static_cast<rlim_t>(before.size() + more);
    ::setrlimit(RLIMIT_NOFILE, &limit);
    auto spawned = spawner->spawn(SpawnSpec{{"/bin/sleep", "1000"}, {}}, child);
    started = spawned.ok();
    ::setrlimit(RLIMIT_NOFILE, &usual);
    if (started) break;
    ++failures;
    EXPECT_TRUE(spawned.error().ends_with("Too many open files")) << spawned.error();
    EXPECT_EQ(open_descriptors(), before);
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), 0);  // the watchdog alone
  }
  EXPECT_TRUE(started);
  EXPECT_GT(failures, 5);
}

TEST_F(ChildSpawnerTest, ReapsChildrenThatOthersStarted) {
  const pid_t stray = ::fork();
  if (stray == 0) ::_exit(0);
  Child child(loop);
  shell(child, "sleep 0.05");
  loop.run();
  EXPECT_EQ(::kill(stray, 0), -1);
}

TEST_F(ChildSpawnerTest, EndsItsChildrenWhenDestroyed) {
  Child child(loop);
  child.until = "\n";
  shell(child, "sleep 1000 & echo $!; wait");
  loop.run();
  const auto pid = static_cast<pid_t>(child.handle->pid());
  spawner.reset();
  EXPECT_EQ(::kill(pid, 0), -1);
  EXPECT_TRUE(gone_within(std::stoi(child.out), milliseconds(5000)));
}

// The watchdog that this process has; 0: none.
pid_t watchdog() {
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::ifstream stat(entry.path() / "stat");
    std::string pid;
    std::string name;
    std::string state;
    pid_t parent = 0;
    stat >> pid >> name >> state >> parent;
    if (name == "(watchdog)" && parent == ::getpid() && state != "Z") return std::stoi(pid);
  }
  return 0;
}

// One that was started just now has yet to take its name.
pid_t awaited_watchdog() {
  pid_t pid = 0;
  for (int i = 0; i < 5000 && pid == 0; ++i) {
    pid = watchdog();
    std::this_thread::sleep_for(milliseconds(1));
  }
  return pid;
}

TEST_F(ChildSpawnerTest, ReplacesAWatchdogThatDiesButNotWithoutEnd) {
  controller::testing::MemoryLog log;
  spawner->report_to(log);
  ::signal(SIGPIPE, SIG_IGN);
  const auto kill_it = [&] {
    const pid_t pid = awaited_watchdog();
    ASSERT_NE(pid, 0);
    ::kill(pid, SIGKILL);
    bool noticed = false;
    for (const std::size_t before = log.lines.size(); !noticed;) {
      noticed = log.lines.size() > before;  // then once more, so that there may be another
      Child child(loop);
      shell(child, "exit");
      loop.run();
    }
  };
  kill_it();
  kill_it();  // the next one, that was started at once
  EXPECT_EQ(watchdog(), 0);
  EXPECT_EQ(log.lines, (std::vector<std::string>(2, "child.watchdog_lost")));
  ::signal(SIGPIPE, SIG_DFL);
}

// Its pipe has no reader any more, and nobody has been told yet.
TEST_F(ChildSpawnerTest, AChildIsSpawnedWhileTheWatchdogIsDead) {
  ::signal(SIGPIPE, SIG_IGN);
  const pid_t pid = awaited_watchdog();
  ASSERT_NE(pid, 0);
  ::kill(pid, SIGKILL);
  ASSERT_TRUE(gone_within(pid, milliseconds(5000)));
  Child child(loop);
  shell(child, "exit 3");
  loop.run();
  EXPECT_EQ(child.exit, (ExitStatus{3, std::nullopt}));
  ::signal(SIGPIPE, SIG_DFL);
}

// What a daemon does that is killed: a process with two children, one with a grandchild.
pid_t fork_daemon(int pipe) {
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  EventLoop loop;
  auto spawner = std::move(ChildSpawner::start(loop).value());
  Child first(loop);
  Child second(loop);
  first.until = second.until = "\n";
  first.handle = std::move(
      spawner->spawn(SpawnSpec{{"/bin/sh", "-c", "sleep 1000 & echo $!; wait"}, {}}, first)
          .value());
  loop.run();
  second.handle = std::move(
      spawner->spawn(SpawnSpec{{"/bin/sh", "-c", "echo $$; exec sleep 1000"}, {}}, second).value());
  loop.run();
  const std::string pids = first.out + second.out;
  if (::write(pipe, pids.data(), pids.size()) < 0) ::_exit(1);
  loop.run();
  ::_exit(0);
}

TEST(Watchdog, EndsTheChildrenAndGrandchildrenOfADaemonThatWasKilled) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const pid_t daemon = fork_daemon(ends[1]);
  std::array<char, 100> text{};
  ASSERT_GT(::read(ends[0], text.data(), text.size() - 1), 0);
  ::kill(daemon, SIGKILL);
  ::waitpid(daemon, nullptr, 0);
  int grandchild = 0;
  int child = 0;
  ASSERT_EQ(std::sscanf(text.data(), "%d %d", &grandchild, &child), 2);
  EXPECT_TRUE(gone_within(grandchild, milliseconds(5000)));
  EXPECT_TRUE(gone_within(child, milliseconds(5000)));
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace
}  // namespace controller::posix
