// The controller over real processes, beside what the system itself can do: bare posix_spawn() for
// refreshes, `cat | wc -c` for log lines. Ratios count; absolute figures are the machine's.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "controller/base/scope.h"
#include "controller/gateway/line_splitter.h"
#include "controller/pairing/log_trigger.h"
#include "controller/pairing_controller.h"
#include "controller/posix/child_spawner.h"
#include "controller/posix/system.h"

namespace {

using controller::ChildEvents;
using controller::ExitStatus;
using controller::OutputStream;
using controller::PairingController;
using controller::SpawnSpec;
using controller::Task;
using controller::posix::ChildSpawner;
using controller::posix::EventLoop;

constexpr std::size_t kChildren = 4;  // three channels and the devices

class Config final : public controller::ConfigSource {
 public:
  bool read(std::string& bytes, std::string& /*error*/) override {
    bytes = R"({"channels":{"telegram":{"enabled":true,"botToken":"t"},)"
            R"("discord":{"enabled":true,"token":"t"},"slack":{"enabled":true,"botToken":"t"}}})";
    return true;
  }
};
class Nowhere final : public controller::OutputSink, public controller::Log {
 public:
  void write(OutputStream /*stream*/, std::string_view /*bytes*/) override {}
  void write_entry(controller::LogLevel /*level*/, std::string_view /*event*/,
                   std::span<const controller::LogField> /*fields*/) override {}
};

std::unique_ptr<ChildSpawner> spawner_on(EventLoop& loop) {
  auto started = ChildSpawner::start(loop);
  if (!started) std::abort();
  return std::move(started.value());
}

// One child after the other: spawn, read to the end, reap.
void run_bare(std::vector<std::string> argv) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  std::vector<char*> pointers;
  for (std::string& text : argv) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  pid_t pid = 0;
  if (::posix_spawn(&pid, pointers[0], &actions, nullptr, pointers.data(), environ) != 0)
    std::abort();
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  std::array<char, 65536> bytes{};
  while (::read(ends[0], bytes.data(), bytes.size()) > 0) {
  }
  ::close(ends[0]);
  ::waitpid(pid, nullptr, 0);
}

void four_children_by_posix_spawn(benchmark::State& state) {
  for (auto _ : state) {
    for (const char* channel : {"telegram", "discord", "slack"})
      run_bare({PRINT_LIST, "pairing", "list", channel, "--json"});
    run_bare({PRINT_LIST, "devices", "list", "--json"});
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(four_children_by_posix_spawn)->UseRealTime();

Task<void> refresh_both(PairingController& controller, EventLoop& loop) {
  co_await controller.cache().refresh(controller::Kind::channels);
  co_await controller.cache().refresh(controller::Kind::devices);
  loop.stop();
}

// A whole refresh of the production cache: config, four children, parsing, commit.
void refresh_through_real_children(benchmark::State& state) {
  EventLoop loop;
  const auto spawner = spawner_on(loop);
  controller::posix::SystemWallClock clock;
  Config config;
  Nowhere nowhere;
  controller::ControllerConfig settings;
  settings.supervisor.gateway.argv = {"/bin/false"};
  settings.max_concurrent_cli = static_cast<std::size_t>(state.range(0));
  settings.cli.dialect = controller::Dialect(controller::Dialect::Name::openclaw, PRINT_LIST);
  PairingController controller(
      PairingController::Seams{loop, clock, *spawner, config, nowhere, nowhere}, settings);
  controller.cache().start();
  controller::Scope scope(loop);
  for (auto _ : state) {
    scope.spawn(refresh_both(controller, loop));
    loop.run();
  }
  if (controller.cli_counters().answered < kChildren * static_cast<std::size_t>(state.iterations()))
    state.SkipWithError("calls failed");
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(refresh_through_real_children)->Arg(1)->Arg(2)->UseRealTime();

constexpr std::size_t kLogBytes = std::size_t{256} << 20U;

// A log of lines of 100 bytes, in memory if the system has such files.
const std::string& log_file() {
  static const std::string kPath = [] {
    const std::string folder = ::access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    std::string path = folder + "/real_processes_bench.log";
    const std::string line = std::string(99, 'x') + "\n";
    std::ofstream file(path, std::ios::binary);
    for (std::size_t written = 0; written < kLogBytes; written += line.size()) file << line;
    std::atexit([] { ::unlink(log_file().c_str()); });
    return path;
  }();
  return kPath;
}

void log_through_cat_and_wc(benchmark::State& state) {
  const std::string command = "cat " + log_file() + " | wc -c >/dev/null";
  for (auto _ : state) {
    if (std::system(command.c_str()) != 0) state.SkipWithError("cat failed");
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(kLogBytes) * state.iterations());
}
BENCHMARK(log_through_cat_and_wc)->UseRealTime();

// What the supervisor does with a gateway's output: split into lines, and look for keywords.
class Reader final : public ChildEvents {
 public:
  explicit Reader(EventLoop& loop) : loop_(loop) {}
  void on_output(OutputStream /*stream*/, std::string_view bytes) override {
    splitter_.push(bytes, [this](std::string_view line) {
      triggers += trigger_.matches(line) ? 1U : 0U;
      ++lines;
    });
  }
  void on_exit(ExitStatus /*status*/) override { loop_.stop(); }

  std::uint64_t lines = 0;
  std::uint64_t triggers = 0;

 private:
  EventLoop& loop_;
  controller::LineSplitter splitter_;
  controller::LogTrigger trigger_;
};

void log_of_a_real_child(benchmark::State& state) {
  EventLoop loop;
  const auto spawner = spawner_on(loop);
  for (auto _ : state) {
    Reader reader(loop);
    auto child = spawner->spawn(SpawnSpec{{"/bin/cat", log_file()}, {}}, reader);
    loop.run();
    if (reader.lines < kLogBytes / 100) state.SkipWithError("lines were lost");
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(kLogBytes) * state.iterations());
}
BENCHMARK(log_of_a_real_child)->UseRealTime();

}  // namespace
