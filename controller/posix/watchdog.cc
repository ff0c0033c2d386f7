#include "controller/posix/watchdog.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <vector>

namespace controller::posix {
namespace {

// A group's number, negative when it is gone. Writes of this size to a pipe are atomic.
using Message = pid_t;

bool tell(int pipe, Message message) {
  for (;;) {
    const ssize_t written = ::write(pipe, &message, sizeof message);
    if (written == static_cast<ssize_t>(sizeof message)) return true;
    if (errno != EINTR) return false;
  }
}

void close_all_but(int kept) {
  const auto number = static_cast<unsigned>(kept);
  if (kept > 0) ::close_range(0, number - 1, 0);
  ::close_range(number + 1, ~0U, 0);
}

void apply(std::vector<pid_t>& groups, Message message) {
  if (message > 0) {
    groups.push_back(message);
  } else {
    std::erase(groups, -message);
  }
}

// The daemon's pipe never holds part of a message, so whole ones are read.
[[noreturn]] void watch(int pipe) {
  ::setsid();  // what is sent to the daemon's group or terminal does not reach it
  ::prctl(PR_SET_NAME, "watchdog");
  sigset_t all;
  sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, nullptr);
  close_all_but(pipe);
  if (::chdir("/") != 0) ::_exit(1);  // no file system stays busy because of it
  std::vector<pid_t> groups;
  for (;;) {
    std::array<Message, 64> messages{};
    const ssize_t bytes = ::read(pipe, messages.data(), sizeof messages);
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes <= 0) break;
    const auto count = static_cast<std::size_t>(bytes) / sizeof(Message);
    for (std::size_t i = 0; i < count; ++i) apply(groups, messages.at(i));
  }
  for (const pid_t group : groups) ::kill(-group, SIGKILL);
  ::_exit(0);
}

}  // namespace

Result<Watchdog, std::string> Watchdog::start() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    return Failure{std::string("no pipe to the watchdog: ") + std::strerror(errno)};
  FileDescriptor reading(ends[0]);
  FileDescriptor writing(ends[1]);
  const pid_t pid = ::fork();
  if (pid < 0) return Failure{std::string("no watchdog: ") + std::strerror(errno)};
  if (pid == 0) watch(reading.number());
  return Watchdog(std::move(writing), pid);
}

Watchdog::~Watchdog() {
  if (!pipe_.open()) return;
  pipe_.reset();
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void Watchdog::mark_reaped() {
  pipe_.reset();
  pid_ = -1;
}

bool Watchdog::note(int pipe, pid_t group) { return tell(pipe, group); }
void Watchdog::forget(pid_t group) const { tell(pipe_.number(), -group); }

}  // namespace controller::posix
