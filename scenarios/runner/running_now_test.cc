#include "scenarios/runner/running_now.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <thread>

namespace scenarios {
namespace {

using ::testing::ExitedWithCode;

[[noreturn]] void break_down(int signal) {
  tell_of_breakdowns();
  const RunningNow outer("calm with seed 1");
  { const RunningNow inner("another"); }
  ::raise(signal);
  std::abort();
}

// That of a sanitizer, which has more to say.
bool has_handler(int signal) {
  struct sigaction action = {};
  return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler != SIG_DFL;
}

TEST(RunningNowDeathTest, ABreakdownNamesTheRun) {
  for (const int signal : {SIGABRT, SIGTRAP, SIGFPE}) {
    if (has_handler(signal)) continue;
    EXPECT_EXIT(break_down(signal), ExitedWithCode(70),
                "internal error: signal " + std::to_string(signal) + " in calm with seed 1\n");
  }
}

TEST(RunningNowDeathTest, ABreakdownOutsideOfARunNamesNone) {
  EXPECT_EXIT((tell_of_breakdowns(), std::abort()), ExitedWithCode(70),
              "internal error: signal 6\n");
}

[[noreturn]] void end_in_a_run() {
  tell_of_breakdowns();
  const RunningNow run("calm with seed 1");
  std::exit(0);
}

TEST(RunningNowDeathTest, AnExitWithinARunIsABreakdown) {
  EXPECT_EXIT(end_in_a_run(), ExitedWithCode(70), "the program ends in calm with seed 1\n");
  EXPECT_EXIT((tell_of_breakdowns(), std::exit(0)), ExitedWithCode(0), "^$");
}

[[noreturn]] void tell_of_two() {
  std::thread([] { const RunningNow over("over"); }).join();
  const RunningNow one("one: pairbench replay one.json");
  std::thread([] {
    const RunningNow long_one("two" + std::string(2'000, '.'));
    tell_of_runs();
  }).join();
  ::_exit(0);
}

TEST(RunningNowDeathTest, AllRunsCanBeNamed) {
  EXPECT_EXIT(tell_of_two(), ExitedWithCode(0),
              "^pairbench: still in one: pairbench replay one.json\n"
              "pairbench: still in two\\.+\n$");
}

}  // namespace
}  // namespace scenarios
