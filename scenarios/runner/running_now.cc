#include "scenarios/runner/running_now.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "scenarios/runner/exit_code.h"

namespace scenarios {
namespace {

constexpr std::size_t kTextMax = 1'000;

// Where a run is named. Signal handlers read it while other threads go on: nothing is allocated,
// and the worst that can come of it is a text that is half of the next run.
struct Place {
  std::atomic<bool> taken{false};
  std::atomic<std::size_t> size{0};
  std::array<char, kTextMax> text{};
};

// More than any command has threads.
std::array<Place, 512> places;
constexpr std::size_t kNowhere = places.size();
thread_local std::size_t here = kNowhere;

// Of use in a signal handler.
class Message {
 public:
  Message& operator<<(std::string_view text) {
    const std::size_t length = std::min(text.size(), buffer_.size() - size_);
    std::memcpy(buffer_.data() + size_, text.data(), length);
    size_ += length;
    return *this;
  }
  Message& operator<<(int number) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return *this << std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data()));
  }
  Message& operator<<(const Place& place) {
    return *this << std::string_view(place.text.data(), place.size);
  }
  void send() const {
    if (::write(STDERR_FILENO, buffer_.data(), size_) < 0) return;
  }

 private:
  std::array<char, kTextMax + 100> buffer_{};
  std::size_t size_ = 0;
};

void on_breakdown(int signal) {
  Message message;
  message << "pairbench: internal error: signal " << signal;
  if (here != kNowhere) message << " in " << places[here];
  message << "\n";
  message.send();
  ::_exit(exit_code(Outcome::internal_error));
}

// By the code under test: what pairbench was asked for would end in the middle, as if all were
// well.
void on_exit_within_a_run() {
  if (here == kNowhere) return;
  Message message;
  message << "pairbench: internal error: the program ends in " << places[here] << "\n";
  message.send();
  ::_exit(exit_code(Outcome::internal_error));
}

// A stack that has overflowed has no room for a handler.
void have_stack_for_handlers() {
  thread_local std::array<char, std::size_t{64} << 10U> memory;
  stack_t stack{};
  ::sigaltstack(nullptr, &stack);
  if ((stack.ss_flags & SS_DISABLE) == 0) return;
  stack = {.ss_sp = memory.data(), .ss_flags = 0, .ss_size = memory.size()};
  ::sigaltstack(&stack, nullptr);
}

// kNowhere when there is none.
std::size_t take_place() {
  const auto place =
      std::ranges::find_if(places, [](Place& each) { return !each.taken.exchange(true); });
  return static_cast<std::size_t>(place - places.begin());
}

}  // namespace

RunningNow::RunningNow(std::string_view what) : index_(take_place()), before_(here) {
  have_stack_for_handlers();
  here = index_;
  if (index_ == kNowhere) return;
  Place& place = places[index_];
  const std::size_t size = std::min(what.size(), place.text.size());
  std::memcpy(place.text.data(), what.data(), size);
  place.size = size;
}

RunningNow::~RunningNow() {
  here = before_;
  if (index_ == kNowhere) return;
  places[index_].size = 0;
  places[index_].taken = false;
}

void tell_of_breakdowns() {
  std::atexit(on_exit_within_a_run);
  for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP}) {
    struct sigaction action = {};
    // A sanitizer has more to say.
    if (::sigaction(signal, nullptr, &action) != 0 || action.sa_handler != SIG_DFL) continue;
    action.sa_handler = on_breakdown;
    action.sa_flags = SA_ONSTACK;
    ::sigaction(signal, &action, nullptr);
  }
}

void tell_of_runs() {
  for (const Place& place : places) {
    if (place.size == 0) continue;
    Message message;
    message << "pairbench: still in " << place << "\n";
    message.send();
  }
}

}  // namespace scenarios
