#include "scenarios/apps/pairbench_interrupt.h"

#include <signal.h>

#include <atomic>

namespace scenarios::apps {
namespace {

std::atomic<int> signal_seen{0};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may touch nothing else");

void on_signal(int signal) { signal_seen = signal; }

}  // namespace

void catch_interrupts() {
  struct sigaction action = {};
  action.sa_handler = on_signal;
  // Default action from then on; no call is to fail because of it.
  action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

int interrupted() { return signal_seen; }

}  // namespace scenarios::apps
