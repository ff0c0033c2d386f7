#include "scenarios/apps/pairbench_interrupt.h"

#include <signal.h>

#include <atomic>
#include <chrono>

#include "scenarios/runner/running_now.h"

namespace scenarios::apps {
namespace {

using Clock = std::chrono::steady_clock;

std::atomic<int> signal_seen{0};
std::atomic<Clock::rep> seen_at{0};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<Clock::rep>::is_always_lock_free,
              "a signal handler may touch nothing else");

// timeout(1) signals the program and then its group: that is meant as one.
constexpr Clock::duration kOne = std::chrono::milliseconds(500);

void on_signal(int signal) {
  const Clock::rep now = Clock::now().time_since_epoch().count();
  Clock::rep first = 0;
  if (seen_at.compare_exchange_strong(first, now)) {
    signal_seen = signal;
    return;
  }
  if (Clock::duration(now - first) < kOne) return;
  tell_of_runs();
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

}  // namespace

void catch_interrupts() {
  ::signal(SIGPIPE, SIG_IGN);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction action = {};
    // nohup(1) wants it to go on.
    ::sigaction(signal, nullptr, &action);
    if (signal == SIGHUP && action.sa_handler == SIG_IGN) continue;
    action = {};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;  // no call is to fail because of it
    ::sigaction(signal, &action, nullptr);
  }
}

int interrupted() { return signal_seen; }

RunResult run_until_interrupted(const Scenario& scenario, const RunOptions& options) {
  RunOptions with_stop = options;
  with_stop.stopped = [&options] {
    return interrupted() != 0 || (options.stopped && options.stopped());
  };
  return run_scenario(scenario, with_stop);
}

}  // namespace scenarios::apps
