#include "sim/apps/openclaw/process.h"

#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>

namespace sim::fake {

Signals::Signals() {
  sigset_t taken;
  ::sigemptyset(&taken);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) ::sigaddset(&taken, number);
  ::sigprocmask(SIG_BLOCK, &taken, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  fd_ = Fd(::signalfd(-1, &taken, SFD_NONBLOCK | SFD_CLOEXEC));
}

std::optional<int> Signals::take() {
  signalfd_siginfo info{};
  const bool taken = ::read(fd_.number(), &info, sizeof(info)) == sizeof(info);
  return taken ? std::optional(static_cast<int>(info.ssi_signo)) : std::nullopt;
}

int end_as(const controller::ExitStatus& status) {
  if (!status.signal) return status.code.value_or(0);
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::signal(*status.signal, SIG_DFL);
  sigset_t one;
  ::sigemptyset(&one);
  ::sigaddset(&one, *status.signal);
  ::sigprocmask(SIG_UNBLOCK, &one, nullptr);
  ::kill(::getpid(), *status.signal);
  for (;;) ::pause();
}

}  // namespace sim::fake
