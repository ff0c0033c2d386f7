#include "controller/posix/signals.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace controller::posix {
namespace {

TEST(EndSignals, TellTheLoopTheFirst) {
  for (const int number : {SIGTERM, SIGINT}) {
    EventLoop loop;
    int told = 0;
    const EndSignals signals(loop, [&](int signal) {
      told = signal;
      loop.stop();
    });
    ::raise(number);
    EXPECT_EQ(told, 0);  // not inside the handler
    loop.run();
    EXPECT_EQ(told, number);
  }
}

// How a process ends whose loop is busy, for so many signals.
int code_after(int signals) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    EventLoop loop;
    const EndSignals watch(loop, [](int /*signal*/) { ::_exit(7); });
    for (int i = 0; i < signals; ++i) ::raise(i % 2 == 0 ? SIGTERM : SIGINT);
    ::_exit(9);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(EndSignals, TheSecondEndsTheProcessAtOnce) {
  EXPECT_EQ(code_after(1), 9);
  EXPECT_EQ(code_after(2), 1);
}

TEST(EndSignals, WritingToWhoHasLeftIsNoEnd) {
  EventLoop loop;
  const EndSignals signals(loop, [](int /*signal*/) {});
  ::raise(SIGPIPE);
}

}  // namespace
}  // namespace controller::posix
